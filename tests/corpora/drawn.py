"""Random parts of texts, drawn from a seeded generator."""

from __future__ import annotations

import base64
import random
import string
import uuid

ALNUM = string.ascii_letters + string.digits
LOWER = string.ascii_lowercase + string.digits
UPPER = string.ascii_uppercase + string.digits
WORDLIKE = ALNUM + "-_"
BASE32 = string.ascii_uppercase + "234567"
WORDS = (
    "account adapter archive balance branch buffer bucket cache channel client cluster column commit config "
    "context cursor customer database default device document domain driver engine event feature field filter "
    "folder format gateway handler header history image index invoice item kernel label layer ledger limit list "
    "logger manager market matrix member message method metric mobile model module monitor network node notify "
    "object option order output packet parser partner payment pipeline planet player policy portal prefix price "
    "process product profile project provider query queue reader record region release report request resource "
    "result river router sample schema scope search server service session shared signal source status storage "
    "stream string summary switch system table target task template tenant theme thread ticket tracker traffic "
    "update upload user value vendor version view volume wallet widget window winter worker"
).split()


class Drawn:
    """A generator of parts. Two with the same seed draw the same."""

    def __init__(self, seed: object) -> None:
        self.random = random.Random(str(seed))

    def of(self, alphabet: str, size: int) -> str:
        """Characters of an alphabet."""
        return "".join(self.random.choices(alphabet, k=size))

    def hex(self, size: int) -> str:
        """Hexadecimal digits."""
        return self.of("0123456789abcdef", size)

    def digits(self, size: int) -> str:
        """Digits, the first one not zero."""
        return self.of("123456789", 1) + self.of(string.digits, size - 1)

    def base64(self, size: int) -> str:
        """So many random bytes in base64."""
        return base64.b64encode(self.random.randbytes(size)).decode()

    def uuid(self) -> str:
        """A random UUID."""
        return str(uuid.UUID(bytes=self.random.randbytes(16), version=4))

    def word(self) -> str:
        """A word of everyday code."""
        return self.random.choice(WORDS)

    def words(self, count: int, separator: str = " ") -> str:
        """Several of them."""
        return separator.join(self.word() for _ in range(count))

    def number(self, least: int, most: int) -> int:
        """A whole number."""
        return self.random.randint(least, most)

    def one(self, *choices: str) -> str:
        """One of the choices."""
        return self.random.choice(choices)
