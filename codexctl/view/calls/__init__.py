"""Tool calls by meaning: record, reader and card of a family stand together in its file."""
