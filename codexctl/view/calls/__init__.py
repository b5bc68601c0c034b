"""Tool calls by meaning: one reader per tool family."""
