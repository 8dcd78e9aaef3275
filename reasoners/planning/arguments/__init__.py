"""Where the arguments of a call come from: the prompt, what was found, another look-up."""
