"""Rules that hold for every adapter, each a wrapper of the same one-method seam.

Outside in: approval, circuit breaker, journal, deadline, result cap, adapter.
"""
