"""What lasts: the store of a run (one SQLite database), the journal and LangGraph's checkpoints.

`store.py` commits the writes of all threads in groups; `journal.py` is the truth about what was
called; `saver.py` keeps LangGraph's checkpoints, a cache of it; `run_folder.py` finds runs.
"""
