"""`codexctl auth`: keys of destinations, and one request that tests them."""
