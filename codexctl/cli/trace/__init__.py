"""`codexctl trace`: convert, export, watch, list, show, stats, search, save, delete."""
