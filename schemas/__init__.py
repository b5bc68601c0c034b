"""JSON Schemas of the file formats that codexctl owns or checks."""
