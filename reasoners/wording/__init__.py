"""Says what was found and done, in plain sentences."""
