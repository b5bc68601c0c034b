"""What is in a rollout file, whichever way Codex keeps it: its lines, and whose thread it is."""
