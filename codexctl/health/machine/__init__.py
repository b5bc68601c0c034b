"""The checks on codexctl's own files and on what runs beside it, one a file."""
