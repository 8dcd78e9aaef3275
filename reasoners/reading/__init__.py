"""Reads the request: values with kind and role, clauses with mood, what is asked for."""
