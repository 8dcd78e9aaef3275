"""Reads tasks, tools and bindings, checks schemas and plans, picks the tools a prompt may need."""

from catalog.explanation import describe
from catalog.index import ToolCatalog
from catalog.load import LoadedCatalog, load_catalog
from catalog.tasks import load_tasks

__all__ = ["LoadedCatalog", "ToolCatalog", "describe", "load_catalog", "load_tasks"]
