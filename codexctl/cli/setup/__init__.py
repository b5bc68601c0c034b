"""`codexctl setup`, and the commands that renew, prove and take back what it did."""
