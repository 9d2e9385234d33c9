"""Where links lead: to a place in the same story, to an address in the world, or nowhere."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from urllib.parse import unquote, urljoin

from packager.addresses import web_address
from packager.readers.parsing import Node, elements, legal


def outer_address(href: str, base: str = "") -> str | None:
    """An absolute http, https or mailto address, escaped; None for file:, javascript:, data: and the like."""
    href = legal(href).strip()
    try:
        if base:
            href = urljoin(base, href)
    except ValueError:
        return None
    return web_address(href) or None


class Links:
    """The links of one source: `pages` are its documents by name ('' for a single page)."""

    def __init__(self, base: str = "") -> None:
        self.base = base
        self.page = ""
        self._names: dict[tuple[str, str], str] = {}
        self._wanted: set[tuple[str, str]] = set()
        self._taken: set[str] = set()
        self.inner = 0  # links to places of the story
        self.unsafe = 0
        self.dead = 0
        self.found: Callable[[str], None] = lambda kind: None  # told of each kind of finding

    def survey(self, pages: Iterable[tuple[str, Node]]) -> None:
        """Learns which places are linked to, so that only those become anchors."""
        present: set[tuple[str, str]] = set()
        wanted: set[tuple[str, str]] = set()
        known: set[str] = set()
        for page, root in pages:
            known.add(page)
            present.add((page, ""))
            for element in elements(root):
                for attribute in ("id", "name") if element.tag == "a" else ("id",):
                    if name := element.get(attribute):
                        present.add((page, name))
                if element.tag == "a" and (href := element.get("href")):
                    self.page = page
                    key = self._inner(href, known=None)
                    if key is not None:
                        wanted.add(key)
        self._wanted = {key for key in wanted if key in present}

    def want(self, page: str, name: str) -> None:
        """Makes the element with this id an anchor: something outside the text (the contents) leads there."""
        self._wanted.add((page, name))

    def anchor(self, name: str) -> str | None:
        """The anchor for an element with this id on the current page, None if nothing leads there."""
        key = (self.page, name)
        return self._name(key) if key in self._wanted else None

    def resolve(self, href: str) -> str | None:
        """What a link becomes: '#anchor', an outer address, or None (its words stay, the link goes)."""
        key = self._inner(href, known=None)
        if key is not None and key in self._wanted:
            self.inner += 1
            return "#" + self._name(key)
        if href.strip().startswith("#"):
            self._met("dead")
            return None
        address = outer_address(href, self.base)
        if address is None:
            if ":" in href.split("/", 1)[0]:
                self._met("unsafe")
            else:
                self._met("dead")
        return address

    def _met(self, kind: str) -> None:
        self.unsafe += kind == "unsafe"
        self.dead += kind == "dead"
        self.found(kind)

    def _inner(self, href: str, known: set[str] | None) -> tuple[str, str] | None:
        href = href.strip()
        path, _, fragment = href.partition("#")
        if not path or (self.base and path == self.base):
            return (self.page, unquote(fragment)) if fragment else None
        if ":" in path.split("/", 1)[0] or path.startswith("//"):
            return None
        return (member(self.page, path), unquote(fragment))

    def _name(self, key: tuple[str, str]) -> str:
        name = self._names.get(key)
        if name is None:
            stem = re.sub(r"[^A-Za-z0-9_-]+", "-", key[1]).strip("-")[:40] or "place"
            name, count = stem, 2
            while name in self._taken:
                name, count = f"{stem}-{count}", count + 1
            self._taken.add(name)
            self._names[key] = name
        return name


def member(page: str, path: str) -> str:
    """The archive member a relative path on `page` names; never outside the archive."""
    parts = [] if path.startswith("/") else page.split("/")[:-1]
    for part in unquote(path).split("?", 1)[0].replace("\\", "/").split("/"):
        if part == "..":
            if parts:
                parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)
