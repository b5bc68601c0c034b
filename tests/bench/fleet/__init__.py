"""Many machines at once, in front of one gateway."""
