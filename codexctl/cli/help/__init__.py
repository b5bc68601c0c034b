"""A command's help, made from the command and a table of examples."""
