"""Everything that a release consists of, made from the sources: `make dist`."""
