"""`codexctl policy`: the administrator's policy file."""
