"""Characters that nobody sees, wide ones that look like others, and words of other languages.

A key with a zero-width space in it is the same key; `：` after a name is a colon; `密码` is a
password. Rules know ASCII and English alone: this reads the rest as that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from codexctl.redact.reading import Patch, Patched, patched

# What a terminal takes as an order and does not show (ECMA-48; xterm, "Control Sequences"):
# colours and moves; links, titles and other strings, up to BEL or ST; all others.
_CSI = r"(?:\x1b\[|\x9b)[0-?]{0,64}[ -/]{0,4}[@-~]"
_STRING = (
    r"(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x9c]{0,4096}(?:\x07|\x1b\\|\x9c)"
    r"|\\(?:033|e)\][^\\\x07]{0,4096}(?:\x07|\\(?:a|007|(?:033|e)\\{1,2}))"
)
_SHORT = r"\x1b[ -/]{0,4}[0-~]"
# Without width: controls, soft hyphen, joiners, marks of direction, selectors, tags.
_NOTHING = (
    "\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u3164\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e01ef"
)
_SPACES = "\xa0\u1680\u2000-\u200a\u202f\u205f\u3000"
_COLONS = "\ufe30\ufe55\ufe13\ua789\u2236\u02d0"
_WIDE = "\uff01-\uff5e"
# Words for passwords and keys, from their first letter that is not ASCII on, and what may follow
# for "is".
_IS = r"(?:[\xa0 ]{0,3}(?:是|为|為|は|が|은|는|이|가|[—–])(?=[\s\"'`A-Za-z0-9:：]))?"
_WORDS_A = (
    r"密[码碼]|口令|暗証(?:番)?号|通行[码碼]|パスワード|パスコード|비밀번호|패스워드|암호|парол(?:[ьяеюа]|ем)"
    r"|(?<=contrase)(?:ñ|ñ)a|(?<=[hH]as)ło|(?<=[lL])ösenord|(?<=jelsz)ó|[şŞ]ifre|(?<=[mM])ật\s?khẩu"
    r"|(?<=slapta)žodis|รหัสผ่าน|كلمة\s?(?:المرور|السر)|סיסמ[הא]|κωδικ(?:ός|ό)|पासवर्ड|(?<=parol)ă"
    r"|رمز\s?عبور|گذرواژه|პაროლი|գաղտնաբառ|পাসওয়ার্ড"
)
_WORDS_B = (
    r"密[钥鑰]|秘[钥鑰]|金鑰|令牌|トークン|シークレット|キー(?=[\s:：=＝])|токен|секрет"
    r"|ключ(?:\s(?:доступ[уа]|api))?|토큰|시크릿|비밀\s?키"
    r"|(?<=[cC]l)é(?=[\xa0 _]{0,2}(?:d['’]api|secr|api)|\s{0,2}[:=])[^:=\n]{0,12}|(?<=[sS]chl)üssel"
    r"|(?<=m)ã\s?b[íi]\s?m[ậa]t"
)
_ODD = (
    rf"(?i)(?P<space>[{_SPACES}])|(?P<colon>[{_COLONS}])|(?P<wide>[{_WIDE}])"
    rf"|(?:(?P<password>{_WORDS_A})|(?P<secret>{_WORDS_B})){_IS}"
)
# Where one may begin: a set of characters, and what tells the letters of Cyrillic words apart.
_FIRST = "ãăرگპգপ密口暗通パ비패암пПñn\u0303łöóşŞậžรكסκपḿ秘金令トシキ토시тТсСкКéü"
_MAY_BE_ODD = (
    rf"[{_SPACES}{_COLONS}{_WIDE}{_FIRST}]"
    r"(?:(?<![пПтТсСкКn])|(?<=[пПтТсСкК])(?=арол|окен|екрет|люч|АРОЛ|ОКЕН|ЕКРЕТ|ЛЮЧ)"
    r"|(?<=n)(?=\u0303a))"
)
# As `cat -v` shows them.
_SHOWN = r"\^\[\[[0-9;]{0,24}[A-Za-z]"
_HIDDEN = rf"(?i){_CSI}|{_STRING}|{_SHORT}|{_SHOWN}|[{_NOTHING}]{{1,4000}}+"
# With what stands in orders to the terminal, such as the address of a link.
_HIDDEN_BUT_STRINGS = rf"(?i){_CSI}|{_SHOWN}|[{_NOTHING}]{{1,4000}}+"
_MAY_BE_HIDDEN = rf"[{_NOTHING}\\^](?:(?<![\\^])|(?<=\\)(?=(?:033|e)\])|(?<=\^)(?=\[\[))"
_SPELLED = ("\\033]", "\\e]")


def in_ascii(text: str) -> Patched | None:
    """A text with wide characters and words of other languages read as ASCII; None if it has none.

    They mean nothing else, so that the text need not be read as it is as well.
    """
    if text.isascii():
        return None
    patches = list(_patches(text, _MAY_BE_ODD, _ODD))
    return patched(text, patches) if patches else None


def has_unseen(text: str) -> bool:
    """Whether a text may hold anything that is not seen."""
    if text.isascii():
        return _has_control(text) or "^[[" in text or ("\\" in text and _has_spelled(text))
    return _compiled(_MAY_BE_HIDDEN).search(text) is not None


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """A pattern, made when a text needs it first: most turns are ASCII, and these take 4 ms."""
    return re.compile(pattern)


def seen(text: str) -> Iterator[Iterator[Patch]]:
    """What is seen of a text, in each way in which that can be meant.

    A backspace takes the character before it away, or is itself all that is there too much; what
    is inside an order to the terminal (the address of a link) is read as well.
    """
    yield _patches(text, _MAY_BE_HIDDEN, _HIDDEN)
    if "\x1b" in text or "\x9d" in text or _has_spelled(text):
        yield _patches(text, _MAY_BE_HIDDEN, _HIDDEN_BUT_STRINGS)
    if "\b" in text:
        yield _struck(text)


def _has_control(text: str) -> bool:
    # One by one: to search for one byte costs next to nothing. `isprintable` reads a long line of
    # JSON character by character, and a loop takes twice as long where the text is short.
    return (
        "\x1b" in text
        or "\b" in text
        or "\x00" in text
        or "\x07" in text
        or "\x7f" in text
        or "\x0e" in text
        or "\x0f" in text
    )


def _has_spelled(text: str) -> bool:
    return any(sign in text for sign in _SPELLED)


def _patches(text: str, may_be: str, pattern: str) -> Iterator[Patch]:
    places, odd = _compiled(may_be), _compiled(pattern)
    place = places.search(text)
    while place:
        match = odd.match(text, place.start())
        if match and match.end() > match.start():
            yield Patch(*match.span(), _meant(match))
            place = places.search(text, match.end())
        else:
            place = places.search(text, place.end())


def _meant(match: re.Match[str]) -> str:
    kind = match.lastgroup
    if kind is None:
        return ""
    if kind == "wide":
        return chr(ord(match[kind]) - 0xFEE0)
    if kind in ("space", "colon"):
        return " " if kind == "space" else ":"
    word = "password" if match["password"] else "secret"
    return word if match.end() == match.end(word) else f"{word} is "


def _struck(text: str) -> Iterator[Patch]:
    """Each backspace with the character before it, `ab` and two backspaces as well."""
    begin = text.find("\b")
    end = 0
    while begin >= 0:
        last = begin
        while last < len(text) and text[last] == "\b":
            last += 1
        start = max(end, begin - (last - begin))
        yield Patch(start, last, "")
        end, begin = last, text.find("\b", last)
