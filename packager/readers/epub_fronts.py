"""Pages of an EPUB that hold no story: title pages that tools generate, tables of contents."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from packager.model import Block, Metadata, Paragraph, Series, Text
from packager.readers import facts
from packager.readers.parsing import Node, by_id, has_class, text_of

_FFN = re.compile(r"(fanfiction\.net|fictionpress\.com)/s/(\d+)")
_AO3 = re.compile(r"archiveofourown\.org/works/(\d+)")
_TYPE = "{http://www.idpf.org/2007/ops}type"

# The labels FanFicFare, FicHub and others put before their lines, to fields of Metadata.
_LISTS = {
    "category": "fandoms",
    "fandom": "fandoms",
    "fandoms": "fandoms",
    "genre": "tags",
    "genres": "tags",
    "additional tags": "tags",
    "freeform tags": "tags",
    "tags": "tags",
    "characters": "characters",
    "relationships": "relationships",
    "pairings": "relationships",
    "warnings": "warnings",
    "archive warnings": "warnings",
    "collections": "collections",
}
_TEXTS = {"rating": "rating", "rated": "rating", "publisher": "publisher"}


@dataclass(frozen=True, slots=True)
class Front:
    """A page without story text: by which rule it is left out, and what it says of the story."""

    rule: str
    said: tuple[tuple[str, str], ...] = ()  # label, value
    title: str = ""
    authors: tuple[str, ...] = ()
    url: str = ""
    summary: tuple[Block, ...] = field(default=())

    def merged(self, metadata: Metadata) -> Metadata:
        """The package's metadata with what this page says; what the page says is nearer to the site."""
        changed: dict[str, Any] = {}
        extra = list(metadata.extra)
        for label, value in self.said:
            key = label.lower()
            if key in _LISTS:
                changed[_LISTS[key]] = facts.listed(value)
            elif key in _TEXTS:
                changed[_TEXTS[key]] = value
            elif key == "series" and (match := re.fullmatch(r"(.+?)\s*(?:\[(\S+)\]|#(\S+))?", value)):
                changed["series"] = (Series(match[1], match[2] or match[3] or ""),)
            elif key == "language":
                changed["language"] = facts.language(value) or metadata.language
            elif key == "status":
                changed["complete"] = value.lower().startswith("complete")
            elif key == "published":
                changed["published"] = facts.iso_date(value) or metadata.published
            elif key in ("updated", "last updated"):
                changed["updated"] = facts.iso_date(value)
            elif key in ("words", "chapters"):
                extra.append((label, value))
        if self.title and not metadata.title:
            changed["title"] = self.title
        if self.authors and not metadata.authors:
            changed["authors"] = self.authors
        if self.url:
            changed["source_url"] = self.url
        if self.summary and not metadata.summary:
            changed["summary"] = self.summary
        return replace(metadata, **changed, extra=tuple(extra))


def read_front(root: Node, path: str, nav: str) -> Front | None:
    """What a page without story text says; None for a page that is story."""
    body = root.find("body")
    if body is None:
        return None
    if path == nav and (body.get(_TYPE) or "") != "bodymatter" and not _beyond_nav(body):
        return Front("contents")
    if has_class(body, "fff_titlepage"):
        return labelled(body, _heading(body))
    if has_class(body, "fff_tocpage"):
        return Front("contents")
    if has_class(body, "fff_logpage"):
        return Front("metadata")
    if path.rsplit("/", 1)[-1].startswith("introduction.") and "FicHub" in "".join(body.itertext()):
        return labelled(body, _heading(body))
    if re.search(r"(?:^|/)0+_Information\.x?html$", path):
        return _web_to_epub(body)
    return None


def _beyond_nav(body: Node) -> bool:
    """Whether a navigation document also holds text of its own."""
    inside = {node for nav in body.iter("nav") for node in nav.iter()}
    length = sum(len((node.text or "").strip()) for node in body.iter("p", "blockquote") if node not in inside)
    return length > 300


