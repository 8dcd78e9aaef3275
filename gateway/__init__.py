"""The metering proxy in front of a model: it holds the key, counts every call, stops at a budget.

Stands alone: of this project it uses only core.
"""
