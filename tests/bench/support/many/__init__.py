"""Years of sessions, made up: what a store and its pages are measured with."""
