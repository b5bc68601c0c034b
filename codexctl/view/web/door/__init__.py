"""The door of the view: who is let in, and what every answer says to the browser."""
