"""What a command's help says: taken from the command and a table of examples; shown, printed."""
