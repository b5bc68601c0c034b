"""What people write for Codex beside its configuration: documents, skills, rules, prompts."""
