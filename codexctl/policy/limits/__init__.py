"""The limits that apply to a person, and where they come from."""
