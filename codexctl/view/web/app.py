"""The web application: finds the page of an address, and returns it, a file or a clear error."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from codexctl.deliver.sqlite.read_only import NotReady
from codexctl.errors import CodexctlError, UsageError
from codexctl.view.web.keys import KEYS
from codexctl.view.web.pages.page import Answer, Download, Elsewhere, NotThere, Page, Sheet, Visit
from codexctl.view.web.pages.table import PAGES
from codexctl.view.web.rendering import render
from codexctl.view.web.site import Site
from codexctl.view.web.static_files import static_files


class ForeignForm(CodexctlError):
    """A form without the token of this run."""


# The HTTP status for errors of these kinds; any other error is unexpected, and is logged.
_STATUS: Mapping[type[CodexctlError], int] = {
    NotThere: 404,
    ForeignForm: 403,
    UsageError: 400,
    NotReady: 503,
}


def application(site: Site, *others: Route) -> Starlette:
    """Make the application: all pages, their static files, and other routes."""
    routes = [_route(site, page) for page in PAGES]
    static = Route("/static/{name}", _static, methods=["GET"])
    last = Route("/{path:path}", partial(_nothing, site), methods=["GET"])
    return Starlette(routes=[*routes, static, *others, last])


def _route(site: Site, page: Page) -> Route:
    if page.post is None:

        def read(request: Request) -> Response:
            return _answered(site, page, lambda: _made(site, page.show, request, {}))

        return Route(page.path, read, methods=["GET"])

    async def read_or_post(request: Request) -> Response:
        from starlette.concurrency import run_in_threadpool

        form = await _form(request) if request.method == "POST" else {}
        action = page.post if request.method == "POST" and page.post else page.show

        def made() -> Answer:
            if request.method == "POST" and not site.is_form(form.get("token", "")):
                raise ForeignForm("this form is from an earlier codexctl view", "reload the page")
            return _made(site, action, request, form)

        return await run_in_threadpool(_answered, site, page, made)

    return Route(page.path, read_or_post, methods=["GET", "POST"])


async def _form(request: Request) -> dict[str, str]:
    """The fields of a form, the last value of each; empty if the body is not a form."""
    from urllib.parse import parse_qsl

    body = (await request.body()).decode("utf-8", "replace")
    return dict(parse_qsl(body, keep_blank_values=True, max_num_fields=500))


def _made(
    site: Site, action: Callable[[Visit], Answer], request: Request, form: Mapping[str, str]
) -> Answer:
    with site.source.reading() as store:
        return action(
            Visit(
                store=store,
                capture=site.capture(),
                locations=site.locations,
                environ=site.environ,
                prices=site.prices,
                query=dict(request.query_params),
                given=dict(request.path_params),
                form=form,
                form_token=site.form_token,
                of_files=site.source.of_files,
            )
        )


def _answered(site: Site, page: Page, make: Callable[[], Answer]) -> Response:
    """A page, or one that says what is wrong: no traceback is shown, no content is logged."""
    try:
        return _response(make(), page.path, site)
    except CodexctlError as error:
        status = next((code for kind, code in _STATUS.items() if isinstance(error, kind)), 500)
        sheet = _problem(error.message, error.hint, status)
        if status == 500:
            site.note(error)
    except Exception as error:  # noqa: BLE001 - a page's boundary is where its bugs end
        site.note(error)
        what = f"a bug in codexctl: {type(error).__name__}"
        sheet = _problem(
            what, f"please report it with the last lines of {site.locations.log_file}", 500
        )
    return _response(sheet, page.path, site)


def _response(answer: Answer, path: str, site: Site) -> Response:
    if isinstance(answer, Elsewhere):
        return RedirectResponse(answer.address, 303)
    if isinstance(answer, Download):
        headers = {"Content-Disposition": f'attachment; filename="{_named(answer.name)}"'}
        return Response(answer.content, headers=headers, media_type=answer.media)
    source = site.source
    html = render(
        answer,
        PAGES,
        path,
        of_files=source.of_files,
        is_being_read=source.is_being_read,
        keys=KEYS,
    )
    return Response(html, answer.status, media_type="text/html; charset=utf-8")


def _named(name: str) -> str:
    """A file's name without characters that are special in headers or file systems."""
    return "".join(
        char if char.isascii() and (char.isalnum() or char in "-_.") else "_" for char in name
    )


def _problem(message: str, hint: str, status: int) -> Sheet:
    # For errors that pass by themselves, the page is loaded again as soon as they have.
    values = {"message": message, "hint": hint, "is_passing": status == 503}
    title = {404: "Not there", 503: "One moment"}.get(status, "Problem")
    return Sheet("problem.html.j2", values, title, status)


def _static(request: Request) -> Response:
    file = static_files().get(request.path_params["name"])
    if file is None:
        return Response("no such file\n", 404, media_type="text/plain; charset=utf-8")
    return Response(file.content, headers={"Content-Type": file.media})


def _nothing(site: Site, request: Request) -> Response:
    sheet = _problem(f"there is no page {request.url.path}", "go to the list of turns", 404)
    return _response(sheet, "", site)
