"""The checks on sending: the policy, each destination, and the state of delivery."""
