"""The roll-up: what the turns of the local store come to, kept while they are stored."""
