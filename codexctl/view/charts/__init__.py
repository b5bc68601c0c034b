"""Plots as numbers: what stands where. Templates draw them, so that no script is needed."""
