"""A strict scripted model behind an OpenAI-compatible HTTP endpoint: a real server on loopback.

It refuses with 400 what a provider would refuse, counts every request, bills by one rule, and
never improvises: a script that ran out, or a task it was not told about, is a failure.
"""
