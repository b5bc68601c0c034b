"""`codexctl uninstall`: the command, its notes, and what it removes in addition to files."""