def _heading(body: Node) -> Node | None:
    return next((node for node in body.iter("h1", "h2", "h3") if text_of(node)), None)


def labelled(body: Node, heading: Node | None) -> Front:
    """A page of `<b>Label:</b> value` lines under '<a>Title</a> by <a>Author</a>'."""
    title, url = "", ""
    authors: tuple[str, ...] = ()
    if heading is not None:
        links = list(heading.iter("a"))
        names = tuple(facts.name(text_of(a)) for a in links if has_class(a, "authorlink"))
        if links:
            url = links[0].get("href") or ""
            title = facts.name(text_of(links[0]))
        else:
            title = facts.name(re.split(r"\s+by\s+", text_of(heading))[0])
        authors = names
    said: list[tuple[str, str]] = []
    summary: tuple[Block, ...] = ()
    for label, value in _lines(body):
        key = label.lower()
        if key == "by" and not authors:
            authors = (facts.name(value),)
        elif key in ("summary", "description") and value:
            summary = (Paragraph((Text(value),)),)
        elif key in ("story url", "original source", "source"):
            url = _address(body, value) or url
        elif value:
            said.append((label, value))
    if not url:
        url = next((a.get("href") or "" for a in body.iter("a") if work_of(a.get("href") or "")[0]), "")
    return Front("metadata", tuple(said), title, authors, url, summary)


def _lines(body: Node) -> Iterator[tuple[str, str]]:
    """Label and value of each bold label and of each paragraph 'Label: value'."""
    seen = set()
    for bold in body.iter("b", "strong"):
        text = text_of(bold)
        label, colon, value = text.partition(":")
        if not colon or len(label) > 30:
            continue
        value = value.strip() or " ".join(_after(bold).split())
        seen.add(label)
        yield label.strip(), value
    for paragraph in body.iter("p"):
        label, colon, value = text_of(paragraph).partition(":")
        if colon and len(label) <= 20 and label not in seen and value.strip():
            yield label.strip(), value.strip()


def _after(bold: Node) -> str:
    """The text from a bold label to the next line break or label."""
    parts = [bold.tail or ""]
    node = bold.getnext()
    while node is not None and node.tag not in ("br", "b", "strong", "p", "div", "tr", "table"):
        parts.append("".join(node.itertext()) + (node.tail or ""))
        node = node.getnext()
    if node is None and bold.getparent().tag in ("td", "th"):
        cell = bold.getparent().getnext()
        parts.append("".join(cell.itertext()) if cell is not None else "")
    return "".join(parts)


def _address(body: Node, value: str) -> str:
    if match := re.search(r"https?://\S+", value):
        return match[0]
    return next((a.get("href") or "" for a in body.iter("a") if text_of(a) == value), "")


def _web_to_epub(body: Node) -> Front:
    """WebToEpub's information page: the head of the site's page, FanFiction.net's with `#profile_top`."""
    title = ""
    authors: tuple[str, ...] = ()
    for box in by_id(body, "profile_top"):
        bold = next((b for b in box.iter("b") if text_of(b)), None)
        title = facts.name(text_of(bold)) if bold is not None else ""
        authors = tuple(facts.name(text_of(a)) for a in box.iter("a") if "/u/" in (a.get("href") or ""))[:1]
    url = next((a.get("href") or "" for a in body.iter("a") if (a.get("href") or "").startswith("http")), "")
    return Front("metadata", (), title, authors, url)


def work_of(url: str) -> tuple[str, str]:
    """The id of the work at an address ('ao3:1', 'ffn:2') and its site's name; empty where unknown."""
    if match := _AO3.search(url):
        return f"ao3:{match[1]}", "Archive of Our Own"
    if match := _FFN.search(url):
        press = match[1].startswith("fictionpress")
        return f"{'fp' if press else 'ffn'}:{match[2]}", "FictionPress" if press else "FanFiction.net"
    return "", ""
