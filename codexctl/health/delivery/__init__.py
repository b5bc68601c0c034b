"""The checks on what leaves: the policy, each destination, and how delivery stands."""
