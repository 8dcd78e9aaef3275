"""What the graph does at each stop: plan, select_tool, call_tool, recover, finalize.

Each node is one public function of the state and the services; the files beside them hold one
rule each. Nodes know the other rooms only through the seams in core.
"""
