"""codexctl as a process of its own, without a start of Python for each."""
