"""Finds what violates the policy, on a machine or in the result of a plan."""
