"""What the pages of sums are made of: measures, plots and rows, each with where it leads."""
