"""How a question looks on a terminal, and which keys answer it."""
