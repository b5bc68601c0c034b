"""Text in which nothing is secret, of the kinds that look as if something were."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable

from tests.corpora.drawn import Drawn

Maker = Callable[[Drawn], str]


def checksums(draw: Drawn) -> str:
    """`sha256sum` and its kin."""
    return "\n".join(
        f"{draw.hex(draw.random.choice((32, 40, 64, 128)))}  dist/{draw.word()}-{draw.number(1, 9)}.tar.gz"
        for _ in range(30)
    )


def commits(draw: Drawn) -> str:
    """`git log` and `git diff` lines."""
    return "\n".join(
        f"commit {draw.hex(40)}\nindex {draw.hex(7)}..{draw.hex(7)} 100644\n\n    {draw.words(5)}\n"
        for _ in range(15)
    )


def uuids(draw: Drawn) -> str:
    """A log with ids."""
    return "\n".join(
        f"2026-03-01T10:{draw.number(10, 59)}:11.{draw.digits(3)}Z INFO request_id={draw.uuid()} "
        f"trace={draw.hex(32)} span={draw.hex(16)} took={draw.number(1, 900)}ms {draw.word()}"
        for _ in range(25)
    )


def package_lock(draw: Drawn) -> str:
    """The lock file of npm."""
    packages = {
        f"node_modules/@{draw.word()}/{draw.word()}": {
            "version": f"{draw.number(0, 9)}.{draw.number(0, 20)}.{draw.number(0, 9)}",
            "resolved": f"https://registry.npmjs.org/{draw.word()}/-/{draw.word()}-1.0.0.tgz",
            "integrity": "sha512-" + draw.base64(64),
            "dependencies": {f"@{draw.word()}/core": "^7.24.0"},
        }
        for _ in range(12)
    }
    return json.dumps({"name": draw.word(), "lockfileVersion": 3, "packages": packages}, indent=2)


def other_locks(draw: Drawn) -> str:
    """Those of pip, Cargo and Go."""
    lines = []
    for _ in range(10):
        name = draw.word()
        lines += [
            f"{name}=={draw.number(1, 9)}.{draw.number(0, 9)} \\",
            f"    --hash=sha256:{draw.hex(64)} \\",
            f'[[package]]\nname = "{name}"\nchecksum = "{draw.hex(64)}"',
            f"github.com/{name}/{draw.word()} v1.{draw.number(0, 30)}.0 h1:{draw.base64(32)}",
        ]
    return "\n".join(lines)


def images(draw: Drawn) -> str:
    """Pictures as base64: in CSS, in HTML, in JSON, in lines of 76."""
    body = draw.base64(900)
    lines = "\n".join(body[start : start + 76] for start in range(0, len(body), 76))
    return (
        f".{draw.word()} {{ background: url(data:image/png;base64,{draw.base64(400)}) }}\n"
        f'<img src="data:image/jpeg;base64,{draw.base64(600)}">\n'
        f'{{"image": "{draw.base64(300)}"}}\n{lines}\n'
    )


def python_code(draw: Drawn) -> str:
    """A program that deals with keys and passwords."""
    a, b, c = draw.word(), draw.word(), draw.word()
    return f'''
import os
from dataclasses import dataclass

TOKEN_URL = "https://auth.example.com/oauth2/token"
MAX_TOKENS = {draw.number(256, 8192)}
PASSWORD_MIN_LENGTH = {draw.number(8, 20)}

@dataclass
class {a.title()}{b.title()}:
    api_key: str
    token: str | None = None
    password: SecretStr = Field(default=None, repr=False)

    def {a}_{b}(self, {c}_id: int, *, access_token: str) -> dict[str, str]:
        """Exchange the token for a {c}; the password is never logged."""
        headers = {{"Authorization": f"Bearer {{access_token}}", "X-Api-Key": self.api_key}}
        secret = os.environ["{b.upper()}_SECRET"]
        key = f"{a}:{{{c}_id}}:{{self.token}}"
        if not secret or password == confirm_password:
            raise ValueError("password is required")
        return self.session.post(TOKEN_URL, headers=headers, auth=(self.user, self.password))

    def tokenize(self, text):
        token = self.next_token(text)
        tokens = [Token(kind="identifier", value=word) for word in text.split()]
        return sorted(tokens, key=lambda token: token.start), token_type, token
''' + _plain_python(draw)


def _plain_python(draw: Drawn) -> str:
    """Code about nothing in particular, as most of it is."""
    return "".join(
        f'''

def {draw.word()}_{draw.word()}({draw.word()}s: Iterable[{draw.word().title()}], limit: int = {draw.number(1, 99)}) -> list[str]:
    """Collect the {draw.word()} of every {draw.word()}, newest first."""
    found: dict[str, int] = {{}}
    for number, {draw.word()} in enumerate({draw.word()}s, start=1):
        if not {draw.word()}.is_{draw.word()} or number > limit:
            continue
        found[{draw.word()}.name] = found.get({draw.word()}.name, 0) + {draw.number(1, 9)}
        logger.debug("%s: %d of %d", {draw.word()}.name, number, len({draw.word()}s))
    return [f"{{name}}={{count}}" for name, count in sorted(found.items())]
'''
        for _ in range(6)
    )


def typescript_code(draw: Drawn) -> str:
    """The same in TypeScript."""
    a, b = draw.word(), draw.word()
    return f"""
