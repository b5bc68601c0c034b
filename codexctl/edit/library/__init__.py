"""What other programs may call: the names that `codexctl.edit` gives, and nothing else here."""
