"""The limits that hold for a person, and who says so."""
