"""How sums are made: what the roll-up has, what is read one by one, and what both cost."""
