"""`python -m codexctl` and the `codexctl` command, which handles all errors."""

from __future__ import annotations

import sys

# errors.EXIT_INTERRUPTED and EXIT_PROBLEM: nothing else is imported before `isolate` ran.
_INTERRUPTED, _PROBLEM = 130, 1


def main() -> None:
    """Run the command line and end the process with its exit code."""
    try:
        from codexctl.system.interrupts import begin

        begin()
        from codexctl.isolation import NotIsolated, isolate

        try:
            isolate("codexctl", sys.argv[1:])
        except NotIsolated as error:
            sys.stderr.write(f"codexctl: {error}\nhint: {error.hint}\n")
            sys.exit(_PROBLEM)
        from codexctl.environment import fill
        from codexctl.system.leftovers import collect_less, leave

        fill()
        collect_less()
        from codexctl.cli.boundary import run

        code = run(sys.argv[1:])
        leave()
    except KeyboardInterrupt:  # while modules were still being imported
        sys.stderr.write("codexctl: interrupted\n")
        code = _INTERRUPTED
    except SystemExit as exit_:
        from codexctl.system.interrupts import end_by_signal

        end_by_signal(exit_)
        raise
    sys.exit(code)


if __name__ == "__main__":
    main()
