"""Sessions and traces as files that people keep or hand on."""
