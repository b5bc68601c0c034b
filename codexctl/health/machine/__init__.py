"""The checks on codexctl's own files and on other programs, one in each file."""
