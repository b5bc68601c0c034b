"""What a step of a trace shows of itself: written once, drawn by the terminal and by the page."""
