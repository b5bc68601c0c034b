"""The local web view: one process, one person, nothing that leaves the machine."""
