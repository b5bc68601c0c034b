"""Parts of the pages with sums: measures, plots and rows, with links to the turns."""
