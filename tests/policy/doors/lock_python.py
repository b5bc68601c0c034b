"""More ways to lift the cap: through Python's own doors, and where the machine lacks something."""

from __future__ import annotations

from tests.policy.doors.lock_ways import (
    AS_MODULE,
    AS_MODULES,
    CONVERT,
    DOORS,
    EXPORT,
    FORGE,
    FREE,
    HOOKED,
    LIFT,
    SHOUT,
    SHOW,
    WORKER,
    Way,
    env,
    limited,
)

MODULES = ("click", "orjson", "tomllib", "tomlkit", "hashlib", "platformdirs", "zstandard")
SHADOWS = {f"evil/{name}.py": SHOUT for name in MODULES}
OWN = {"evil/codexctl/__init__.py": SHOUT, "evil/codexctl/deliver.py": SHOUT}
ZIPPED = '(cd ~/evil && "$PY" -m zipfile -c ~/evil.zip *.py)'
RACE = """\
(cd ~/.config/codexctl; for i in $(seq 60); do
   mv settings.toml s; ln -sf /etc/codexctl/policy.toml settings.toml; mv s settings.toml
done) &
"""
PYTHON: dict[str, Way] = {
    "modules in the folder, as a program": Way(first="cp -r ~/evil/* .", plant=SHADOWS),
    "modules in the folder, as a module": Way(
        AS_MODULES, first="cp -r ~/evil/* .", plant=SHADOWS, steers=True
    ),
    "codexctl in the folder": Way(first="cp -r ~/evil/* .", plant=OWN),
    "a policy in the folder": Way(plant={
        f"work/{folder}policy.toml": FREE for folder in ("", "codexctl/", ".codexctl/", "etc/")
    }),
    "sitecustomize in the folder": Way(DOORS + AS_MODULE, plant={"work/sitecustomize.py": SHOUT}),
    "PYTHONPATH with modules": Way(
        DOORS + AS_MODULES, {"PYTHONPATH": "~/evil"}, SHADOWS, steers=True
    ),
    "PYTHONPATH with a zip": Way(DOORS, {"PYTHONPATH": "~/evil.zip"}, SHADOWS, ZIPPED, steers=True),
    "PYTHONPATH that is empty": Way(
        AS_MODULES, {"PYTHONPATH": ":"}, SHADOWS, "cp -r ~/evil/* .", steers=True
    ),
    "PYTHONPATH with sitecustomize": Way(
        DOORS + WORKER, {"PYTHONPATH": "~/evil"}, {"evil/sitecustomize.py": LIFT}, steers=True
    ),
    "PYTHONPATH with usercustomize": Way(
        DOORS + WORKER, {"PYTHONPATH": "~/evil"}, {"evil/usercustomize.py": LIFT}
    ),
    "PYTHONPATH with codexctl, from the hook": Way(HOOKED, {"PYTHONPATH": "~/evil"}, OWN),
    "PYTHONPATH with everything, from the machine's hook": Way(
        HOOKED.replace("-E", "-I -E"), {"PYTHONPATH": "~/evil", "PYTHONHOME": "~/evil"},
        {**SHADOWS, **OWN, "evil/sitecustomize.py": SHOUT, "evil/os.py": SHOUT},
    ),
    "PYTHONHOME": env(DOORS + WORKER, PYTHONHOME="~/evil"),
    "PYTHONHOME where it is": env(
        "export PYTHONHOME=$(\"$PY\" -I -c 'import sys; print(sys.base_prefix)')\n" + DOORS
    ),
    "PYTHONPYCACHEPREFIX with forged bytecode": Way(
        DOORS + WORKER, {"PYTHONPYCACHEPREFIX": "~/cache"}, first=FORGE, steers=True
    ),
    "PYTHONUSERBASE": Way(
        DOORS + WORKER,
        {"PYTHONUSERBASE": "~/.local"},
        {f".local/lib/python3.{minor}/site-packages/{name}": SHOUT
         for minor in range(11, 16) for name in ("click.py", "usercustomize.py", "a.pth")},
    ),
    "PYTHONSTARTUP": Way(DOORS, {"PYTHONSTARTUP": "~/evil.py"}, {"evil.py": SHOUT}),
    "PYTHONOPTIMIZE": env(DOORS + WORKER, PYTHONOPTIMIZE="2"),
    "PYTHONSAFEPATH": Way(
        AS_MODULES, {"PYTHONSAFEPATH": ""}, SHADOWS, "cp -r ~/evil/* .", steers=True
    ),
    "PYTHONWARNINGS": env(DOORS + WORKER, PYTHONWARNINGS="error"),
    "PYTHONMALLOC, PYTHONHASHSEED": env(PYTHONMALLOC="malloc", PYTHONHASHSEED="0"),
    "PYTHONPLATLIBDIR": env(DOORS + WORKER, PYTHONPLATLIBDIR="evil"),
    "PYTHONBREAKPOINT": env(PYTHONBREAKPOINT="os.system"),
}  # fmt: skip
SYSTEM: dict[str, Way] = {
    "few open files": limited("-n", "3 4 5 6 7 8 9 10 12 16 24"),
    "little memory": limited("-v", "30000 60000 90000 120000 180000"),
    "a small stack": limited("-s", "64 256"),
    "small files": limited("-f", "0 1 8"),
    "umask 0": Way(first="umask 000"),
    "umask 777": Way(first="umask 777"),
    "nothing to write to": Way("codexctl trace export --all >&- 2>&- <&-\n" + SHOW + CONVERT),
    "a folder that is gone": Way(first='mkdir gone; cd gone; rmdir "$PWD"'),
    "the policy changed by its subject": Way(first=(
        "for d in /etc/codexctl /etc/codexctl/policy.toml; do rm -rf $d; mv $d away; chmod 777 $d;"
        " echo > $d; ln -sf ~/p.toml $d; mount --bind ~/p.toml $d; done"
    )),
    "settings that change all the time": Way(RACE + EXPORT * 4 + SHOW),
    "a hint that leads elsewhere": Way(
        HOOKED + SHOW,
        first="mkdir -p ~/.local/share/codexctl; ln -s /dev/stdout ~/.local/share/codexctl/hints",
    ),
    "a store that leads elsewhere": Way(
        first="mkdir -p ~/.local/share/codexctl; ln -s $PWD/t.db ~/.local/share/codexctl/traces.db"
    ),
    "the hook in a shell that is not itself": Way(
        "codexctl setup --capture full --destination local --yes --no-proof\n"
        "IFS=/ ENV=~/e BASH_ENV=~/e PYTHONPATH=~ bash -c ~/.local/share/codexctl/hook.sh' Stop'\n"
        + EXPORT + SHOW,
        plant={"e": "CODEXCTL_CAPTURE=full; export CODEXCTL_CAPTURE\n"},
    ),
}  # fmt: skip
