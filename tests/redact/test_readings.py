"""A secret is found however it is written down, and each way of finding it is seen to be needed.

Each case names the protection that it is about: a way to read a text, or a rule. With that one
taken away the secret must get through, or the case would say nothing.
"""

from __future__ import annotations

import json
from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codexctl.redact import find, variants
from codexctl.redact.masker import Masker
from codexctl.redact.rules import read_rules
from codexctl.settings.redaction import rule_file

RULES = tuple(rule for rule in read_rules(rule_file()["rule"]) if not rule.is_optional)
MASKER = Masker(lambda: RULES)
KEY = "ghp_4fT9aQ2xW7bL0mK8sR3vZ6yN1cJ5hDpE2uGk"
WORD = "Xk29vLq7RtZ1"
ADDRESS = "UPLOAD_URL=https://b.s3.amazonaws.com/k?X-Amz-Expires=900&"
HEX = "ba088c7452d41b0674eb52ba8601b733495e525cb011c8c223a915113b950dab"
LONG = "wJalrXUtnFEMIK7MDENGbPxRfiCY3zQp9sT4uV8x"
PEM = "\n".join(["MIIEpAIBAAKCAQEA7Yt3" + LONG] * 3) + "\n-----END RSA PRIVATE KEY-----"


def base64(text: str) -> str:
    """A text in base64."""
    return b64encode(text.encode()).decode()


