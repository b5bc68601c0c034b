"""Events to turns: the model calls and tool calls of each, and how it ended."""
