# Rooms of tests are named like the software's, also where the standard library has such a name.
# ruff: noqa: A005
