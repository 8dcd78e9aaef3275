"""The rehearsal: runs a release archive as a judge would, as a black box, and scores it."""
