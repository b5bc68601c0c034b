"""How sums are made: what the roll-up contains, what is read row by row, and what both cost."""
