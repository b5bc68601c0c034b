"""What is kept beside the rows of turns, so that pages are fast: numbers, facets, sums, words."""
