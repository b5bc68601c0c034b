"""Codex's word on a plan, before it is applied and after."""
