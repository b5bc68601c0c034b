"""Masking secrets and personal data: rules in, a function over texts and structures out."""
