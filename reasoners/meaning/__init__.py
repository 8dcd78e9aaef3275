"""Knows what words mean: the lexicon, the roles of arguments and fields, matching."""
