"""How good the agent is: what a competent operator accepts, kept from what the agent reads."""
