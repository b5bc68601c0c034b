"""What pages and the terminal read from the store: one function for each question."""
