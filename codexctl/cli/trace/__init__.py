"""`codexctl trace`: convert, export, watch, list, show, stats, save, delete."""
