"""What pages and the terminal ask of the store: one function a question."""
