"""Whether a request comes from the person's browser and our own pages; keys are checked elsewhere.

Pure: the input is a request's method, address and headers, the result is the reason to refuse it.
If a rule comes from a standard, it is named: Fetch Metadata (W3C), RFC 6454 (Origin), RFC 9110.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

# More than any of our addresses needs; a browser's own limit is far above it.
LONGEST_ADDRESS = 8_192
# Our forms have a few names and check boxes.
LARGEST_FORM = 64 * 1024
# The address to which a key is sent.
KEY_PATH = "/open"
# `Sec-Fetch-Site` of requests from our links and forms, or from the address bar.
_OURS = ("same-origin", "none")


@dataclass(frozen=True, slots=True)
class Refusal:
    """The answer instead of a page: an HTTP status, what is wrong, and what to do."""

    status: int
    message: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """A request. `address` is path and query as they were received, in bytes."""

    method: str
    path: str
    address: bytes
    headers: Sequence[tuple[bytes, bytes]]

    def all(self, name: str) -> list[str]:
        """Every value of a header; `name` is in lower case."""
        wanted = name.encode()
        return [value.decode("latin-1") for key, value in self.headers if key == wanted]

    def first(self, name: str) -> str:
        """The first value of a header, empty if there is none."""
        return next(iter(self.all(name)), "")


def hosts_of(port: int) -> tuple[str, str]:
    """The valid values of `Host`; other names that lead to this machine are not valid."""
    return f"127.0.0.1:{port}", f"localhost:{port}"


def refusal(request: Request, port: int) -> Refusal | None:
    """Say why a request is refused, None if it is not; keys and cookies are not checked here.

    `port` is the one that we listen on.
    """
    if request.method not in ("GET", "HEAD", "POST"):
        return Refusal(405, "only GET and HEAD are answered here")
    if len(request.address) > LONGEST_ADDRESS:
        return Refusal(414, "the address is too long", "take fewer filters, or shorter ones")
    return _of_host(request, port) or _of_site(request) or _of_body(request)


def _of_host(request: Request, port: int) -> Refusal | None:
    """Refuse other host names: with one, a page of another site could read ours (DNS rebinding)."""
    hosts = request.all("host")
    if len(hosts) == 1 and hosts[0] in hosts_of(port):
        return None
    return Refusal(421, "this is not the address of the view", f"http://127.0.0.1:{port}/")


def _of_site(request: Request) -> Refusal | None:
    site, origins = request.first("sec-fetch-site"), request.all("origin")
    ours = f"http://{request.first('host')}"
    is_posted = request.method == "POST"
    if any(origin not in (ours, "null") for origin in origins):
        return _ELSEWHERE
    # Our pages send no referrer, so their forms have the origin `null` (Fetch, "serializing a
    # request origin"). A page without an origin has it, too, but then the browser says that it is
    # cross-site.
    if "null" in origins and site != "same-origin":
        return _ELSEWHERE
    if is_posted and ours not in origins and site != "same-origin":
        return _ELSEWHERE
    if site in ("", *_OURS) or _is_opened(request):
        return None
    return _ELSEWHERE


def _is_opened(request: Request) -> bool:
    """Whether a browser brings a key from the file that opened it, which is another site."""
    is_page = request.first("sec-fetch-dest") == "document"
    is_gone_to = request.first("sec-fetch-mode") == "navigate"
    return request.path == KEY_PATH and request.method == "GET" and is_page and is_gone_to


def _of_body(request: Request) -> Refusal | None:
    lengths = request.all("content-length")
    if request.all("transfer-encoding"):
        return Refusal(411, "a request must say how long it is")
    if request.method != "POST":
        is_empty = all(length == "0" for length in lengths)
        return None if is_empty else Refusal(413, "a page is asked for without a body")
    if len(lengths) != 1 or not lengths[0].isdecimal():
        return Refusal(411, "a request must say how long it is")
    is_small = int(lengths[0]) <= LARGEST_FORM
    return None if is_small else Refusal(413, "the form is too large")


_ELSEWHERE = Refusal(
    403,
    "another page asked for this one",
    "open the address that `codexctl view` printed",
)
NO_KEY = Refusal(
    403,
    "this address was opened without a key, or with one that was used before",
    "codexctl view",
)
