"""`codexctl policy`: the administrator's file."""
