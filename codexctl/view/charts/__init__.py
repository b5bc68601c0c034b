"""Plots as coordinates: templates draw them, so that no script is needed."""