# What stands there, what is secret of it, and the protection that finds it.
CASES = [
    # joined: broken by a terminal, a shell, a mail, a frame, in JSON
    (f"export T={KEY[:20]}\n{KEY[20:]}\ndone", KEY, "joined"),
    (f"t {KEY[:14]}\n{KEY[14:28]}\n{KEY[28:]}\nnext line", KEY, "joined"),
    (f"T={KEY[:20]}\r\n{KEY[20:]}", KEY, "joined"),
    (f"> T={KEY[:20]}\n> {KEY[20:]}", KEY, "joined"),
    (f"│ T={KEY[:20]} │\n│ {KEY[20:]} │", KEY, "joined"),
    (f"curl -H 'Authorization: Bearer {LONG[:20]}\\\n{LONG[20:]}'", LONG, "joined"),
    (f'x: "{KEY[:20]}\\\n     {KEY[20:]}"', KEY, "joined"),
    (json.dumps({"cmd": f"export T={KEY[:20]}\\\n{KEY[20:]}"}), KEY, "joined"),
    # joined: in the middle of an address, beside a colon, after a dot, in rows of base64 alone
    (f"{ADDRESS}X-\nAmz-Signature={HEX[:46]}\n{HEX[46:]}\n", HEX, "joined"),
    (f"BWS_ACCESS_TOKEN=0.0a282a1e-a33c-4f75-8392-827c205608e2.557w\n{LONG[:26]}:{LONG[18:40]}==",
     LONG, "joined"),
    (f"AWS_SESSION_TOKEN=IQoJb3JpZ2luX2Vj{LONG[:30]}\n" + f"{LONG}{LONG[:24]}\n" * 5,
     LONG, "joined"),
    (f"IQoJb3JpZ2luX2Vj{LONG}{LONG[:8]}\n" + f"{LONG}{LONG[:24]}\n" * 5, LONG, "joined"),
    # unseen: orders to a terminal, backspaces, characters without width
    (f"T={KEY[:10]}\x1b]8;;http://x\x07{KEY[10:]}", KEY, "unseen"),
    (f"T={KEY[:10]}\x1b]0;title\x1b\\{KEY[10:]}", KEY, "unseen"),
    (f"T={KEY[:10]}\\033]8;;http://x\\007{KEY[10:]}", KEY, "unseen"),
    (f"T={KEY[:10]}\x9b31m{KEY[10:]}", KEY, "unseen"),
    (f"T={KEY[:10]}x\b{KEY[10:]}", KEY, "unseen"),
    (f"T={KEY[:10]}xyz\b\b\b{KEY[10:]}", KEY, "unseen"),
    (f"T={KEY[:10]}\b{KEY[10:]}", KEY, "unseen"),
    (f"T={KEY[:10]}\u200b{KEY[10:]}", KEY, "unseen"),
    (f"T={KEY[:10]}\xad{KEY[10:]}", KEY, "unseen"),
    ("\u2060".join(KEY), KEY, "unseen"),
    (json.dumps({"o": f"{KEY[:10]}\u200b{KEY[10:]}"}), KEY, "unseen"),
    (f"{KEY[:8]}\x00{KEY[8:]}", KEY, "unseen"),
    (f"T={KEY[:10]}^[[0;1m{KEY[10:]}", KEY, "unseen"),
    (f"{KEY[:8]}\u3164{KEY[8:]}", KEY, "unseen"),
    # entities: what a page or its log shows as something else
    (f"password=&quot;{WORD}&quot;", WORD, "entities"),
    (f"{KEY[:10]}&#8203;{KEY[10:]}", KEY, "entities"),
    (f"<code>{KEY[:10]}<wbr>{KEY[10:]}</code>", KEY, "entities"),
    ("".join(f"&#x{ord(char):x};" for char in KEY), KEY, "entities"),
    # in_ascii: wide characters, other languages
    *((f"{name}{WORD}", WORD, "in_ascii") for name in (
        "密码：", "密碼 = ", "密码是", "パスワード：", "пароль: ", "비밀번호: ",
        "hasło: ", "lösenord: ", "jelszó: ",
        "şifre: ", "mật khẩu: ", "รหัสผ่าน: ", "كلمة المرور: ", "סיסמה: ", "κωδικός: ", "पासवर्ड: ", "contraseña: ",  # noqa: E501
        "password：", "password\xa0:\xa0", "mot de passe\xa0: ",
    )),
    *((f"{name}{LONG}", LONG, "in_ascii") for name in (
        "парола: ", "parolă: ", "رمز عبور: ", "პაროლი: ", "գաղտնաբառ: ", "পাসওয়ার্ড: ",
        "Ключ доступу: ", "mã bí mật: ",
    )),
    *((f"{name}{LONG}", LONG, "secret key") for name in (
        "clave de acceso: ", "chiave segreta: ", "chave secreta: ", "klucz API: ",
        "Geheimnis: ", "geheime sleutel: ",
    )),
    *((f"{name}{WORD}", WORD, "password") for name in (
        "Passwort: ", "Kennwort=", "mot de passe: ", "senha: ", "wachtwoord: ", "heslo: ", "salasana: ",  # noqa: E501
    )),
    (f"API_KEY＝{LONG}", LONG, "in_ascii"),
    ("".join(chr(ord(char) + 0xFEE0) for char in KEY), KEY, "in_ascii"),
    # percent: names, values, a whole address
    (f"q?password%3D{WORD}", WORD, "percent"),
    (f"redirect=https%3A%2F%2Fada%3A{WORD}%40h%2F", WORD, "percent"),
    ("".join(f"%{ord(char):02x}" for char in "password") + f"={WORD}", WORD, "percent"),
    (KEY.replace("_", "%5F"), KEY[4:], "percent"),
    # base64: what a Secret of Kubernetes holds
    (f"kind: Secret\ndata:\n  note: {base64(KEY)}\n", base64(KEY), "base64"),
    (f"kind: Secret\ndata:\n  admin: {base64(WORD)}\n", base64(WORD), "base64"),
    (f"data:\n  url: {base64(f'postgres://u:{WORD}@h/d')}\n", WORD, "base64"),
    # rules for kinds
    (json.dumps({"auths": {"h": {"auth": base64(f"ada:{WORD}")}}}), base64(f"ada:{WORD}"), "docker-login"),  # noqa: E501
    (f'["DB_PASSWORD", "{WORD}"]', WORD, "password"),
    (f'{{"name":"DB_PASSWORD","value":"{WORD}"}}', WORD, "password secret"),
    (f'{{"value":"{WORD}","name":"DB_PASSWORD"}}', WORD, "secret"),
    (f"curl -uada:{WORD} https://h", WORD, "login-argument"),
    (f"redis-cli -a {WORD}", WORD, "password-argument"),
    (f"docker login -u ada -p {WORD}", WORD, "password-argument"),
    (f"aws configure set aws_secret_access_key {LONG}", LONG, "password-argument aws-secret-key key"),  # noqa: E501
    (f"ldapsearch -x -w {WORD} -b dc", WORD, "password-argument"),
    (f"openssl rsa -passin pass:{WORD}", WORD, "password-argument password"),
    (f"h.example.com:5432:app:ada:{WORD}", WORD, "password"),
    (f'<input value="{WORD}" type="password">', WORD, "password"),
    (f"AKIAIOSFODNN7EXAMPLE,{LONG}", LONG, "aws-secret-key"),
    (PEM, LONG, "private-key"),
    (f"postgres://a:p@{WORD}@h/db", WORD, "url-password"),
    (f"postgres://a:p/{WORD}@h/db", WORD, "url-password"),
    (f".x.com\tTRUE\t/\tTRUE\t1790000000\tsid\t{LONG}", LONG, "cookie"),
    (f"curl -b 'sid={LONG}' https://h", LONG, "cookie"),
    (f"CREATE USER a IDENTIFIED BY '{WORD}'", WORD, "password"),
    (f'ConvertTo-SecureString "{WORD}" -AsPlainText', WORD, "password"),
    (f'{{"kty":"EC","d":"{LONG}abc"}}', LONG, "json-web-key"),
    (f'variable "db_password" {{\n  default = "{WORD}"\n}}', WORD, "secret"),
    (f"password: |\n  {WORD}\nuser: a", WORD, "password"),
    (f"password:\n  {WORD}\nuser: a", WORD, "password"),
    (f"| DB_PASSWORD | {WORD} |", WORD, "secret"),
    # more of what people, programs and files write
    (f'master_password                     = "{WORD}"', WORD, "password"),
    (f'~ password = "none" -> "{WORD}"', WORD, "password"),
    (json.dumps({"db_password": {"value": WORD, "sensitive": True}}), WORD, "password"),
    (f"password: !!str {WORD}", WORD, "password"),
    (f"password: &pw {WORD}", WORD, "password"),
    (f'let password: &str = "{WORD}";', WORD, "password"),
    (f"<password><![CDATA[{WORD}]]></password>", WORD, "password"),
    (f'<property name="password">{WORD}</property>', WORD, "password"),
    (f'<wsse:Password Type="a#PasswordText">{WORD}</wsse:Password>', WORD, "password"),
    (f'<meta name="api-key" content="{LONG}">', LONG, "secret key"),
    (f"Key       Value\n---       -----\npassword    {WORD}\n", WORD, "password"),
    (f"the password for staging is {WORD}, thanks", WORD, "said-secret"),
    (f"kind: Secret\nstringData:\n  admin: {WORD}\n", WORD, "kubernetes-secret"),
    (f"kubectl create secret generic x --from-literal=admin={WORD}", WORD, "password-argument"),
    (f"::add-mask::{WORD}", WORD, "password-argument"),
    (f"gh secret set DEPLOY -b {WORD}", WORD, "password-argument"),
    (f'echo "{WORD}" | docker login -u u --password-stdin', WORD, "password-argument"),
    (f"htpasswd -bc .htpasswd admin {WORD}", WORD, "password-argument"),
    (f"openssl enc -aes-256-cbc -k {WORD} -in a", WORD, "password-argument"),
    (f"zip -P {WORD} a.zip b", WORD, "password-argument"),
    (f"smbclient //h/s -U ada%{WORD}", WORD, "password-argument"),
    (f"|  SecretAccessKey |  {LONG}  |", LONG, "aws-secret-key"),
    (f"https://api.telegram.org/bot123456789:AA{LONG[:33]}/getMe", LONG[:33], "telegram-token"),
    (f"AWS4-HMAC-SHA256 Credential=a/b, SignedHeaders=h, Signature={HEX}", HEX, "authorization"),
    (f'Digest username="ada", response="{HEX[:32]}"', HEX[:32], "authorization"),
    (f"cookies={{'sessionid': '{LONG}'}}", LONG, "session-id"),
    (f'network={{\n psk="{WORD}"\n}}', WORD, "wifi-password"),
    (
        "seed phrase: legal winner thank year wave sausage worth useful legal winner thank yellow",
        "worth useful",
        "recovery-phrase",
    ),
]  # fmt: skip

