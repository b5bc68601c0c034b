"""The card of a step of a trace: made once, shown by the terminal and by the page."""
