"""Who thinks: a chat model, the embedded symbolic reasoner, and the wrappers round them."""
