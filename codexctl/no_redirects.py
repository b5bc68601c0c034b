"""HTTP without redirects, so that keys and content are sent only to the configured address."""

from __future__ import annotations

import urllib.request
from http.client import HTTPMessage
from typing import IO


class NoRedirects(urllib.request.HTTPRedirectHandler):
    """For `urllib.request.build_opener`: a redirect is returned as the answer, not followed."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: HTTPMessage,
        newurl: str,
    ) -> None:
        """Return None, so that no redirect is followed."""
