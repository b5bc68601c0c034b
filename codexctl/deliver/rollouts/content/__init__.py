"""What is in a rollout file, in any form that Codex keeps: its lines, and whose thread it is."""
