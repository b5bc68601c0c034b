"""What holds here, put together once, and the checks on it."""
