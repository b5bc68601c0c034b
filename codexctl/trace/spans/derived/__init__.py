"""What follows from a span as it was filtered: nothing here can tell more than the span does."""