export interface {a.title()}Options {{
  apiKey?: string;
  accessToken: string | undefined;
  secretName: '{a}-{b}-secret';
}}
const client = new {b.title()}Client({{ token: process.env.{a.upper()}_TOKEN!, password: config.password }});
const {{ password, ...rest }} = request.body as {a.title()}Options;
router.post('/{a}/:tokenId/password-reset', requireAuth, async (req, res) => {{
  const token = await sign({{ sub: user.id }}, key, {{ expiresIn: '15m', keyid: '{a}-key-1' }});
  const hash = createHash('sha256').update(token).digest('hex');
  res.cookie('session', token, {{ httpOnly: true, sameSite: 'lax', maxAge: {draw.number(1, 9)}00_000 }});
}});
type Key = keyof typeof {a}; let key: Key = '{b}' as Key; // primary key: {a}_{b}_id
"""


def config(draw: Drawn) -> str:
    """Settings that name secrets without holding them."""
    a, b = draw.word(), draw.word()
    return f"""
services:
  {a}:
    image: registry.example.com/{a}/{b}:1.{draw.number(0, 40)}@sha256:{draw.hex(64)}
    environment:
      DATABASE_PASSWORD: ${{DATABASE_PASSWORD}}
      API_TOKEN_FILE: /run/secrets/{a}_token
      CACHE_KEY_PREFIX: {a}-{b}
    secrets: [{a}_token, {b}_password]
jobs:
  build:
    steps:
      - uses: actions/cache@{draw.hex(40)}
        with:
          key: linux-{b}-${{{{ hashFiles('**/package-lock.json') }}}}
      - run: make deploy
        env:
          GITHUB_TOKEN: ${{{{ secrets.GITHUB_TOKEN }}}}
          AWS_REGION: eu-central-{draw.number(1, 3)}
