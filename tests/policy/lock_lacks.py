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
CLEAR = ("codexctl/policy/limits/effective.py", "is_in_the_clear = lambda _: False\n")
