"""What machines send to: the gateway's cap, made from the policy, and files for given names."""
