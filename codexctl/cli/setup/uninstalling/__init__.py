"""`codexctl uninstall`: the command, what it says, and what it removes beside files."""
