"""The state machine: `build_graph` wires the nodes, `routes.py` holds the conditional edges."""

from graph.build import build_graph, recursion_limit

__all__ = ["build_graph", "recursion_limit"]
