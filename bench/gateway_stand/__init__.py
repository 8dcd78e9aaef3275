"""The test stand of bench/gateway.py: an upstream, a bare proxy and the load, each a process."""
