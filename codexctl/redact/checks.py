"""What a match must pass besides its pattern: check digits, chance, and not being a placeholder."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Mapping

from codexctl.redact.decoded import meaning

Check = Callable[[re.Match[str]], bool]

# Shannon entropy in bits a character: English words and identifiers stay below, random text of
# 20 characters or more lies above (hexadecimal digits reach 4 at most, hence the two bounds).
_RANDOM_BITS, _RANDOM_HEX_BITS = 3.3, 2.6
_HEX = re.compile(r"[0-9a-fA-F-]+\Z")

# Values that stand where a secret would and are none: types, references, templates, masks. Words
# are looked up, and only what needs it ignores case: every value that is tried is asked this.
_PLACEHOLDER_WORDS = frozenset(
    {
        *("null", "none", "nil", "true", "false", "undefined", "void", "any", "object"),
        *("required", "optional", "empty", "missing", "unset", "default", "disabled", "enabled"),
        *("string", "str", "text", "number", "int", "integer", "byte", "bytes", "bool", "boolean"),
        *("passwort", "kennwort", "senha", "wachtwoord", "contraseña", "bytea", "uint8array"),
        *("password", "passwd", "secret", "token", "redacted", "hidden", "masked", "self", "this"),
    }
)
_PLACEHOLDER = re.compile(
    r"""(?x)
    \$ | \{ | / | ~/ | \.{1,2}/ | \#\{ | %[({\w] | <[\w ./-]{0,60}>?\Z | [*.xX\-_•]+\Z
    | \[(?i:redacted|filtered|masked|hidden|removed|omitted|secure) | (?i:https?|file)://
    | (?i:your)[-_] | &(?:'\w+[ ])?(?:str|\[u8\])\b | (?:String|Text|Data|ID|Token)[?!]\Z
    | (?=[A-Za-z]{2,8}[.\[(])(?i:process|os|env|environ|secrets|vars?|config|settings|import|std
      |self|this|props|args|options|params|request|req|data|local|module|output)[.\[(]
    """
)
_LETTERS = re.compile(r"[A-Za-z_.:$-]+\Z")
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
# Words of names and of prose are longer than the pieces of letters drawn by chance.
_WORD_LENGTH = 3
_DIGIT_IN_WORD = re.compile(r"[0-9][A-Za-z]")
_CALL = re.compile(r"[A-Za-z_][\w.]*[(\[]")
_SENTENCE = re.compile(
    r"(?i)\b(?:your|enter|please|must|the|is|are|not|invalid|wrong|incorrect|forgot|reset|confirm"
    r"|required|match|least|characters|change|vergessen|bitte|falsch|ändern|wiederholen|oublié"
    r"|saisi\w*|votre|incorrecte?|olvid\w*|ingres\w*|introduz\w*|esquec\w*|dimenticat\w*|vergeten)\b"
)
# `"DB_PASSWORD", "` in a list of pairs.
_IN_PAIR = re.compile(r"[A-Z]_?[A-Z0-9_]{1,9}[\"']\s{0,2},\s{0,8}[\"'`]\Z")
_FILE = re.compile(r"[\w.-]+\.[a-z]{1,4}\Z|[A-Z][A-Z_]*\Z|\d{1,5}\Z")
_LOGIN = re.compile(r"[^:\s]{1,200}:\S")
_NAME_BACKWARDS = re.compile(r"[\"']?=([\w-]+)")
_CODE_KEY = re.compile(r"[a-z]")


def luhn(match: re.Match[str]) -> bool:
    """A card number's check digit, and not one digit all over."""
    digits = [int(char) for char in match.group() if char.isdigit()][::-1]
    doubled = sum(sum(divmod(digit * 2, 10)) for digit in digits[1::2])
    return (sum(digits[::2]) + doubled) % 10 == 0 and len(set(digits)) > 1


def iban(match: re.Match[str]) -> bool:
    """The check digits of a bank account number: modulo 97 (ISO 13616)."""
    plain = re.sub(r"\s", "", match.group()).upper()
    return int("".join(str(int(char, 36)) for char in plain[4:] + plain[:4])) % 97 == 1


def random(match: re.Match[str]) -> bool:
    """Drawn by chance, as far as one can see: digits among letters, and no run of words."""
    return looks_random(secret_of(match))


def password(match: re.Match[str]) -> bool:
    """A value that a person may have chosen, where a password is named."""
    value, quoted = secret_of(match), _is_quoted(match)
    if _is_no_value(value, quoted=quoted):
        return False
    if " " in value:
        return quoted and not _SENTENCE.search(value)
    if quoted and ("," not in _between(match) or _IN_PAIR.search(_between(match))):
        return True
    return _is_of_environment(match) or not _is_name(value)


def named_secret(match: re.Match[str]) -> bool:
    """A value where a secret, a token or an API key is named: made by a machine, mostly."""
    value = secret_of(match)
    if " " in value or value.isdigit() or _is_no_value(value, quoted=_is_quoted(match)):
        return False
    if _is_name(value) and not looks_random(value):
        return _is_of_environment(match) and len(value) >= 12
    return any(char.isdigit() for char in value) or _is_quoted(match)


def argument(match: re.Match[str]) -> bool:
    """A value after an option that takes a password: no file, no port, no word in capitals."""
    value = secret_of(match)
    return not (_is_no_value(value, quoted=False) or _FILE.match(value) or _SENTENCE.search(value))


def written(match: re.Match[str]) -> bool:
    """A value that is where a password is named and nothing else can."""
    return not _is_no_value(secret_of(match).strip(), quoted=True)


def base64_login(match: re.Match[str]) -> bool:
    """A name and a password in base64, with a colon between them."""
    return _LOGIN.match(meaning(secret_of(match))) is not None


def no_name(match: re.Match[str]) -> bool:
    """A value that does not read as the name of something."""
    return not _is_name(secret_of(match))


def random_value(match: re.Match[str]) -> bool:
    """A value where some key is named: only when it cannot be a word, a path or a checksum."""
    value = secret_of(match)
    is_sum = _HEX.match(value) is not None
    return not is_sum and not _is_no_value(value, quoted=True) and looks_random(value)


def said(match: re.Match[str]) -> bool:
    """A value that a sentence names: it has digits, and letters or signs among them."""
    value = secret_of(match).rstrip(".!?")
    return any(char.isdigit() for char in value) and not value.isdigit()


def looks_random(value: str) -> bool:
    """Whether text looks drawn by chance: not words and numbers, but letters and digits mixed."""
    if len(value) < 12 or not (_DIGIT_IN_WORD.search(value) or _are_no_words(value)):
        return False
    bits = _bits(value)
    if _HEX.match(value):
        return bits >= _RANDOM_HEX_BITS
    return bits >= min(_RANDOM_BITS, 0.8 * math.log2(len(value)))


def secret_of(match: re.Match[str]) -> str:
    """The part that is to be masked."""
    try:
        secret = match["secret"]
    except IndexError:
        return match.group()
    return secret or (match["bare"] if "bare" in match.re.groupindex else "")


def _bits(value: str) -> float:
    size = len(value)
    return -sum(n / size * math.log2(n / size) for n in Counter(value).values())


def _is_no_value(value: str, *, quoted: bool) -> bool:
    if value.lower() in _PLACEHOLDER_WORDS or _PLACEHOLDER.match(value):
        return True
    return not quoted and _CALL.match(value) is not None


def _is_name(value: str) -> bool:
    """Whether it reads as the name of something: letters, in words."""
    return _LETTERS.match(value) is not None and not _are_no_words(value)


def _are_no_words(value: str) -> bool:
    """Whether its letters come in pieces too short for words."""
    words = _WORD.findall(value)
    return 0 < sum(map(len, words)) < _WORD_LENGTH * len(words)


def _is_quoted(match: re.Match[str]) -> bool:
    before = _start(match) - 1
    return before >= 0 and match.string[before] in "\"'`"


def _between(match: re.Match[str]) -> str:
    """What is between the name and its value, and the name's last letters."""
    return match.string[max(match.start(), _start(match) - 12) : _start(match)]


def _start(match: re.Match[str]) -> int:
    start = match.start("secret")
    return start if start >= 0 else match.start("bare")


def _is_of_environment(match: re.Match[str]) -> bool:
    """Whether it is written as in an environment file: `NAME=value`, in capitals."""
    text, start = match.string, _start(match)
    if "=" not in text[max(0, start - 2) : start]:
        return False
    name = _NAME_BACKWARDS.match(text[max(0, match.start() - 40) : start][::-1])
    return name is not None and not _CODE_KEY.search(name[1])


CHECKS: Mapping[str, Check] = {
    check.__name__: check
    for check in (
        *(luhn, iban, random, password, named_secret, random_value, no_name, said),
        *(argument, written, base64_login),
    )
}
