"""One real request to a model provider, as Codex would make it, and what came of it."""

from __future__ import annotations

import json
import ssl
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from http.client import HTTPException, HTTPResponse

from codexctl.codex.parts.providers import KeySource, Provider
from codexctl.document import bounded_json
from codexctl.no_redirects import NoRedirects

_ASKED = "Answer with the word ok."
_MOST_BYTES = 1 << 20
_COMMAND_S = 10.0


class ProviderFailure(StrEnum):
    """Why there is no answer; the values are for programs."""

    none = "none"
    no_address = "no-address"
    no_variable = "no-variable"
    no_key = "no-key"
    is_login = "log-in"
    wrong_key = "wrong-key"
    forbidden = "forbidden"
    not_found = "not-found"
    limited = "limited"
    refused = "refused"
    server = "server"
    silent = "silent"
    unreachable = "unreachable"
    untrusted = "untrusted-certificate"
    no_api = "no-responses-api"


_STATUS = {
    401: ProviderFailure.wrong_key,
    403: ProviderFailure.forbidden,
    404: ProviderFailure.not_found,
    429: ProviderFailure.limited,
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a request; `detail` is what the provider says, unsafe to show as it is."""

    cause: ProviderFailure
    detail: str = ""
    took_ms: int = 0

    def remedy(self, name: str) -> str:
        """What to do about it."""
        return {
            ProviderFailure.no_address: "codexctl config set model_providers.NAME.base_url URL",
            ProviderFailure.no_variable: f"export {self.detail}=…, where Codex is started too",
            ProviderFailure.no_key: f"codexctl providers key {name}",
            ProviderFailure.is_login: "codex login",
            ProviderFailure.wrong_key: f"codexctl providers key {name}, or set its variable again",
            ProviderFailure.forbidden: "ask for access with this key",
            ProviderFailure.not_found: "correct the address or the model: --model",
            ProviderFailure.limited: "wait, or raise the limit there",
            ProviderFailure.unreachable: "is it running, and is the address right?",
            ProviderFailure.no_api: "codexctl providers list: is it OpenAI's Responses API?",
        }.get(self.cause, "codexctl providers list")


class _Failed(Exception):
    def __init__(self, cause: ProviderFailure, detail: str = "") -> None:
        super().__init__(cause.value)
        self.cause, self.detail = cause, detail


def ask(provider: Provider, model: str, environ: Mapping[str, str], seconds: float) -> Answer:
    """Make the request. `environ` is the person's whole environment, where the key may be.

    A provider that is asked with Codex's own log-in is not asked: that key is Codex's alone.
    """
    began = time.monotonic()
    try:
        _answer(provider, model, environ, seconds)
    except _Failed as failed:
        return Answer(failed.cause, failed.detail, _since(began))
    return Answer(ProviderFailure.none, took_ms=_since(began))


def said(answer: Answer) -> str:
    """What came of it, as a sentence without its subject."""
    detail = f": {answer.detail}" if answer.detail else ""
    return {
        ProviderFailure.none: "answers",
        ProviderFailure.no_address: "has no address",
        ProviderFailure.no_variable: f"needs ${answer.detail}, which is not set",
        ProviderFailure.no_key: f"has no key{detail}",
        ProviderFailure.is_login: "needs Codex's own login, which only Codex can use",
        ProviderFailure.wrong_key: f"refuses the key (401){detail}",
        ProviderFailure.forbidden: f"forbids it (403){detail}",
        ProviderFailure.not_found: f"knows no such address or model (404){detail}",
        ProviderFailure.limited: f"accepts no more requests for now (429){detail}",
        ProviderFailure.refused: f"refuses the request{detail}",
        ProviderFailure.server: f"fails{detail}",
        ProviderFailure.silent: f"does not answer within {answer.detail}",
        ProviderFailure.unreachable: f"cannot be reached{detail}",
        ProviderFailure.untrusted: f"has a certificate that is not trusted{detail}",
        ProviderFailure.no_api: f"does not speak OpenAI's Responses API{detail}",
    }[answer.cause]


def _answer(provider: Provider, model: str, environ: Mapping[str, str], seconds: float) -> None:
    headers = {"Content-Type": "application/json", **_headers(provider, environ)}
    message = {"role": "user", "content": [{"type": "input_text", "text": _ASKED}]}
    body = {"model": model, "input": [{"type": "message", **message}], "stream": True,
            "max_output_tokens": 16, "store": False}  # fmt: skip
    request = urllib.request.Request(  # noqa: S310 - http and https alone pass _url
        _url(provider), json.dumps(body).encode(), headers, method="POST"
    )
    try:
        with urllib.request.build_opener(NoRedirects).open(request, timeout=seconds) as reply:
            _judge(reply)
    except urllib.error.HTTPError as error:
        with error:
            raise _Failed(
                _cause_of(error.code), _reason(error.code, error.read(_MOST_BYTES))
            ) from None
    except urllib.error.URLError as error:
        raise _of_reason(error.reason, seconds) from None
    except (OSError, HTTPException, ValueError) as error:
        raise _of_reason(error, seconds) from None


def _url(provider: Provider) -> str:
    if not provider.address.lower().startswith(("http://", "https://")):
        raise _Failed(ProviderFailure.no_address)
    query = urllib.parse.urlencode(dict(provider.table.get("query_params") or {}))
    return f"{provider.address.rstrip('/')}/responses{'?' + query if query else ''}"


def _headers(provider: Provider, environ: Mapping[str, str]) -> dict[str, str]:
    table = provider.table
    found = {str(key): str(value) for key, value in (table.get("http_headers") or {}).items()}
    for header, variable in (table.get("env_http_headers") or {}).items():
        if environ.get(variable):
            found[header] = environ[variable]
    key = _key(provider, environ)
    return found | ({"Authorization": f"Bearer {key}"} if key else {})


def _key(provider: Provider, environ: Mapping[str, str]) -> str:
    source = provider.key_source
    if source is KeySource.login:
        if environ.get("OPENAI_API_KEY"):
            return environ["OPENAI_API_KEY"]
        raise _Failed(ProviderFailure.is_login)
    if source is KeySource.variable:
        if not environ.get(provider.variable):
            raise _Failed(ProviderFailure.no_variable, provider.variable)
        return environ[provider.variable]
    if source is KeySource.file:
        return str(provider.table["experimental_bearer_token"])
    if source in (KeySource.command, KeySource.keyring):
        return _of_command(provider.table["auth"], environ)
    return ""


def _of_command(auth: Mapping[str, object], environ: Mapping[str, str]) -> str:
    args = auth.get("args")
    words = [str(auth.get("command", "")), *(map(str, args) if isinstance(args, list) else ())]
    try:
        done = subprocess.run(words, env=dict(environ), stdin=subprocess.DEVNULL,
                              capture_output=True, timeout=_COMMAND_S, check=False)  # fmt: skip
    except OSError as error:
        raise _Failed(ProviderFailure.no_key, f"{words[0]}: {error.strerror}") from None
    except subprocess.TimeoutExpired:
        raise _Failed(ProviderFailure.no_key, f"{words[0]} takes too long") from None
    key = done.stdout.decode("utf-8", "replace").strip()
    if done.returncode or not key:
        last = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
        raise _Failed(ProviderFailure.no_key, "".join(last).removeprefix("codexctl: "))
    return key


def _judge(reply: HTTPResponse) -> None:
    text = reply.read(_MOST_BYTES).decode("utf-8", "replace")
    try:
        # Some gateways answer in one piece, although a stream is requested, as Codex does.
        found = _last_event(text) or bounded_json.loads(text)
    except ValueError:
        raise _Failed(
            ProviderFailure.no_api, "the answer is neither JSON nor a stream of events"
        ) from None
    if isinstance(found, dict) and found.get("status") == "failed":
        raise _Failed(ProviderFailure.refused, _reason(reply.status, json.dumps(found).encode()))
    if not isinstance(found, dict) or not ("output" in found or found.get("object") == "response"):
        raise _Failed(ProviderFailure.no_api, "the answer has no output")


def _last_event(text: str) -> object:
    """The response that the last event of a stream carries; None where it is no such stream."""
    lines = [line.removeprefix("data:") for line in text.splitlines() if line.startswith("data:")]
    events = [bounded_json.loads(line) for line in lines if line.strip() != "[DONE]"]
    last = events[-1] if events else None
    if isinstance(last, dict) and last.get("type") == "error":
        return {"status": "failed", "error": last.get("error") or last}
    if isinstance(last, dict) and str(last.get("type")).startswith("response."):
        return {"object": "response", **(last.get("response") or {})}
    return last


def _cause_of(code: int) -> ProviderFailure:
    server = 500
    return _STATUS.get(code, ProviderFailure.server if code >= server else ProviderFailure.refused)


def _reason(code: int, body: bytes) -> str:
    """What the provider says of it, in one line; only the status where it says nothing."""
    try:
        error = bounded_json.loads(body)["error"]
        return str(error["message"] if isinstance(error, dict) else error)[:200]
    except (ValueError, KeyError, TypeError):
        return f"status {code}"


def _of_reason(reason: object, seconds: float) -> _Failed:
    if isinstance(reason, TimeoutError):
        return _Failed(ProviderFailure.silent, f"{seconds:g} s")
    if isinstance(reason, ssl.SSLCertVerificationError):
        return _Failed(ProviderFailure.untrusted, reason.verify_message)
    said_so = isinstance(reason, OSError) and reason.strerror
    return _Failed(ProviderFailure.unreachable, str(said_so or type(reason).__name__))


def _since(began: float) -> int:
    return round((time.monotonic() - began) * 1000)
