"""`python -m codexctl` and the `codexctl` command: the one error boundary around everything."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line and end the process with its exit code."""
    from codexctl.isolation import isolate

    isolate("codexctl", sys.argv[1:])
    from codexctl.cli.boundary import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