# What looks like one of them, and is none.
LOOK_ALIKES = (
    "fn login(password: &str, token: &'a str)", "let password: String? = nil",
    "input Login { password: String! }", "let secret: Uint8Array = new Uint8Array(32)",
    '"password": "Passwort", "forgotPassword": "Passwort vergessen?"',
    '"password"=>"[FILTERED]"', f"checksum/secret: {HEX}", "API_KEY=your-api-key-goes-here-2",
    "<label for='password'>Enter your password</label>", "<th>Password</th><td>required</td>",
    "password    required    pam_unix.so sha512", "token_duration     768h\ntoken_renewable  true",
    "La clave primaria: id_usuario2. Clave: valor.", "chiave: valore1", "O par chave: valor1",
    "  + password                            = (known after apply)",
    "seed phrase: the twelve words that you wrote down when you made the wallet must stay secret",
    "a && b; x &lt; y &amp;&amp; z &quot;token&quot;", "git log ^[[33m" + HEX[:40] + "^[[m",
    "The key for each row is user_id2name.", "zip -r out.zip src", "smbclient -L host -U user",
)  # fmt: skip


def leaks(masked: str, secret: str) -> bool:
    """Whether eight characters in a row of a secret are left."""
    return any(secret[at : at + 8] in masked for at in range(len(secret) - 7))


