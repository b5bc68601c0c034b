"""What codexctl installs or hands out: hook scripts, starters, the recorded demo turn."""
