"""What somebody may try to lift the cap with: one line a way, each tried by `test_lock`.

A way may plant files in the person's home (`~` below), set variables, run something first, and go
in by doors of its own. Where a module of theirs is planted it shouts what lies in the rollouts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

CONVERT = 'codexctl trace convert "$ROLLOUTS" --capture full --format otlp-json\n'
EXPORT = "codexctl trace export --all\n"
SHOW = "codexctl trace show --json\n"
AS_MODULE = '"$PY" -m codexctl trace convert "$ROLLOUTS" --capture full --format otlp-json\n'
WORKER = '"$PY" -m codexctl.deliver\n'
HOOKED = '"$PY" -E -P -m codexctl.deliver\n'
DOORS = CONVERT + EXPORT + SHOW
AS_MODULES = AS_MODULE + '"$PY" -m codexctl trace export --all\n' + WORKER
FREE = 'version = 1\n[capture]\nmax = "full"\n'
SHOUT = """\
import os, pathlib
for one in (pathlib.Path.home() / ".codex" / "sessions").iterdir():
    os.write(1, one.read_bytes())
"""
LIFT = """\
try:
    import codexctl.policy.file.read as policies
    policies.read = lambda *_, **__: None
except Exception:
    pass
"""
FORGE = """\
"$PY" - <<'END'
import importlib.util, marshal, os, struct, sys
import codexctl.policy.file.here as real
source = open(real.__file__).read() + "\\ndef policy_on(where):\\n    return None\\n"
sys.pycache_prefix = os.environ["HOME"] + "/cache"
path = importlib.util.cache_from_source(real.__file__)
os.makedirs(os.path.dirname(path), exist_ok=True)
seen = os.stat(real.__file__)
head = importlib.util.MAGIC_NUMBER + struct.pack("<III", 0, int(seen.st_mtime), seen.st_size)
open(path, "wb").write(head + marshal.dumps(compile(source, real.__file__, "exec")))
END
"""


@dataclass(frozen=True)
class Way:
    """One way. `steers` says that it would succeed if codexctl did not start isolated."""

    doors: str = DOORS
    env: Mapping[str, str] = field(default_factory=dict)
    plant: Mapping[str, str] = field(default_factory=dict)
    first: str = ""
    steers: bool = False


def env(doors: str = DOORS, /, **variables: str) -> Way:
    return Way(doors, variables)


def settings(text: str) -> Way:
    """Other settings than those that ask for everything already."""
    return Way(plant={".config/codexctl/settings.toml": f"version = 1\n{text}"})


def limited(limit: str, sizes: str) -> Way:
    """As little of something as a shell can give."""
    tries = f"for n in {sizes}; do (ulimit {limit} $n; {CONVERT.strip()}; {EXPORT.strip()}); done\n"
    return Way(tries)


_LOCAL = '[[destinations]]\nname = "local"\nkind = "local"\n'
FLAGS: dict[str, Way] = {
    "convert --capture full as a tree": Way(
        'codexctl trace convert "$ROLLOUTS" --capture full --full'
    ),
    "convert --capture full as figures": Way(CONVERT.replace("otlp-json", "summary-json")),
    "convert --capture redacted": Way(CONVERT.replace("full", "redacted")),
    "convert one file by a link": Way(
        'ln -s "$ROLLOUTS" r; codexctl trace convert r --capture full'
    ),
    "export --since": Way("codexctl trace export --since 2000-01-01\n" + SHOW),
    "export by several processes": Way("codexctl trace export --all --processes 2\n" + SHOW),
    "retry": Way("codexctl trace retry\n" + SHOW),
    "list, stats and trees": Way(
        EXPORT + "codexctl trace list --json; codexctl trace list; codexctl trace show --full\n"
        "codexctl trace stats --json --by project; codexctl trace stats --by project"
    ),
    "setup --capture full": Way(
        "codexctl setup --capture full --destination local --yes --no-proof\n" + DOORS
    ),
    "following the sessions": Way("timeout 2 codexctl trace watch --interval 0.5\n" + SHOW),
    "status and doctor": Way(EXPORT + "codexctl status --json; codexctl doctor --json\n"),
    "the worker called directly": Way(WORKER),
    "the worker with words": Way(WORKER.strip() + " --capture full"),
    "another name for the program": Way(
        "bash -c 'exec -a root codexctl trace export --all'\n" + SHOW
    ),
    "a link to the program": Way(
        'ln -s "$(command -v codexctl)" my; ./my trace export --all\n' + SHOW
    ),
    "a copy of the program": Way(
        'cp "$(command -v codexctl)" my; ./my trace export --all\n' + SHOW
    ),
    "python -I": Way(AS_MODULES.replace('"$PY"', '"$PY" -I')),
    "python -O, -X, -W": Way(AS_MODULES.replace('"$PY"', '"$PY" -OO -X utf8=0 -W error')),
}
SETTINGS: dict[str, Way] = {
    "settings say full": settings(f'[capture]\nmode = "full"\n{_LOCAL}'),
    "settings exclude nothing": settings(f'[capture]\nmode = "full"\nexclude = []\n{_LOCAL}'),
    "a destination says full": settings(f'{_LOCAL}capture = "full"\n'),
    "a preset's destination says full": settings(
        '[[destinations]]\nname = "far"\nkind = "otlp"\npreset = "phoenix"\ncapture = "full"\n'
    ),
    "redaction switched off": settings(f"{_LOCAL}[redaction]\nkinds = []\n"),
    "a resource that claims full": settings(
        f'{_LOCAL}[resource]\n"codexctl.capture.mode" = "full"\n"codexctl.policy.id" = ""\n'
    ),
    "settings that say what policies say": settings(f'[capture]\nmax = "full"\n{_LOCAL}'),
    "settings by a link": Way(first="mv ~/.config/codexctl s; ln -s $PWD/s ~/.config/codexctl"),
    "a data folder by a link": Way(
        first="mkdir -p d ~/.local/share; ln -s $PWD/d ~/.local/share/codexctl"
    ),
}
VARIABLES: dict[str, Way] = {
    "CODEXCTL_CAPTURE": env(CODEXCTL_CAPTURE="full"),
    "CODEXCTL_EXCLUDE": env(CODEXCTL_EXCLUDE="", CODEXCTL_CAPTURE="full"),
    "WEAVE_CODEX_CAPTURE_CONTENT": env(WEAVE_CODEX_CAPTURE_CONTENT="true"),
    "OpenTelemetry's switch for content": env(
        OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT="SPAN_AND_EVENT"
    ),
    "OTEL_RESOURCE_ATTRIBUTES": env(OTEL_RESOURCE_ATTRIBUTES="codexctl.capture.mode=full"),
    "CODEXCTL_POLICY and its like": env(
        CODEXCTL_POLICY="~/p.toml", CODEXCTL_POLICY_FILE="/dev/null", CODEXCTL_CONFIG="~/p.toml"
    ),
    "CODEXCTL_MANAGED": env(CODEXCTL_MANAGED="1"),
    "CODEXCTL_HOME with a policy of one's own": Way(
        first='mkdir o; cp ~/.config/codexctl/* o; cp "$HOME/p.toml" o/policy.toml',
        env={"CODEXCTL_HOME": "~/work/o"},
        plant={"p.toml": FREE},
    ),
    "CODEXCTL_HOME as the policy's folder": env(CODEXCTL_HOME="/etc/codexctl"),
    "CODEX_HOME": Way(first="cp -r ~/.codex o", env={"CODEX_HOME": "~/work/o"}),
    "HOME": Way(
        first="cp -r ../.codex ../.config .", env={"HOME": "~/work"},
        plant={"work/etc/codexctl/policy.toml": FREE},
    ),
    "XDG folders": Way(
        first="mkdir -p x; cp -r ~/.config/codexctl x",
        env={"XDG_CONFIG_HOME": "~/work/x", "XDG_CONFIG_DIRS": "~/x", "XDG_DATA_HOME": "~/work/y"},
        plant={"x/codexctl/policy.toml": FREE},
    ),
    "other systems' folders": env(ProgramData="~", PROGRAMDATA="~", ALLUSERSPROFILE="~"),
    "locale": env(LANG="tr_TR.ISO-8859-9", LC_ALL="tr_TR", LANGUAGE="tr"),
    "encoding": env(PYTHONIOENCODING="utf-16", PYTHONUTF8="0", LC_ALL="C"),
    "time zone": env(TZ="../../../../etc/codexctl/policy.toml"),
    "an empty environment": Way(
        'env -i HOME="$HOME" "$PY" -m codexctl trace export --all\n' + SHOW
    ),
    "a huge environment": Way(first='X=$(head -c 100000 /dev/zero | tr "\\0" x); export X'),
}  # fmt: skip
