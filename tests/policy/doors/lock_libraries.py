"""Side doors of the system's own loader and C library, each with a shared object that is real.

It stays in the process once it is loaded, and copies what lies in the rollouts when that ends.
"""

from __future__ import annotations

from tests.policy.doors.lock_doors import HOOK, LIBRARY, Door
from tests.policy.doors.lock_lacks import ENVIRONMENT, ISOLATION
from tests.policy.doors.lock_ways import CONVERT, EXPORT, SHOW, WORKER

_CC = """\
cc -shared -fPIC -Wl,-z,nodelete,--no-as-needed -o ~/evil/{0} ~/evil/evil.c {1} \\
    -DROLLOUTS="\\"$ROLLOUTS\\"" -DOUT="\\"$HOME/evil/out\\""
"""
# A converter that says that it cannot convert: the C library goes on without it.
_CONVERTER = """\
int gconv_init(void *step) { return 1; }
void gconv_end(void *step) {}
int gconv(void) { return 1; }
"""
_MODULES = """\
module ISO-8859-1// INTERNAL EVIL 1
module INTERNAL ISO-8859-1// EVIL 1
"""
# A locale of the person's own, in which the C library needs a converter to read a program's words.
_LOCALE = "localedef -c -i POSIX -f ISO-8859-1 ~/loc/evil; "
# The mathematics that Python needs come by another name from the one that takes their place.
_INSTEAD = """\
cp "$(cc -print-file-name=libm.so.6)" ~/evil/libq.so.6
sed -i 's/libm\\.so\\.6/libq.so.6/g' ~/evil/libq.so.6
"""


def converter(doors: str) -> Door:
    exports = 'export GCONV_PATH="$HOME/evil" LOCPATH="$HOME/loc" LC_ALL=evil\n'
    plant = {"evil/evil.c": LIBRARY + _CONVERTER, "evil/gconv-modules": _MODULES, "loc/.keep": ""}
    first = _CC.format("EVIL.so", "") + _LOCALE
    return Door(exports + doors, {}, plant, first, lacks=(ISOLATION, ENVIRONMENT), compiled=True)


def instead(doors: str) -> Door:
    first = _INSTEAD + _CC.format("libm.so.6", "~/evil/libq.so.6")
    exports = 'export LD_LIBRARY_PATH="$HOME/evil"\n'
    plant = {"evil/evil.c": LIBRARY}
    return Door(exports + doors, {}, plant, first, lacks=(ISOLATION, ENVIRONMENT), compiled=True)


_MACHINE = '"$PY" -I -E -P -m codexctl.deliver\n'
LIBRARIES: dict[str, Door] = {
    "GCONV_PATH and LOCPATH": converter(CONVERT),
    "GCONV_PATH and LOCPATH, showing": converter(EXPORT + SHOW),
    "GCONV_PATH and LOCPATH, by the worker": converter(WORKER),
    "GCONV_PATH and LOCPATH, in the machine's worker": converter(_MACHINE),
    "GCONV_PATH and LOCPATH, by the machine's hook": converter(HOOK),
    "LD_LIBRARY_PATH": instead(CONVERT),
    "LD_LIBRARY_PATH, showing": instead(EXPORT + SHOW),
    "LD_LIBRARY_PATH, by the worker": instead(WORKER),
    "LD_LIBRARY_PATH, in the machine's worker": instead(_MACHINE),
    "LD_LIBRARY_PATH, by the machine's hook": instead(HOOK),
}
