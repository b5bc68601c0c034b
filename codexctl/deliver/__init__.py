"""The worker, its cursors, and the destinations: local store and OTLP."""
