"""Arguments of the command line: choices, aliases of commands, messages for wrong arguments."""
