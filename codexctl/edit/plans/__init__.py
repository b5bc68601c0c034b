"""The plan of each command that edits: which file becomes what."""
