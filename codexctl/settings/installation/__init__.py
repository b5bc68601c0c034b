"""How this codexctl came onto the machine, what upgrades it, and whether it stays there."""
