"""The local web view: one process for one person; nothing leaves the machine."""