"""


def minified(draw: Drawn) -> str:
    """Code that a machine made short."""
    one = [
        f'{draw.of("abcdefgh", 1)}.{draw.word()}=function(t,e){{return e.token===t.key?"{draw.word()}":'
        f"!{draw.of('xyz', 1)}(t.length-{draw.number(1, 99)})}}"
        for _ in range(40)
    ]
    return ";".join(one) + f"\n//# sourceMappingURL={draw.word()}.{draw.hex(8)}.js.map\n"


def numbers(draw: Drawn) -> str:
    """Rows of numbers: ids, times, sizes, coordinates."""
    return "\n".join(
        f"{draw.digits(18)},{1_700_000_000 + draw.number(0, 9_999_999)},{draw.digits(13)},"
        f"{draw.number(0, 89)}.{draw.digits(15)},{draw.digits(7)},10.{draw.number(0, 255)}.0.{draw.number(1, 254)}"
        for _ in range(30)
    )


def prose(draw: Drawn) -> str:
    """What people and models write about secrets."""
    return " ".join(
        draw.one(
            f"The password is stored in the {draw.word()} and never in the code.",
            f"Rotate the API key of the {draw.word()} before the token expires.",
            f"A {draw.word()} key is built from the {draw.word()} and the {draw.word()}.",
            f"If the secret is missing, the {draw.word()} answers 401 and asks for a new token.",
            f"Tokens are counted per {draw.word()}: {draw.number(1, 99)}k in, {draw.number(1, 9)}k out.",
            f"Set `password` to a long {draw.word()}; see docs/{draw.word()}.md#credentials.",
            f"I changed {draw.number(2, 40)} files in src/{draw.word()}/{draw.word()}.py and ran the tests.",
        )
        for _ in range(40)
    )


def traceback(draw: Drawn) -> str:
    """What a failing program leaves."""
    frames = "\n".join(
        f'  File "/usr/lib/python3/dist-packages/{draw.word()}/{draw.word()}.py", line {draw.number(1, 999)}, '
        f"in {draw.word()}_{draw.word()}\n    {draw.word()} = self.{draw.word()}(token, key={draw.word()})"
        for _ in range(10)
    )
    return f"Traceback (most recent call last):\n{frames}\nKeyError: '{draw.word()}_token'\n"


def listing(draw: Drawn) -> str:
    """`ls -l`, with colours."""
    return "\n".join(
        f"-rw-r--r-- 1 dev dev {draw.number(100, 99_999):>6} Mar  1 10:{draw.number(10, 59)} "
        f"\x1b[01;34m{draw.word()}-{draw.word()}_{draw.digits(4)}\x1b[0m.key.{draw.one('md', 'py', 'txt')}"
        for _ in range(30)
    )


def look_alikes(draw: Drawn) -> str:
    """What looks like a flag, a file, a break, an escape or a name of a secret, and is none."""
    a, b = draw.word(), draw.word()
    return f"""
redis-cli -h localhost -p 6379 ping
docker run -p 127.0.0.1:5432:5432 postgres:16
mysql -u root -p {a}
ldapsearch -x -W -b dc=example
curl -b cookies.txt https://example.com/{a}?page={draw.number(2, 9)}
git clone https://github.com/{a}/{b}.git
openssl rsa -in {a}.pem -passin file:{b}.txt
aws configure set region eu-central-{draw.number(1, 3)}
https://localhost:8080/@{a}/{b}
<input type="password" name="{a}" autocomplete="current-password">
<input type="text" name="{b}" value="{a}">
variable "{a}_{b}" {{
  type    = string
  default = "{b}"
}}
password:
  type: string
  description: |
    The password of the {a}
{{"kty": "EC", "crv": "P-256", "use": "sig", "kid": "{a}-{b}"}}
kind: ConfigMap
data:
  {a}: {b}
  {b}.txt: "{draw.number(1, 99)}"
| name | type | {a} |
|---|---|---|
| DB_PASSWORD | string | required |
路径：/srv/{a}/{b}，密码由管理员设置。
Das Passwort wird nie gespeichert; mot de passe oublié ?
{a}%20{b}%2F{draw.number(1, 99)}?next=%2Fhome
{draw.hex(12)}\n{a}_{draw.number(1, 9)}\n{b}{draw.number(10, 99)}\n
commit {draw.hex(40)}
{a}-{draw.number(1, 9)}.{draw.number(1, 9)}
{draw.hex(40)}
{b}/{a}.py
"""


BENIGN: dict[str, Maker] = {
    maker.__name__: maker
    for maker in (
        checksums, commits, uuids, package_lock, other_locks, images, python_code, typescript_code,
        config, minified, numbers, prose, traceback, listing,
        look_alikes,
    )
}  # fmt: skip


def texts(rounds: int = 20, seed: str = "benign") -> list[tuple[str, str]]:
    """So many texts of every kind, each with its kind."""
    return [
        (kind, maker(Drawn(f"{seed}/{kind}/{number}")))
        for number in range(rounds)
        for kind, maker in BENIGN.items()
    ]


def encoded(text: str) -> str:
    """A text as a JSON string, as it stands in a tool's arguments."""
    return json.dumps({"text": text, "id": base64.b16encode(text[:6].encode()).decode()})
