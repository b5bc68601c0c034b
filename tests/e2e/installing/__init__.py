"""Every way to install codexctl: from nothing to the first trace of the real Codex."""