@pytest.mark.parametrize(("text", "secret", "protection"), CASES)
def test_a_secret_is_masked_and_gets_through_without_its_protection(
    text: str, secret: str, protection: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    masked = MASKER.mask(text)
    assert "[redacted:" in masked
    assert not leaks(masked, secret)
    if protection in variants.WAYS:
        less = dict(variants.WAYS)
        del less[protection]
        monkeypatch.setattr(variants, "WAYS", less)
        without = MASKER.mask(text)
    elif protection == "in_ascii":
        monkeypatch.setattr(find, "in_ascii", lambda text: None)
        without = MASKER.mask(text)
    else:
        gone = set(protection.split())
        without = Masker(lambda: (rule for rule in RULES if rule.name not in gone)).mask(text)
        assert leaks(without, secret)
    # A secret with something in it cannot be read on as it is: that less is masked says it.
    assert without.count("[redacted:") < masked.count("[redacted:") or leaks(without, secret)


@pytest.mark.parametrize("text", LOOK_ALIKES)
def test_what_only_looks_like_a_secret_stays(text: str) -> None:
    assert MASKER.mask(text) == text


@pytest.mark.parametrize("size", [7, 20, 33])
def test_a_token_in_two_output_items_is_masked_in_both(size: int) -> None:
    items = [
        {"type": "input_text", "text": f"out: {KEY[:size]}"},
        {"type": "input_text", "text": f"{KEY[size:]} end"},
    ]
    masked = MASKER.mask_all(items)
    assert masked[0]["text"] == "out: [redacted:github-token]"
    assert masked[1]["text"] == "[redacted:github-token] end"


def test_two_output_items_that_are_only_neighbours_stay() -> None:
    items = [{"text": "all tests passed in 3s"}, {"text": "12 files changed"}, {"text": "done"}]
    assert MASKER.mask_all(items) == items


def test_rows_of_base64_in_which_nothing_begins_are_not_read_again() -> None:
    rows = "\n".join(base64(f"{number:057}") for number in range(30))
    assert not list(variants.variants(rows, lambda *_: False))
    assert list(variants.variants(rows, lambda *_: True))


def test_a_name_before_or_behind_a_mass_of_data_is_seen() -> None:
    data = base64(LONG * 20)
    assert not leaks(MASKER.mask(f"{data} DB_PASSWORD={WORD}"), WORD)
    assert not leaks(MASKER.mask(f"{data}_DB_PASSWORD={WORD}"), WORD)
    assert not leaks(MASKER.mask(f"DB_PASSWORD={WORD}/{data}"), WORD)


def test_what_is_not_seen_may_stand_beside_wide_characters() -> None:
    assert not leaks(MASKER.mask(f"密码：{KEY[:9]}\u200b{KEY[9:]}"), KEY)


_BREAKS = st.sampled_from(
    ["\n", "\r\n", "\\\n", "\n    ", "\n> ", "\u200b", "\xad", "\x1b[0m", "\x1b]0;t\x07", "x\b"]
)


@given(
    at=st.integers(5, 35),
    broken=_BREAKS,
    before=st.sampled_from(["T=", "token ", '"', "- ", "x\n"]),
)
def test_wherever_a_token_is_broken_no_part_of_it_is_left(
    at: int, broken: str, before: str
) -> None:
    masked = MASKER.mask(f"{before}{KEY[:at]}{broken}{KEY[at:]}\n")
    assert not leaks(masked, KEY), masked


_HOSTILE = ("\x00", "a\x00", "a\b", "%41", "\u200b", "a1b2c3d4e5f6g7h8\n", "sk-", "token=", "密码", "| ",  # noqa: E501
            "password:\n  ", "curl -u ", "redis-cli -a ", "&#65;", "^[[0m", "-----END ", "kind: Secret\ndata:\n  a: YWRhOg==\n")  # fmt: skip  # noqa: E501


@pytest.mark.parametrize("unit", _HOSTILE)
def test_no_text_makes_rules_try_again_at_every_letter(
    unit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counted in tries of rules, not in seconds: twice the text takes twice the tries."""
    tries = 0
    whole = find.Finder._in_plain

    def counted(self: find.Finder, text: str) -> object:
        nonlocal tries
        tries += len(text)
        return whole(self, text)

    monkeypatch.setattr(find.Finder, "_in_plain", counted)
    costs = []
    for size in (20_000, 40_000):
        tries = 0
        MASKER.mask((unit * size)[:size])
        costs.append(tries)
    assert costs[1] <= 2.5 * costs[0] + 20_000
    assert costs[1] <= 12 * 40_000
