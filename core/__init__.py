"""The project's words as types, state, errors and seams. No I/O; imports nothing of ours."""
