"""What the commands that edit share: from a plan to its receipt, and back."""
