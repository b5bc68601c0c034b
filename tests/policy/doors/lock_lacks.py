"""Protections that a test takes away, to see that a way succeeds without them.

Each is a text that is put after the real module of that name, in the test's own view of the disk.
"""

from __future__ import annotations

Lack = tuple[str, str]

# The two programs go on with whatever Python finds first.
ISOLATION = ("codexctl/isolation.py", "def isolate(*_): pass\n")
# They start anew as they must, and then libraries see every variable.
_SEEN = """\
def reduce():
    for name in [name for name in os.environ if name.startswith(CARRIED)]:
        os.environ[name.removeprefix(CARRIED)] = os.environ.pop(name)
"""
ENVIRONMENT = ("codexctl/environment.py", _SEEN)
# What cannot be isolated starts, policy or not.
REFUSAL = ("codexctl/isolation.py", "is_policy_here = lambda: False\n")
# The keyring is asked in the process that sends.
_HERE = """\
def _ask(operation, name, where, seconds, key=''):
    os.environ.update(given())
    import keyring
    return {'value': keyring.get_password(SERVICE, account_of(name, where)), 'name': ''}
"""
KEYRING = ("codexctl/settings/keys/keychain.py", _HERE)
# A policy that lists addresses says nothing of the way there.
_ANY_WAY = """\
_way_to = way_to
def way_to(endpoint, environ, rules=FREE, ca_file=''):
    return _way_to(endpoint, environ, FREE, ca_file)
"""
WAY = ("codexctl/settings/destinations/way.py", _ANY_WAY)
CLEAR = ("codexctl/policy/limits/barred.py", "is_in_the_clear = lambda _: False\n")
# A header may say who gets a request, whatever its address.
FRONT = ("codexctl/settings/destination_fields.py", "_OURS = frozenset()\n")
# Whatever stands where a name belongs passes for one.
NAMES = (
    "codexctl/trace/capture/names.py",
    "is_name = lambda *_: True\ntold = lambda key, value, masker: value\n",
)
# What others say of the resource goes out as they say it.
OUTSIDE = (
    "codexctl/trace/capture/outside.py",
    "told_values = lambda attributes, *_: dict(attributes)\n",
)
# Others may say what only we say, and nothing looks at how they say it.
FORGERY = (OUTSIDE[0], OUTSIDE[1] + "may_come_from_outside = lambda *_: True\n")
# What a person wants masked takes the place of what is masked anyway.
MASKING = (
    "codexctl/settings/redaction.py",
    "masker = lambda *voices: _masker(voices[-1].kinds, voices[-1].rules)\n",
)
# To exclude paths leaves out attributes, and looks for none in texts.
PATHS = (
    "codexctl/policy/limits/effective.py",
    "Effective._required = lambda self: NO_REDACTION\n",
)
# What writes asks nobody about the result.
JUDGED = (
    "codexctl/edit/asking/administrator.py",
    "checked = lambda plan, where: plan\ngoverned = lambda replan, where: replan\n",
)
# What a command is about is not looked at before it is planned.
_NOT_LOOKED = """\
check_destinations = refuse_self_trust = lambda *_: None
as_allowed = lambda intent, where, *, asked: (intent, ())
"""
WISHED = ("codexctl/health/governed.py", _NOT_LOOKED)
# A file is opened whatever it is and whoever made the way to it, and read to its end.
_READ_ALL = """\
def read_bytes(path, most=MOST_BYTES):
    with open(path, "rb") as it:
        return it.read()
def check_way(path): pass
def names_in(path): return sorted(os.listdir(path))
"""
READING = ("codexctl/safe_read.py", _READ_ALL)
# Root is at home in every home.
GUEST = ("codexctl/locations.py", "somebody_else = lambda where: 0\n")
# Folders that are somebody else's are as good as one's own.
FOLDERS = ("codexctl/edit/files/own_folders.py", "check_folders = lambda where: None\n")
