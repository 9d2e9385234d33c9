"""Any saved web page: the main text is found, everything around it is dropped and counted."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import replace

from lxml import etree

from packager.model import Manuscript, Metadata, block_text, words
from packager.problems import Report
from packager.readers import epub_fronts, facts, html_tools
from packager.readers.base import Source, holds_page
from packager.readers.building import document, rest
from packager.readers.counting import words_of
from packager.readers.images import Gallery
from packager.readers.links import Links, outer_address
from packager.readers.main_text import chrome_in, main_text
from packager.readers.markup import Conversion
from packager.readers.parsing import Node, body_of, decode, outermost, parse_html, text_of
from packager.readers.site_notes import SPECIALS
from packager.readers.styles import read_sheet
from packager.readers.vocabulary import SILENT

CHROME = "page-chrome"
ODD = 200  # words; as many around a text, and half as many as it has, may be part of it: that is said aloud
_SNIFF = 100_000
_TAG = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|meta|title|p|div|br|hr|h[1-6]|span|table|blockquote|article|section|"
    rb"strong|em|i|b|u|s|a|font|center|ul|ol|li|dl|dt|dd|pre|td|tr|sup|sub|img|small|main|details)(?:\s[^<>]{0,2000})?/?>",
    re.I,
)


_MARKDOWN = re.compile(rb"^(?:#{1,6}[ \t]+\w|---[ \t]*\r?\n\w+:)", re.M)


class HtmlPage:
    name = "html"

    def recognises(self, source: Source) -> bool:
        head = source.data[:_SNIFF]
        if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
            head = decode(head).encode("utf-8", "replace")
        start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:200].lower()
        if start.startswith((b"<!doctype html", b"<html", b"<?xml")):
            return True
        if holds_page(head):
            return True
        if b"<html" in head.lower() and not _MARKDOWN.search(head):
            return b"<" in start
        # A fragment: text in tags from its first character on, or tags all through it. Markdown holds
        # tags too, but HTML has no lines that begin like its headings.
        if not start.startswith(b"<") and _MARKDOWN.search(head):
            return False
        tags = len(_TAG.findall(head))
        return tags >= (2 if start.startswith(b"<") else 3) and (start.startswith(b"<") or tags * 400 > len(head))

    def read(self, source: Source, report: Report) -> tuple[Manuscript, ...]:
        root = parse_html(decode(source.data))
        body = body_of(root)
        base = _base(root)
        links = Links(base)
        links.survey([("", root)])
        css = "\n".join(style.text or "" for style in root.iter("style"))
        conversion = Conversion(
            source.label,
            gallery=Gallery(source.beside, fetch=source.budget.remote),
            links=links,
            sheet=read_sheet(css, tags=False),
            lang=root.get("lang") or "en",
            dir=root.get("dir") or body.get("dir") or "",
            specials=SPECIALS,
        )
        tool = html_tools.read(body)
        parts = main_text(body) if tool is None else [body]
        left = tool.parts if tool else {node: CHROME for part in parts for node in chrome_in(part)}
        elements = conversion.elements(*parts, drop=set(left))
        for node in outermost(left):
            conversion.leave_words(left[node], words_of(node))
        rest(conversion, body, set(parts), CHROME)
        dropped = sum(len(out.words) for out in conversion.left_out if out.rule == CHROME)
        if dropped:
            where = f"{source.label}:{_first_around(body, set(parts), left)}"
            kept = sum(len(words(block_text(element))) for element in elements)
            said = (
                f"{dropped:,} words around the main text ({kept:,} words) left out (menus, comments, footers); "
                "if story text is among them, save the story's part of the page alone"
            )
            if dropped > max(ODD, kept // 2):
                report.warn("page-chrome", where, said)
            else:
                report.info("page-chrome", where, said)
        metadata = _metadata(root, base) if tool is None else tool.front.merged(Metadata(language=_language(root)))
        work_id, publisher = epub_fronts.work_of(metadata.source_url)
        return (
            document(
                conversion,
                report,
                source=source.label,
                elements=elements,
                metadata=replace(metadata, publisher=publisher or metadata.publisher),
                format=self.name,
                work_id=work_id,
            ),
        )


def _first_around(body: Node, parts: Collection[Node], left: Mapping[Node, str]) -> int:
    """The line of the first words that stand around the main text."""
    silent = inside = around = 0
    for event, node in etree.iterwalk(body, events=("start", "end")):
        step = 1 if event == "start" else -1
        silent += step * (not isinstance(node.tag, str) or node.tag in SILENT)
        inside += step * (node in parts)
        around += step * (left.get(node) == CHROME)
        text = (node.text if event == "start" else node.tail) or ""
        if not silent and (around or not inside) and words(text) and (event == "start" or node is not body):
            ahead = text[: len(text) - len(text.lstrip())].count("\n") if event == "start" else 0
            return int((node.sourceline or 1) + ahead)
    return int(body.sourceline or 1)


def _base(root: Node) -> str:
    """The page's own address: its canonical link, `og:url`, the comment a browser writes, or `<base>`."""
    spots = [link.get("href") for link in root.iter("link") if (link.get("rel") or "").lower() == "canonical"]
    spots += [meta.get("content") for meta in root.iter("meta") if meta.get("property") == "og:url"]
    spots += [base.get("href") for base in root.iter("base")]
    for spot in spots:
        if spot and (address := outer_address("https:" + spot if spot.startswith("//") else spot)):
            return address
    return ""


def _metadata(root: Node, base: str) -> Metadata:
    said: dict[str, str] = {}
    for meta in root.iter("meta"):
        name = (meta.get("property") or meta.get("name") or "").lower()
        if name and meta.get("content"):
            said.setdefault(name, facts.name(meta.get("content")))
    title = next((facts.name(text_of(node)) for node in root.iter("title") if text_of(node)), "")
    author = said.get("author") or said.get("article:author") or said.get("dc.creator") or ""
    if author.startswith("http"):
        author = ""
    return Metadata(
        title=said.get("og:title") or title,
        authors=(author,) if author else (),
        language=_language(root),
        source_url=base,
        published=facts.iso_date(said.get("article:published_time", "")),
    )


def _language(root: Node) -> str:
    return facts.language(root.get("lang") or "")
