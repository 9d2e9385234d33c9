"""The web application: fixed routes over a `Library`, nothing that writes."""

from __future__ import annotations

import base64
import binascii
import re
import secrets
from io import BytesIO
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from packager.serve import opds1, opds2, web
from packager.serve.catalogue import Question, answer, authors, question, subjects
from packager.serve.library import TYPES, Book, Library
from packager.zips import DAMAGED


def app(folder: Path, *, title: str = "Books", user: str = "reader", password: str = "") -> ASGIApp:
    """The catalogue of `folder` as an ASGI application; with a `password`, nothing is seen without it."""
    library = Library(folder)

    def lookup(request: Request) -> Book | None:
        return library.book(request.path_params["id"])

    def base(request: Request) -> str:
        return str(request.base_url).rstrip("/")

    def shelf_title(asked: Question) -> str:
        said = asked.author or asked.subject or (f"Search: {asked.query}" if asked.query else "")
        return said or ("Newest" if asked.sort == "new" else "All books")

    def names(request: Request, books: list[Book]) -> tuple[str, list[tuple[str, int]]]:
        kind = request.url.path.rsplit("/", 1)[-1]
        return kind, authors(books) if kind == "authors" else subjects(books)

    def page(request: Request) -> Response:
        asked = question(dict(request.query_params))
        return HTMLResponse(web.page(title, asked, answer(library.books(), asked)))

    def root1(request: Request) -> Response:
        return Response(opds1.root(title, library.books()), media_type=opds1.NAVIGATION)

    def names1(request: Request) -> Response:
        books = library.books()
        kind, counted = names(request, books)
        made = opds1.names(kind.title(), request.url.path, kind[:-1], counted, books)
        return Response(made, media_type=opds1.NAVIGATION)

    def books1(request: Request) -> Response:
        asked = question(dict(request.query_params))
        made = opds1.shelf(shelf_title(asked), asked, answer(library.books(), asked))
        return Response(made, media_type=opds1.ACQUISITION)

    def search1(request: Request) -> Response:
        return Response(opds1.search_description(), media_type="application/opensearchdescription+xml")

    def root2(request: Request) -> Response:
        return JSONResponse(opds2.root(title, library.books(), base(request)), media_type=opds2.TYPE)

    def names2(request: Request) -> Response:
        books = library.books()
        kind, counted = names(request, books)
        made = opds2.names(kind.title(), request.url.path, kind[:-1], counted, base(request))
        return JSONResponse(made, media_type=opds2.TYPE)

    def books2(request: Request) -> Response:
        asked = question(dict(request.query_params))
        made = opds2.shelf(shelf_title(asked), asked, answer(library.books(), asked), base(request))
        return JSONResponse(made, media_type=opds2.TYPE)

    def picture(request: Request) -> Response:
        book = lookup(request)
        small = request.url.path.startswith("/thumbnail/")
        data = library.picture(book, small=small) if book else None
        if data is None:
            return _missing()
        return Response(data, media_type="image/jpeg", headers={"Cache-Control": "private, max-age=3600"})

    def file(request: Request) -> Response:
        name, _, ending = request.path_params["name"].partition(".")
        book = library.book(name)
        kobo = ending == "kepub.epub"
        wanted = ".epub" if kobo else f".{ending}"
        path = next((p for p in book.files if p.suffix.lower() == wanted), None) if book else None
        if book is None or path is None:
            return _missing()
        name = re.sub(r'[\\/:*?"<>|\x00-\x1f]+', " ", book.title).strip()[:120] or book.id
        if kobo:
            return _kepub(path, name)
        return FileResponse(path, media_type=TYPES[wanted], filename=f"{name}{wanted}")

    routes = [
        ("/", page),
        ("/opds", root1),
        ("/opds/books", books1),
        ("/opds/authors", names1),
        ("/opds/subjects", names1),
        ("/opds/search.xml", search1),
        ("/opds/v2", root2),
        ("/opds/v2/books", books2),
        ("/opds/v2/authors", names2),
        ("/opds/v2/subjects", names2),
        ("/cover/{id}", picture),
        ("/thumbnail/{id}", picture),
        ("/book/{name}", file),
    ]
    made: ASGIApp = Starlette(routes=[Route(path, handler, methods=["GET"]) for path, handler in routes])
    made = _Locked(made, user, password, title) if password else made
    return _Guarded(made)


def _missing() -> Response:
    return PlainTextResponse("There is no such book here.\n", 404)


def _kepub(path: Path, name: str) -> Response:
    from urllib.parse import quote

    from packager.writers.kepub import to_kepub

    made = BytesIO()
    try:
        with path.open("rb") as source:
            to_kepub(source, made)
    except DAMAGED:
        return PlainTextResponse("This EPUB is damaged. Build it again, or fetch the file as it is.\n", 404)
    said = f"attachment; filename*=UTF-8''{quote(name)}.kepub.epub"
    return Response(made.getvalue(), media_type="application/epub+zip", headers={"Content-Disposition": said})


class _Guarded:
    """Headers that keep a browser from running or framing anything on these pages."""

    HEADERS = (
        (b"content-security-policy", b"default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'; "
         b"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"),
        (b"x-content-type-options", b"nosniff"),
        (b"referrer-policy", b"no-referrer"),
    )  # fmt: skip

    def __init__(self, inner: ASGIApp) -> None:
        self.inner = inner

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def guarded(message: Any) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *self.HEADERS]
            await send(message)

        await self.inner(scope, receive, guarded)


class _Locked:
    """Basic authentication, with OPDS's own document for apps that ask how to sign in."""

    def __init__(self, inner: ASGIApp, user: str, password: str, title: str) -> None:
        self.inner, self.title = inner, title
        self.wanted = f"{user}:{password}".encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or self._opens(dict(scope["headers"]).get(b"authorization", b"")):
            await self.inner(scope, receive, send)
            return
        headers = {"WWW-Authenticate": 'Basic realm="fanpack", charset="UTF-8"'}
        document = {
            "id": "/opds/v2",
            "title": self.title,
            "authentication": [{"type": "http://opds-spec.org/auth/basic"}],
        }
        kind = "application/opds-authentication+json"
        await JSONResponse(document, 401, headers, kind)(scope, receive, send)

    def _opens(self, said: bytes) -> bool:
        scheme, _, value = said.partition(b" ")
        try:
            given = base64.b64decode(value.strip(), validate=True)
        except (binascii.Error, ValueError):
            return False
        return scheme.lower() == b"basic" and secrets.compare_digest(given, self.wanted)
