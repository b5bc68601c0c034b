"""`codexctl setup`, and the commands that update, test and undo what it did."""
