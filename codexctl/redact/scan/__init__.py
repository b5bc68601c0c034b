"""Where in a text a rule is worth trying: literals in, places out."""
