"""Keys: the keyring, programs that print one, and the order in which they are asked."""
