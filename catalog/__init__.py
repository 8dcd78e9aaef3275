"""Reads tasks, tools and bindings, checks schemas and plans, picks the tools a prompt may need.

`catalog.tasks.load_tasks` and `catalog.load.load_catalog` read the files;
`catalog.index.ToolCatalog` is the `Catalog` of core.seams; `catalog.describe.describe` tells how a
tool was understood.
"""
