"""The version that `--version` prints and that the journal stores with every plan."""

VERSION = "0.1.0"
