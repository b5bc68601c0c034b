"""A yes-or-no question, and the message for any other answer."""

from __future__ import annotations

import click

from codexctl.cli.render import fitted, tell

_YES, _NO = ("y", "yes"), ("n", "no")


def confirm(
    question: str, *, default: bool = False, abort: bool = False, err: bool = False
) -> bool:
    """Ask a question until the answer is y or n; Enter means `default`.

    Raises click.Abort on Ctrl-C and at the end of input; with `abort` also for a no.
    """
    shown = f"{question} [{'Y/n' if default else 'y/N'}]"
    *before, last = fitted(shown, err=err)
    for line in before:
        click.echo(line, err=err)
    while True:
        said = str(click.prompt(last, default="", show_default=False, err=err)).strip().lower()
        if not said or said in (*_YES, *_NO):
            break
        usual = "yes" if default else "no"
        tell(f"Press y for yes or n for no (Enter for {usual}); Ctrl-C quits.", err=err)
    agreed = default if not said else said in _YES
    if abort and not agreed:
        raise click.Abort
    return agreed
