"""`codexctl providers`: the model providers that Codex can use."""

from __future__ import annotations

import os
from typing import Any

import click

from codexctl.cli import known_values
from codexctl.cli.codex.provider_words import read_key, table_of
from codexctl.cli.edits.editing import Wishes, carry_out, editing, json_option
from codexctl.cli.groups import Group
from codexctl.cli.render import paint, print_json, tell
from codexctl.cli.words.numbers import timeout_option
from codexctl.environment import given
from codexctl.errors import EXIT_PROBLEM, CodexctlError, UsageError
from codexctl.locations import Locations, locate
from codexctl.wording import safe

SCHEMA, TEST_SCHEMA = "codexctl.providers/1", "codexctl.provider-test/1"
_SAID = {
    "none": "no key",
    "login": "Codex's login",
    "keyring": "a key in the keyring",
    "command": "a command",
    "file": "a key in the file",
}


@click.group(cls=Group)
def command() -> None:
    """Model providers: the services that answer Codex, and their keys."""


@command.command("list")
@json_option
def list_(*, as_json: bool) -> int:
    """List the built-in providers and those of your config.toml."""
    from codexctl.codex.parts.providers import CHOSEN, USUAL, KeySource, providers
    from codexctl.edit.files.read_config import read_config

    path = locate(os.environ).config_toml
    config = read_config(path)
    chosen, found = str(config.get(CHOSEN, USUAL)), list(providers(config))
    if as_json:
        rows = [
            {"name": one.name, "address": _shown(one.address) or None, "key": one.key_source.value,
             "variable": one.variable or None, "built_in": one.is_built_in,
             "chosen": one.name == chosen}
            for one in found
        ]  # fmt: skip
        print_json({"schema": SCHEMA, "file": str(path), "providers": rows})
        return 0
    width = max(len(safe(one.name)) for one in found)
    for one in found:
        key = f"${one.variable}" if one.key_source is KeySource.variable else _SAID[one.key_source]
        mark = paint("✓", "green") if one.name == chosen else "-"
        where = safe(_shown(one.address)) or "no address"
        tell(f"{mark} {safe(one.name):<{width}}  {where}  {safe(key)}")
    return 0


@command.command()
@click.argument("name")
@click.option("--base-url", required=True, metavar="URL", help="The address of its API.")
@click.option(
    "--title", default="", metavar="TEXT", help="The name that Codex shows. Default: NAME."
)
@click.option(
    "--env-key",
    default="",
    metavar="VARIABLE",
    help="The environment variable that contains the key.",
)
@click.option("--secret", is_flag=True, help="Ask for the key and keep it in the keyring.")
@click.option("--secret-stdin", is_flag=True, help="The same, read from stdin.")
@click.option("--header", "headers", multiple=True, metavar="KEY=VALUE",
              help="A header that is not secret.")  # fmt: skip
@click.option("--query", multiple=True, metavar="KEY=VALUE",
              help="A query parameter for every request, for example Azure's "
                   "api-version.")  # fmt: skip
@click.option("--use", is_flag=True, help="Make Codex use this provider from now on.")
@click.option("--force", is_flag=True, help="Replace an existing provider with this name.")
@editing
def add(name: str, *, wishes: Wishes, **options: Any) -> int:
    """Add a provider that speaks OpenAI's Responses API: a gateway, Azure, a local server."""
    from codexctl.cli.keys import kept
    from codexctl.codex.parts.providers import CHOSEN, entry
    from codexctl.edit.plans.config.providers import adding
    from codexctl.edit.plans.config_edit import plan_config

    locations = locate(os.environ)
    is_kept = options["secret"] or options["secret_stdin"]
    table = table_of(name, options, keyring=is_kept)
    change, title = adding(
        name, table, force=options["force"], also={(CHOSEN,): name} if options["use"] else {}
    )
    plan_config(locations.config_toml, change, locations, title)  # raises if the name exists
    keys = {}
    if is_kept and not wishes.dry_run:
        keys = {
            entry(name): read_key(
                name, from_stdin=options["secret_stdin"], no_input=wishes.no_input
            )
        }
    with kept(keys, locations, "name a variable: --env-key VARIABLE"):
        return carry_out(
            lambda: plan_config(locations.config_toml, change, locations, title),
            locations,
            wishes,
            notes=(f"test it: codexctl providers test {name}",),
        )


