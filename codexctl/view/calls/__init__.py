"""Tool calls by their meaning: record, reader and card of a family of tools are in one file."""
