"""Parts of the configuration, edited by codexctl and used by the real Codex of several releases."""

# From the oldest line to the newest: profiles are tables in the first, files of their own later.
LINES = ("0.130.0", "0.142.0", "0.150.0", "0.160.0", "0.169.0")
