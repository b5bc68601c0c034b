"""TOML with positions: found, changed, inserted, removed, in the style that it has."""
