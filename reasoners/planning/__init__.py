"""Finds the steps: from what is asked back to what the prompt and earlier steps supply."""
