"""A destination as it is written down, to an address that can be sent to."""
