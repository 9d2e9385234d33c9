"""A loopback server and headless Chromium in which a reading system opens a book and reads it to its end."""

from __future__ import annotations

import functools
import json
import mimetypes
import os
import posixpath
import shutil
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from lxml import etree

HERE = Path(__file__).parent
NODE_MODULES = HERE / "node_modules"
XHTML = "{http://www.w3.org/1999/xhtml}"
OPF = "{http://www.idpf.org/2007/opf}"
DC = "{http://purl.org/dc/elements/1.1/}"

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
MAC_APPS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)


@functools.cache
def chromium() -> str | None:
    """Chromium's path: $FANPACK_CHROMIUM, the system's, or the one that `playwright install` fetched."""
    told = os.environ.get("FANPACK_CHROMIUM")
    if told:
        return told
    found = next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    found = found or next((app for app in MAC_APPS if Path(app).exists()), None)
    if found:
        return found
    try:
        from playwright.sync_api import sync_playwright

        with sync_playwright() as playwright:
            path = playwright.chromium.executable_path
    except Exception:
        return None
    return path if Path(path).exists() else None


# ------------------------------------------------------------------------------------------ the book


@dataclass(frozen=True, slots=True)
class Epub:
    """What a test needs to know of the book it hands to a reading system."""

    path: Path
    files: dict[str, bytes] = field(repr=False)  # by their name in the zip
    root: str  # folder of the package document
    spine: tuple[str, ...]  # hrefs relative to the root, those with linear="no" left out
    title: str

    def words(self, href: str) -> list[str]:
        """The words of a spine document as walk.js counts them: within one text node, between white space."""
        body = etree.fromstring(self.files[posixpath.join(self.root, href)]).find(f"{XHTML}body")
        assert body is not None, href
        for hidden in body.xpath(".//*[@hidden]"):  # the nav's landmarks: for programs, not for the page
            hidden.clear(keep_tail=True)
        return [word for text in body.itertext(XHTML + "*", with_tail=True) for word in text.split()]

    def manifest(self) -> dict[str, Any]:
        """The Readium manifest that a Readium server would make of the package."""
        tree = etree.fromstring(self.files[posixpath.join(self.root, "content.opf")])
        return {
            "@context": "https://readium.org/webpub-manifest/context.jsonld",
            "metadata": {
                "@type": "http://schema.org/Book",
                "title": self.title,
                "language": tree.findtext(f".//{DC}language"),
                "conformsTo": "https://readium.org/webpub-manifest/profiles/epub",
            },
            "links": [],
            "readingOrder": [{"href": href, "type": "application/xhtml+xml"} for href in self.spine],
            "resources": [],
        }


def read_epub(path: Path) -> Epub:
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    container = etree.fromstring(files["META-INF/container.xml"])
    package = container.find(".//{*}rootfile").get("full-path")
    tree = etree.fromstring(files[package])
    hrefs = {item.get("id"): item.get("href") for item in tree.iter(f"{OPF}item")}
    spine = [hrefs[ref.get("idref")] for ref in tree.iter(f"{OPF}itemref") if ref.get("linear") != "no"]
    return Epub(path, files, posixpath.dirname(package), tuple(spine), tree.findtext(f".//{DC}title"))


# ---------------------------------------------------------------------------------------- the server

PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>{name}</title>
<link rel="icon" href="data:,"><style>html,body{{margin:0;height:100%}} #page{{position:relative;
width:100vw;height:100vh;overflow:hidden}} #page>foliate-view{{display:block;height:100%}}
.readium-navigator-iframe{{width:100%;height:100%;border:0}}</style>
<div id="page"></div>{scripts}</html>"""

EPUBJS = ("/node_modules/jszip/dist/jszip.min.js", "/node_modules/epubjs/dist/epub.min.js")


def page_of(name: str) -> str:
    scripts = "".join(f'<script src="{src}"></script>' for src in (EPUBJS if name == "epubjs" else ()))
    return PAGE.format(name=name, scripts=f'{scripts}<script type="module" src="/{name}.js"></script>')


@contextmanager
def served(book: Epub, bundles: Path) -> Iterator[str]:
    """Serve the readers' pages and the book, whole and unpacked, on the loopback address."""
    mimetypes.add_type("application/xhtml+xml", ".xhtml")

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            data = find(self.path.partition("?")[0])
            kind = "text/html" if self.path.endswith(".html") else mimetypes.guess_type(self.path)[0]
            self.send_response(404 if data is None else 200)
            self.send_header("Content-Type", kind or "application/octet-stream")
            self.send_header("Content-Length", str(len(data or b"")))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(data or b"")

        do_HEAD = do_GET  # noqa: N815  # the name http.server looks for

        def log_message(self, *_: object) -> None:
            pass

    def find(path: str) -> bytes | None:
        if path == "/book.epub":
            return book.path.read_bytes()
        if path == "/unpacked/manifest.json":
            return json.dumps(book.manifest()).encode()
        if path.startswith("/unpacked/"):
            return book.files.get(posixpath.join(book.root, path.removeprefix("/unpacked/")))
        if path.endswith(".html") and path.count("/") == 1:
            return page_of(path[1:-5]).encode()
        base = HERE if path.startswith("/node_modules/") else HERE / "pages"
        for folder in (bundles, base):
            file = folder / path[1:]
            if file.is_file():
                return file.read_bytes()
        return None

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


# --------------------------------------------------------------------------------------- the reading


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reading system showed. `troubles`: console errors, exceptions, requests that failed."""

    turns: int
    ended: bool
    sections: dict[str, dict[str, Any]]  # by href: pages, words, unseen, cut, faults
    more: dict[str, Any]
    troubles: tuple[str, ...]


def read_through(browser: Any, address: str, reader: str, size: tuple[int, int]) -> Reading:
    """Open the served book in `reader` at a viewport size and turn all its pages."""
    troubles: list[str] = []
    page = browser.new_page(viewport={"width": size[0], "height": size[1]})
    try:
        page.on("console", lambda m: troubles.append(f"console: {m.text}") if m.type == "error" else None)
        page.on("pageerror", lambda error: troubles.append(f"exception: {error}"))
        page.on("response", lambda r: troubles.append(f"{r.status}: {r.url}") if r.status >= 400 else None)
        page.on("requestfailed", lambda r: troubles.append(f"failed: {r.url} {r.failure}"))
        page.set_default_timeout(300_000)
        page.goto(f"{address}/{reader}.html")
        page.wait_for_function("typeof window.readThrough == 'function'", timeout=60_000)
        said = page.evaluate("window.readThrough()")
    finally:
        page.close()
    sections = {section["href"]: section for section in said["sections"]}
    return Reading(said["turns"], said["ended"], sections, said["more"], tuple(troubles))
