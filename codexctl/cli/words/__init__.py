"""The words of a command line: choices, other words for commands, what is said of wrong ones."""
