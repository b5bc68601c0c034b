"""The door of the view: who gets in, and what is refused."""

from __future__ import annotations

import re
import secrets

import pytest

from codexctl.view.web.door.admission import LARGEST_FORM, LONGEST_ADDRESS
from codexctl.view.web.door.headers import HEADERS
from codexctl.view.web.door.tokens import Tokens
from tests.view.web.client import HOST, PORT, Client


def stranger(client: Client) -> Client:
    """A browser that has no cookie."""
    other = Client(client.app, client.tokens)
    other.headers |= {"cookie": None, "sec-fetch-site": "none"}
    return other


def test_a_key_is_good_once_and_becomes_a_cookie_that_scripts_and_other_sites_never_get(
    client: Client,
) -> None:
    outside, key = stranger(client), client.tokens.new_key()
    first = outside.get(f"/open?key={key}")
    assert (first.status, first.headers["location"]) == (303, "/")
    cookie = first.headers["set-cookie"]
    assert re.fullmatch(
        rf"codexctl-view-{PORT}=[\w-]{{43}}; Path=/; HttpOnly; SameSite=Strict", cookie
    )
    assert key not in cookie
    assert outside.get("/", cookie=cookie.partition(";")[0]).status == 200
    again = outside.get(f"/open?key={key}")
    assert again.status == 403
    assert "set-cookie" not in again.headers


def test_whoever_has_the_cookie_may_open_a_used_address_again(client: Client) -> None:
    answer = client.get("/open?key=used")
    assert (answer.status, answer.headers["location"]) == (303, "/")
    assert "set-cookie" not in answer.headers


def test_a_key_brought_by_our_own_file_goes_on_by_a_page_of_ours(client: Client) -> None:
    """A redirect would still count as the file's, and the strict cookie would stay behind."""
    outside = stranger(client)
    answer = outside.get(
        f"/open?key={client.tokens.new_key()}",
        sec_fetch_site="cross-site",
        sec_fetch_mode="navigate",
        sec_fetch_dest="document",
    )
    assert answer.status == 200
    assert 'content="0;url=/"' in answer.html
    assert "set-cookie" in answer.headers


@pytest.mark.parametrize("address", ["/open", "/open?key=", "/open?key=guess", "/open?key=a&key=b"])
def test_a_wrong_key_opens_nothing(client: Client, address: str) -> None:
    answer = stranger(client).get(address)
    assert answer.status == 403
    assert answer.html.splitlines()[-1] == "hint: codexctl view"


def test_a_look_at_the_headers_alone_does_not_use_a_key_up(client: Client) -> None:
    """Programs that show a preview of an address ask so."""
    outside, key = stranger(client), client.tokens.new_key()
    assert outside.ask("HEAD", f"/open?key={key}").status == 403
    assert outside.get(f"/open?key={key}").status == 303


@pytest.mark.parametrize("path", ["/", "/session/x", "/static/style.css", "/live", "/nothing"])
def test_without_the_cookie_nothing_is_shown(client: Client, path: str) -> None:
    assert stranger(client).get(path).status == 403


@pytest.mark.parametrize(
    "cookie",
    [
        f"codexctl-view-{PORT}=",
        f"codexctl-view-{PORT}=wrong",
        f"codexctl-view-{PORT}=\xff\xfe",
        "codexctl-view-1={session}",
        "=;;;=",
        f'codexctl-view-{PORT}="',
    ],
)
def test_another_cookie_is_none(client: Client, cookie: str) -> None:
    said = cookie.replace("{session}", client.tokens.session)
    assert client.get("/", cookie=said).status == 403


def test_the_cookie_is_found_among_those_of_other_servers_on_this_machine(client: Client) -> None:
    mine = client.headers["cookie"]
    assert client.get("/", cookie=f"session=1; {mine}; theme=dark").status == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        f"evil.example:{PORT}",
        "127.0.0.1",
        f"127.0.0.1:{PORT + 1}",
        f"127.0.0.2:{PORT}",
        f"localhost.evil.example:{PORT}",
        f"127.0.0.1.evil.example:{PORT}",
        f"LOCALHOST:{PORT}",
        f"[::1]:{PORT}",
        f"127.1:{PORT}",
        "",
        None,
    ],
)
def test_a_request_for_another_host_is_refused_so_that_no_name_can_be_bound_to_us(
    client: Client, host: str | None
) -> None:
    answer = client.get("/", host=host, sec_fetch_site=None)
    assert answer.status == 421
    assert "Codex" not in answer.html


def test_localhost_is_our_other_name(client: Client) -> None:
    assert client.get("/", host=f"localhost:{PORT}").status == 200


