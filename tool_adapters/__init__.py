"""Who acts: one file per adapter, the wrappers round them, and one dispatcher that picks."""
