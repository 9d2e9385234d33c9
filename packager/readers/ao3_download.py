"""The Archive of Our Own's own downloads: HTML, and the EPUB that calibre makes of it.

Structure (read off downloads of 2011 to 2026): `div#preface` holds facts, summary and notes; `div#chapters`
holds, flat and in sequence, chapter heads, chapter texts and chapter end notes; `div#afterword` the end
notes. In the EPUB the same tree is cut into files and calibre renames most classes, but ids, `h2.heading`,
`blockquote.userstuff`, `div.endnote-link` and the `userstuff` stem stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from packager.model import (
    ChapterStart,
    Element,
    Lines,
    Link,
    Manuscript,
    Metadata,
    Note,
    NoteKind,
    Origin,
    Text,
)
from packager.problems import Report
from packager.readers import ao3_facts, facts
from packager.readers.base import Source
from packager.readers.building import manuscript, rest
from packager.readers.damaged import AUTHORS, Ground, left_behind, plainly, tell_damage
from packager.readers.images import Gallery
from packager.readers.links import Links
from packager.readers.markup import Conversion
from packager.readers.parsing import Node, body_of, by_id, classes, decode, has_class, outermost, parse_html, text_of
from packager.readers.site_notes import SPECIALS

BOILERPLATE = "ao3-boilerplate"
METADATA = "metadata"
_SNIFF = 400_000  # bytes looked at to recognise a page

_NOTES = {
    "summary": NoteKind.SUMMARY,
    "notes": NoteKind.AUTHORS_NOTE,
    "end notes": NoteKind.AUTHORS_NOTE,
    "chapter summary": NoteKind.SUMMARY,
    "chapter notes": NoteKind.AUTHORS_NOTE,
    "chapter end notes": NoteKind.AUTHORS_NOTE,
}


class Ao3Download:
    """A work saved with AO3's Download > HTML."""

    name = "ao3"

    def recognises(self, source: Source) -> bool:
        head = source.data[:_SNIFF].replace(b"'", b'"')
        return b'id="preface"' in head and b'id="chapters"' in head and b"Posted originally on the" in head

    def read(self, source: Source, report: Report) -> tuple[Manuscript, ...]:
        root = parse_html(decode(source.data))
        links = Links()
        links.survey([("", root)])

        conversion = Conversion(
            source.label,
            gallery=Gallery(source.beside, fetch=source.budget.remote),
            links=links,
            lang=root.get("lang") or "en",
            specials=SPECIALS,
        )
        reading = Reading(conversion)
        reading.page("", root)
        if line := reading.lacks(root):
            tell_damage(report, f"{source.label}:{line}")
            reading.read_plainly(root)
        return (reading.manuscript(report, source.label, self.name),)


def is_download(roots: Sequence[Node]) -> bool:
    """Whether these documents are those of an AO3 download (an EPUB's spine)."""
    return any(by_id(root, "preface") for root in roots) and any(by_id(root, "chapters") for root in roots)


