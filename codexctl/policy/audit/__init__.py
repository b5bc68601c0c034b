"""What violates the policy on a machine, and in the result of a plan."""
