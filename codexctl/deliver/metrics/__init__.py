"""Metrics of a destination: counted with its acknowledgements, sent until it has them."""
