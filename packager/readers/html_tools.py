"""HTML files that download tools write, FanFicFare's and FicHub's: what of them is no story text."""

from __future__ import annotations

from dataclasses import dataclass, field

from packager.readers import facts
from packager.readers.epub_fronts import Front, labelled
from packager.readers.parsing import Node, has_class, outermost, text_of


@dataclass(frozen=True, slots=True)
class ToolPage:
    """What a tool's own parts of a page say, and the parts themselves by the rule they are left out under."""

    front: Front
    parts: dict[Node, str] = field(default_factory=dict)


def read(body: Node) -> ToolPage | None:
    """The tool's parts of a page; None for a page that no known tool wrote."""
    return _fanficfare(body) or _fichub(body)


def _fanficfare(body: Node) -> ToolPage | None:
    """`h1` with title and `a.authorlink`, `table.full` of facts, contents between `TOCTOP` and the first section."""
    heading = next((h for h in body.iter("h1") if any(has_class(a, "authorlink") for a in h.iter("a"))), None)
    table = next((t for t in body.iter("table") if has_class(t, "full")), None)
    if heading is None or table is None:
        return None
    parts: dict[Node, str] = {heading: "metadata", table: "metadata"}
    top = next((a for a in body.iter("a") if a.get("name") == "TOCTOP"), None)
    node = top
    while node is not None and not (node.get("name") or "").startswith("section"):
        if node is top or (node.tag in ("p", "div", "ul", "ol") and _only_links(node)):
            parts[node] = "contents"
        node = node.getnext()
    return ToolPage(labelled(body, heading), parts)


def _fichub(body: Node) -> ToolPage | None:
    """`h1 > span.title`, `span.author`, `nav#contents-list`, and `div.chapter_nav` in each `div#chap_N`."""
    title = next((s for h in body.iter("h1") for s in h.iter("span") if has_class(s, "title")), None)
    chapters = [d for d in body.iter("div") if (d.get("id") or "").startswith("chap_")]
    if title is None or not chapters:
        return None
    author = next((s for s in body.iter("span") if has_class(s, "author")), None)
    parts = {node: "metadata" for node in (title.getparent(),) if node is not None}
    if author is not None:
        parts[author.getparent()] = "metadata"
    menus = [n for n in body.iter("nav", "div") if n.get("id") == "contents-list" or has_class(n, "chapter_nav")]
    parts.update(dict.fromkeys(outermost(menus), "contents"))
    names = (facts.name(text_of(author)),) if author is not None else ()
    return ToolPage(Front("metadata", (), facts.name(text_of(title)), names), parts)


def _only_links(node: Node) -> bool:
    linked = sum(len(text_of(a)) for a in node.iter("a"))
    return linked > 0 and linked * 10 >= len(text_of(node)) * 8
