"""Keys: the keyring, programs that print one, and the order of the search."""
