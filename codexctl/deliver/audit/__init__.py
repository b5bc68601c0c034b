"""What an audit found, as counts for the administrator's destinations."""
