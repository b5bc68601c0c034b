"""SQLite files: opened, migrated, and judged sound."""