@pytest.mark.parametrize("site", ["cross-site", "same-site", "else"])
def test_a_page_of_another_site_gets_nothing_even_with_the_cookie(
    client: Client, site: str
) -> None:
    assert client.get("/", sec_fetch_site=site).status == 403


@pytest.mark.parametrize("headers", [{"mode": "no-cors", "dest": "image"}, {"mode": "cors"}, {}])
def test_a_key_in_a_page_of_another_site_is_not_taken(
    client: Client, headers: dict[str, str]
) -> None:
    """Only a window that goes there may bring one, never a picture or a script."""
    key, outside = client.tokens.new_key(), stranger(client)
    said = {f"sec_fetch_{name}": value for name, value in headers.items()}
    assert outside.get(f"/open?key={key}", sec_fetch_site="cross-site", **said).status == 403
    assert outside.get(f"/open?key={key}").status == 303


@pytest.mark.parametrize("origin", ["https://evil.example", f"https://{HOST}", "null", ""])
def test_another_origin_is_refused(client: Client, origin: str) -> None:
    assert client.get("/", origin=origin, sec_fetch_site=None).status == 403
    assert client.get("/", origin=f"http://{HOST}").status == 200


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "get"])
def test_other_methods_are_refused(client: Client, method: str) -> None:
    assert client.ask(method, "/").status == 405


def test_a_page_that_is_only_read_takes_no_form(client: Client) -> None:
    assert client.post("/", {"token": client.tokens.form}).status == 405


def test_head_is_answered_as_get_without_the_page(client: Client) -> None:
    head, get = client.ask("HEAD", "/"), client.get("/")
    assert (head.status, head.body) == (200, b"")
    assert head.headers["content-length"] == get.headers["content-length"]


def test_a_long_address_is_refused_and_a_whole_one_is_not(client: Client) -> None:
    fits = "/?unknown=" + "a" * (LONGEST_ADDRESS - len("/?unknown="))
    assert client.get(fits).status == 200
    assert client.get(fits + "a").status == 414


def test_a_page_is_asked_for_without_a_body(client: Client) -> None:
    assert client.ask("GET", "/", b"x", content_length="1").status == 413
    assert client.ask("GET", "/", transfer_encoding="chunked").status == 411
    assert client.ask("GET", "/", content_length="0").status == 200


@pytest.mark.parametrize(
    ("length", "status"), [(str(LARGEST_FORM + 1), 413), ("-1", 411), ("ten", 411), (None, 411)]
)
def test_a_form_says_its_size_and_is_small(client: Client, length: str | None, status: int) -> None:
    assert client.post("/", {"a": "b"}, content_length=length).status == status


@pytest.mark.parametrize(
    "address", ["/", "/nothing", "/static/style.css", "/static/no", "/open?key=no", "/session/x"]
)
@pytest.mark.parametrize("headers", [{}, {"host": "evil.example"}, {"cookie": None}])
def test_every_answer_says_what_the_browser_may_do_with_it(
    client: Client, address: str, headers: dict[str, str | None]
) -> None:
    answer = client.get(address, **headers)
    for name, value in HEADERS:
        assert answer.headers[name.decode()] == value.decode()
    assert "server" not in answer.headers


def test_the_policy_of_content_allows_nothing_inline_and_nothing_from_elsewhere(
    client: Client,
) -> None:
    policy = client.get("/").headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert "require-trusted-types-for 'script'" in policy
    assert client.get("/").headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "name",
    [
        "../../pyproject.toml",
        "..%2f..%2fpyproject.toml",
        "%2e%2e/base.html.j2",
        "..\\base.html.j2",
        "/etc/passwd",
        "%2fetc%2fpasswd",
        "style.css%00",
        "style.css/",
        "",
        ".",
    ],
)
def test_no_path_leads_out_of_the_static_files(client: Client, name: str) -> None:
    answer = client.get(f"/static/{name}")
    assert answer.status == 404
    assert "root:" not in answer.html


def test_keys_cookie_and_form_token_are_long_and_differ(client: Client) -> None:
    tokens = Tokens()
    made = [tokens.new_key(), tokens.new_key(), tokens.session, tokens.form]
    assert len({*made, client.tokens.session}) == 5
    assert all(len(token) >= 43 for token in made)  # 256 bits in base64


def test_secrets_are_compared_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """By a function whose time does not say how much of a guess was right."""
    compared = []
    real = secrets.compare_digest

    def noted(one: bytes, other: bytes) -> bool:
        compared.append((one, other))
        return real(one, other)

    monkeypatch.setattr("secrets.compare_digest", noted)
    tokens = Tokens()
    key = tokens.new_key()
    assert not tokens.redeem("a")
    assert not tokens.is_session("b")
    assert not tokens.is_form("c")
    assert tokens.redeem(key)
    assert [said for said, _ in compared] == [b"a", b"b", b"c", key.encode()]
