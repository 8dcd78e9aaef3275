"""The command line, runs, results and progress; the only room that knows all the others."""