class Reading:
    """One pass over the documents of a download, in order; `handled` are the elements whose words are accounted for."""

    def __init__(self, conversion: Conversion) -> None:
        self.conversion = conversion
        self.metadata = Metadata()
        self.elements: list[Element] = []
        self.handled: set[Node] = set()
        self.facts: set[Node] = set()  # those of them that are told as metadata
        self.addresses: list[str] = []

    def page(self, name: str, root: Node) -> None:
        self.conversion.links.page = name
        for preface in by_id(root, "preface"):
            self.preface(preface)
        for chapters in by_id(root, "chapters"):
            self.chapters(chapters)
        for afterword in by_id(root, "afterword"):
            self.afterword(afterword)
        rest(self.conversion, body_of(root), self.handled, BOILERPLATE)

    def lacks(self, root: Node) -> int:
        """The line of a page that was read where something of the author's stands that no download has there; or 0."""
        return left_behind(body_of(root), GROUND, self.handled - self.facts, self.facts)

    def read_plainly(self, root: Node) -> None:
        """A damaged page once more, in its order, with the metadata already read."""
        self.conversion, self.metadata = self.conversion.again(), replace(self.metadata, summary=())
        self.elements = list(plainly(self.conversion, body_of(root), GROUND, self.facts, (METADATA, BOILERPLATE)))

    def manuscript(self, report: Report, source: str, format: str) -> Manuscript:
        work_id, url = ao3_facts.work_id(*self.addresses)
        metadata = replace(self.metadata, source_url=url, publisher=ao3_facts.PUBLISHER)
        return manuscript(
            self.conversion,
            report,
            source=source,
            elements=tuple(self.elements),
            metadata=metadata,
            format=format,
            work_id=work_id,
        )

    # ------------------------------------------------------------------------------------- the preface

    def preface(self, preface: Node) -> None:
        label: Node | None = None
        for atom in _atoms(preface):
            text = text_of(atom)
            if atom.tag == "dl":
                self.metadata = ao3_facts.from_tag_list(atom, self.metadata)
                self.conversion.speak(self.metadata.language)
                self._as_metadata(atom)
            elif atom.tag == "h1":
                self.metadata = replace(self.metadata, title=facts.name(text))
                self._as_metadata(atom)
            elif has_class(atom, "byline"):
                authors = (*self.metadata.authors, *ao3_facts.authors_of(atom))
                self.metadata = replace(self.metadata, authors=tuple(dict.fromkeys(authors)))
                self._as_metadata(atom)
            elif atom.tag == "blockquote" and label is not None:
                self._preface_words(label, atom)
                label = None
            elif atom.tag == "p" and text.lower() in _NOTES:
                label = atom
            elif atom.tag == "ul":
                self._related(atom)
            elif has_class(atom, "message"):
                self.addresses += [a.get("href") or "" for a in atom.iter("a")]
                title = atom.find("b")
                if title is not None and not self.metadata.title:
                    self.metadata = replace(self.metadata, title=facts.name(text_of(title)))
            elif isinstance(atom.tag, str) and not GROUND.sites(atom):
                self._text(atom)

    def _preface_words(self, label: Node, quote: Node) -> None:
        if text_of(label).lower() == "summary":
            self.metadata = replace(self.metadata, summary=self.conversion.blocks(quote))
            self._as_metadata(label)
            self._as_metadata(quote)
        else:
            self._note(label, quote)

    def _related(self, ul: Node) -> None:
        """'Inspired by <a>Title</a> by <a>Author</a>', 'A translation of ...', 'Translation into ...'."""
        for item in ul.iter("li"):
            text = facts.name(text_of(item))
            first = item.find(".//a")
            address = first.get("href") if first is not None else None
            if address and re.match(r"inspired by|a (?:translation|podfic|remix)? ?of", text, re.I):
                target = self.conversion.links.resolve(address)
                if target:
                    link = Link(target, (Text(re.sub(r"^inspired by\s+", "", text, flags=re.I)),))
                    self.metadata = replace(self.metadata, inspired_by=(*self.metadata.inspired_by, link))
            else:
                self.metadata = replace(self.metadata, extra=(*self.metadata.extra, ("Related work", text)))
        self._as_metadata(ul)

    # ---------------------------------------------------------------------------------------- the text

    def chapters(self, chapters: Node) -> None:
        for child in chapters:
            if child in self.handled:
                continue
            heading = None
            if not _is_text(child):
                heading = next((h for h in child.iter("h2") if has_class(h, "heading")), None)
            if heading is not None:
                self._chapter_head(child, heading)
            elif child.tag == "h2" and has_class(child, "toc-heading"):
                continue  # the title once more, for calibre's contents
            elif re.fullmatch(r"endnotes\d*", child.get("id") or ""):
                self._end_notes(child)
            else:
                self._text(child)

    def _chapter_head(self, head: Node, heading: Node) -> None:
        where = self.conversion.at(heading)
        self.elements.append(ChapterStart(facts.name(text_of(heading)), where))
        self.handled.add(heading)
        label: Node | None = None
        for atom in _atoms(head):
            if atom is heading:
                continue
            if atom.tag == "p" and text_of(atom).lower() in _NOTES:
                label = atom
            elif atom.tag == "blockquote" and label is not None:
                self._note(label, atom)
                label = None
            elif has_class(atom, "byline") and text_of(atom):
                self._kept(atom, Note(NoteKind.HEADER, self.conversion.blocks(atom), where, origin=Origin.SOURCE))
            elif isinstance(atom.tag, str) and not GROUND.sites(atom):
                self._text(atom)

    def _text(self, node: Node) -> None:
        if not text_of(node) and node.find(".//img") is None and node.find(".//hr") is None:
            self.handled.add(node)
            return
        self.elements.extend(self.conversion.elements(node) if _is_text(node) else self.conversion.blocks(node))
        self.handled.add(node)

    def afterword(self, afterword: Node) -> None:
        for notes in by_id(afterword, "endnotes"):
            self._end_notes(notes)
        for related in outermost(afterword.iter("dl")):
            for term in related.iter("dt"):
                works = "; ".join(facts.name(text_of(dd)) for dd in related.iter("dd"))
                if works:
                    extra = (*self.metadata.extra, (text_of(term), works))
                    self.metadata = replace(self.metadata, extra=extra)
            self._as_metadata(related)

    def _end_notes(self, node: Node) -> None:
        label = next((p for p in node.iter("p") if text_of(p).lower() in _NOTES), None)
        quotes = [quote for quote in node.iter("blockquote") if has_class(quote, "userstuff")]
        quote = quotes[0] if quotes else next(node.iter("blockquote"), None)
        if label is not None and quote is not None:
            self._note(label, quote)
        elif text_of(node):
            blocks = self.conversion.blocks(node)
            self._kept(node, Note(NoteKind.AUTHORS_NOTE, blocks, origin=Origin.SOURCE))

    # ------------------------------------------------------------------------------------------- parts

    def _note(self, label: Node, quote: Node) -> None:
        title = text_of(label)
        first = self.conversion.at(label).first
        blocks = self.conversion.blocks(quote)
        where = Lines(first, max(first, self.conversion.place))
        if blocks:
            kind = _NOTES[title.lower()]
            self.elements.append(Note(kind, blocks, where, title=title, origin=Origin.SOURCE))
            self.handled.add(label)
        self.handled.add(quote)

    def _kept(self, node: Node, note: Note) -> None:
        if note.blocks:
            self.elements.append(note)
            self.handled.add(node)

    def _as_metadata(self, node: Node) -> None:
        self.conversion.leave_out(METADATA, node)
        self.handled.add(node)
        self.facts.add(node)


GROUND = Ground(
    begins=lambda node: node.get("id") in ("preface", "chapters"),
    ends=lambda node: False,
    sites=lambda node: any(has_class(node, name) for name in ("toc-heading", "message", "endnote-link")),
    labels=lambda node: node.tag == "p" and text_of(node).lower() in _NOTES,
)


def _is_text(node: Node) -> bool:
    """Whether this is a chapter's text: `div.userstuff`, or `div.userstuff2` as calibre calls it."""
    return node.tag == "div" and any(map(AUTHORS.fullmatch, classes(node)))


def _atoms(node: Node) -> Iterator[Node]:
    """The elements inside, in order, looking into plain `div`s but not into anything that means something."""
    for child in node:
        if child.tag == "div" and not (has_class(child, "byline") or has_class(child, "endnote-link")):
            yield from _atoms(child)
        else:
            yield child
