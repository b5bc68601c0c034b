"""`python -m codexctl` and the `codexctl` command: the one error boundary around everything."""

from __future__ import annotations

import sys

# errors.EXIT_INTERRUPTED; nothing of ours is imported before `isolate` has had its look.
_INTERRUPTED = 130


def main() -> None:
    """Run the command line and end the process with its exit code."""
    try:
        from codexctl.isolation import isolate

        isolate("codexctl", sys.argv[1:])
        from codexctl.streams import fill

        fill()
        from codexctl.cli.boundary import run

        code = run(sys.argv[1:])
    except KeyboardInterrupt:  # while modules were still being read
        sys.stderr.write("codexctl: interrupted\n")
        code = _INTERRUPTED
    sys.exit(code)


if __name__ == "__main__":
    main()
