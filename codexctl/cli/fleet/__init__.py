"""`codexctl fleet`: machines set up by their administrator, and what they send to."""
