"""What the reference pages say is so."""
