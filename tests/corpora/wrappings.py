"""Where secrets stand in what Codex reads and writes: a sample in, a text around it out."""

from __future__ import annotations

import json
from collections.abc import Callable

from tests.corpora.drawn import Drawn
from tests.corpora.secrets import Sample

Wrapping = Callable[[Sample, Drawn], str]


def prompt(sample: Sample, draw: Drawn) -> str:
    """A person says it."""
    said = sample.name.lower().replace("_", " ")
    return draw.one(
        f"Please deploy the {draw.word()}. The {said} is {sample.text}\nThanks!",
        f"why does this fail?\n\n{sample.name}={sample.text}\n\nI get a 401 from the {draw.word()}.",
        f"use `{sample.name}: {sample.text}` for the {draw.word()} tests, please",
    )


def json_argument(sample: Sample, draw: Drawn) -> str:
    """A tool's argument, in JSON, once or twice encoded."""
    inner = json.dumps({"env": {sample.name: sample.text}, "workdir": f"/srv/{draw.word()}"})
    command = json.dumps({"cmd": f"export {sample.name}='{sample.text}' && make {draw.word()}"})
    return draw.one(inner, command, json.dumps({"name": "exec_command", "arguments": inner}))


def shell_output(sample: Sample, draw: Drawn) -> str:
    """What a terminal shows, with colours around and inside."""
    text = sample.text
    third = len(text) // 3
    split = (
        f"{text[:third]}\x1b[01;31m\x1b[K{text[third : 2 * third]}\x1b[m\x1b[K{text[2 * third :]}"
    )
    return draw.one(
        f"\x1b[32m$\x1b[0m env | grep {sample.name}\n\x1b[36m{sample.name}\x1b[0m=\x1b[33m{text}\x1b[0m\n",
        f"\x1b[35m.env\x1b[m\x1b[K\x1b[36m:\x1b[m\x1b[K{draw.number(1, 90)}:{sample.name}={split}\n",
        f'\x1b[1;39m{{\n  \x1b[34;1m"{sample.name}"\x1b[0m\x1b[1;39m: \x1b[0;32m"{text}"\x1b[0m\n}}\x1b[0m\n',
    )


def header(sample: Sample, draw: Drawn) -> str:
    """An HTTP request, as `curl -v` prints it."""
    name = sample.name.title().replace("_", "-")
    line = sample.text.replace("\n", "\\n")
    own = line if line.startswith(("Authorization:", "Cookie:")) else f"X-{name}: {line}"
    return f"> POST /v1/{draw.word()} HTTP/1.1\n> Host: {draw.word()}.example.com\n> {own}\n> Accept: */*\n"


def env_file(sample: Sample, draw: Drawn) -> str:
    """A file of variables."""
    quote = draw.one("", '"', "'") if " " not in sample.text and "\n" not in sample.text else '"'
    export = draw.one("", "export ")
    return (
        f"# {draw.words(3)}\nPORT={draw.number(1024, 9999)}\n"
        f"{export}{sample.name}={quote}{sample.text}{quote}\nLOG_LEVEL=debug\n"
    )


def diff(sample: Sample, draw: Drawn) -> str:
    """A change under review."""
    lines = f'{sample.name}: "{sample.text}"'.split("\n")
    added = "\n".join(f"+  {line}" for line in lines)
    return (
        f"diff --git a/{draw.word()}.yaml b/{draw.word()}.yaml\n@@ -{draw.number(1, 80)},3 +1,4 @@\n"
        f" services:\n-  replicas: {draw.number(1, 9)}\n{added}\n   image: {draw.word()}\n"
    )


def code(sample: Sample, draw: Drawn) -> str:
    """A line of a program."""
    text = sample.text.replace("\n", "\\n")
    name = draw.one(sample.name, sample.name.lower())
    return f'import os\n\n{name} = "{text}"\n\ndef {draw.word()}():\n    return connect({name})\n'


def log(sample: Sample, draw: Drawn) -> str:
    """A line of a log, as JSON."""
    event = {"level": "info", "msg": f"{draw.words(2)} {sample.name}={sample.text}", "n": 3}
    return f"2026-03-0{draw.number(1, 9)}T10:11:12Z worker {json.dumps(event)}\n"


def bare(sample: Sample, draw: Drawn) -> str:
    """Without any name, for those that are known by their form."""
    if sample.kind in NAMELESS:
        return f"{draw.words(3)}\n{sample.name}={sample.text}\n"
    return draw.one(
        f"try {sample.text} on the {draw.word()}",
        f"| {draw.word()} | {sample.text} | {draw.number(1, 9)} |",
        f"['{draw.word()}', '{sample.text}']",
        f"{draw.word()},{sample.text},{draw.word()}\n",
    )


def yaml(sample: Sample, draw: Drawn) -> str:
    """A value in YAML: in a line, in a block, on the next line."""
    name, lines = sample.name.lower(), sample.text.split("\n")
    block = f"{name}: |\n" + "\n".join(f"    {line}" for line in lines)
    line = f'{name}: "{sample.text}"' if len(lines) == 1 else block
    return (
        f"{draw.word()}:\n  " + draw.one(line, block) + f"\n  {draw.word()}: {draw.number(1, 9)}\n"
    )


def markdown(sample: Sample, draw: Drawn) -> str:
    """A page about it: code, a block of code, a row of a table."""
    if "\n" in sample.text:
        return f"# {draw.word()}\n\n```\n{sample.text}\n```\n"
    return draw.one(
        f"Set `{sample.name}={sample.text}` and run `make {draw.word()}`.",
        f"```sh\nexport {sample.name}={sample.text}\n```\n",
        f"| name | value |\n|---|---|\n| {sample.name} | {sample.text} |\n",
    )


def hard_wrapped(sample: Sample, draw: Drawn) -> str:
    """What a terminal of 60 columns leaves of a long line."""
    if "\n" in sample.text or " " in sample.text:
        return sample.text
    line = f"{sample.name}={sample.text}"
    rows = (line[at : at + 60] for at in range(0, len(line), 60))
    return f"$ cat {draw.word()}.env\n" + "\n".join(rows) + f"\n$ make {draw.word()}\n"


def laden(sample: Sample, draw: Drawn) -> str:
    """With something in the middle that nobody sees."""
    text, middle = sample.text, len(sample.text) // 2
    unseen = draw.one(
        "\u200b", "\xad", "\u2060", "\x1b]8;;https://example.com\x07", "\x1b[0;1m", "x\b"
    )
    return f"{draw.word()}: {sample.name}={text[:middle]}{unseen}{text[middle:]}\n"


# Plain words, numbers and digests: nobody can tell that these are secrets but by their names.
NAMELESS = frozenset(
    "wandb mistral cohere aws-secret-key azure-openai cloudflare twilio-auth datadog uuid-token hex-secret "
    "random-secret password password-random".split()
)

WRAPPINGS: dict[str, Wrapping] = {
    wrapping.__name__: wrapping
    for wrapping in (
        *(prompt, json_argument, shell_output, header, env_file, diff, code, log, bare),
        *(yaml, markdown, hard_wrapped, laden),
    )
}