@command.command()
@click.argument("name", shell_complete=known_values.providers)
@click.option("--secret-stdin", is_flag=True, help="Read it from stdin.")
def key(name: str, *, secret_stdin: bool) -> int:
    """Put a new key for a provider into the keyring."""
    from codexctl.codex.parts.providers import KeySource, entry
    from codexctl.settings.keys import keychain

    locations = locate(os.environ)
    found = _known(name, locations)
    if found.key_source is not KeySource.keyring:
        raise CodexctlError(f"{name} does not use a key from the keyring, but "
                            f"{_SAID.get(found.key_source, 'a variable')}",
                            f"codexctl providers add {name} --secret --force …")  # fmt: skip
    keychain.store(entry(name), read_key(name, from_stdin=secret_stdin, no_input=False), locations)
    tell(f"The key is in the keyring; test it: codexctl providers test {name}")
    return 0


@command.command()
@click.argument("name", shell_complete=known_values.providers)
@editing
def use(name: str, *, wishes: Wishes) -> int:
    """Make Codex use this provider from now on."""
    from codexctl.codex.parts.providers import CHOSEN
    from codexctl.edit.plans.config_edit import plan_config, setting

    locations = locate(os.environ)
    _known(name, locations)
    change, _ = setting((CHOSEN,), name)
    return carry_out(
        lambda: plan_config(locations.config_toml, change, locations, f"providers use {name}"),
        locations,
        wishes,
    )


@command.command()
@click.argument("name", shell_complete=known_values.providers)
@editing
def remove(name: str, *, wishes: Wishes) -> int:
    """Remove a provider from config.toml, and its key from the keyring."""
    from codexctl.codex.parts.providers import CHOSEN, KeySource, entry
    from codexctl.edit.files.read_config import read_config
    from codexctl.edit.plans.config.providers import removing
    from codexctl.edit.plans.config_edit import plan_config
    from codexctl.settings.keys import keychain

    locations = locate(os.environ)
    found = _known(name, locations)
    if found.is_built_in:
        raise UsageError(f"{name} is built into Codex", "codexctl providers list")
    if read_config(locations.config_toml).get(CHOSEN) == name:
        hint = "codexctl providers use openai"
        raise CodexctlError(f"Codex uses {name} now, and would not start without it", hint)
    change, title = removing(name)
    is_kept = found.key_source is KeySource.keyring
    notes = ("`codexctl undo` restores it without its key",) if is_kept else ()
    code = carry_out(
        lambda: plan_config(locations.config_toml, change, locations, title),
        locations,
        wishes,
        notes=notes,
    )
    if is_kept and not wishes.dry_run:
        keychain.delete(entry(name), locations)
    return code


@command.command()
@click.argument("name", default="", shell_complete=known_values.providers)
@click.option("--model", default="", help="The model to use. Default: the one in your config.toml.")
@timeout_option(30.0, "Seconds to wait for the answer.")
@json_option
def test(name: str, model: str, timeout: float, *, as_json: bool) -> int:
    """Make one real request as Codex would (it costs a few tokens), and say what is wrong.

    Without NAME, the provider that Codex uses now is tested.
    """
    from codexctl.codex.parts.provider_test import ProviderFailure, ask, said
    from codexctl.codex.parts.providers import CHOSEN, USUAL
    from codexctl.edit.files.read_config import read_config

    locations = locate(os.environ)
    config = read_config(locations.config_toml)
    found = _known(name or str(config.get(CHOSEN, USUAL)), locations)
    slug = model or str(config.get("model") or "gpt-5.5")
    answer = ask(found, slug, given(), timeout)
    is_fine = answer.cause is ProviderFailure.none
    remedy = "" if is_fine else answer.remedy(found.name)
    if as_json:
        print_json({
            "schema": TEST_SCHEMA, "provider": found.name, "address": _shown(found.address),
            "model": slug, "ok": is_fine, "cause": answer.cause.value,
            "summary": said(answer), "remedy": remedy, "took_ms": answer.took_ms,
        })  # fmt: skip
        return 0 if is_fine else EXIT_PROBLEM
    mark = paint("✓", "green") if is_fine else paint("✗", "red")
    took = f" in {answer.took_ms} ms" if is_fine else ""
    tell(f"{mark} {safe(found.name)} ({safe(_shown(found.address))}) {safe(said(answer))}{took}")
    if remedy:
        tell(f"  → {remedy}")
    return 0 if is_fine else EXIT_PROBLEM


def _shown(address: str) -> str:
    from codexctl.edit.shown import shown_copy

    return str(shown_copy(address, ("base_url",)))


def _known(name: str, locations: Locations) -> Any:
    from codexctl.codex.parts.providers import providers
    from codexctl.edit.files.read_config import read_config
    from codexctl.wording import did_you_mean

    found = {one.name: one for one in providers(read_config(locations.config_toml))}
    if name not in found:
        hint = did_you_mean(name, found, "codexctl providers list")
        raise CodexctlError(f"there is no model provider {name}", hint)
    return found[name]
