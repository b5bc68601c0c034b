"""What an audit found, as JSON and in the forms that CI reads."""
