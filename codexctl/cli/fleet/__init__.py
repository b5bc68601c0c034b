"""`codexctl fleet`: sets up machines for an administrator, and the servers that they send to."""
