"""Access to the view: which requests are allowed, and the headers of every answer."""
