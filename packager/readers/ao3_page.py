"""A work's page on the Archive of Our Own as a browser saves it: one chapter, or the entire work."""

from __future__ import annotations

import re
from dataclasses import replace

from packager.model import ChapterStart, Element, Manuscript, Metadata, Note, NoteKind, Origin
from packager.problems import Report
from packager.readers import ao3_facts, facts
from packager.readers.ao3_download import METADATA
from packager.readers.base import Source
from packager.readers.building import manuscript, rest
from packager.readers.images import Gallery
from packager.readers.links import Links
from packager.readers.markup import Conversion
from packager.readers.parsing import Node, body_of, by_id, classes, decode, has_class, outermost, parse_html, text_of
from packager.readers.site_notes import SPECIALS
from packager.readers.styles import read_sheet

CHROME = "page-chrome"
_SITE = "https://archiveofourown.org/"
_SNIFF = 2_000_000  # bytes looked at: a page's work skin can be long and stands before the text
_FIELDS = {
    "rating": "rating",
    "warning": "archive warning",
    "category": "category",
    "fandom": "fandom",
    "relationship": "relationship",
    "character": "character",
    "freeform": "additional tag",
    "language": "language",
    "series": "serie",
    "collections": "collection",
}


class Ao3Page:
    """A saved work page (also the page of one chapter, and userscripts' exports that keep its modules)."""

    name = "ao3-page"

    def recognises(self, source: Source) -> bool:
        head = source.data[:_SNIFF].replace(b"'", b'"')
        return b'id="workskin"' in head and (b"work meta group" in head or b"archiveofourown.org" in head)

    def read(self, source: Source, report: Report) -> tuple[Manuscript, ...]:
        root = parse_html(decode(source.data))
        links = Links(_SITE)
        links.survey([("", root)])
        css = "\n".join(style.text or "" for style in root.iter("style"))
        conversion = Conversion(
            source.label,
            gallery=Gallery(source.beside, fetch=source.budget.remote),
            links=links,
            lang=root.get("lang") or "en",
            sheet=read_sheet(css, tags=False),
            specials=SPECIALS,
        )
        return (_Reading(conversion, root).manuscript(source, report, self.name),)


class _Reading:
    def __init__(self, conversion: Conversion, root: Node) -> None:
        self.conversion = conversion
        self.root = root
        self.metadata = Metadata(publisher=ao3_facts.PUBLISHER)
        self.elements: list[Element] = []
        self.handled: set[Node] = set()
        self.chapter_of: tuple[int, int] | None = None

    def manuscript(self, source: Source, report: Report, format: str) -> Manuscript:
        for dl in self.root.iter("dl"):
            if has_class(dl, "work") and has_class(dl, "meta"):
                self._facts(dl)
                self.conversion.speak(self.metadata.language)
                break
        skins = by_id(self.root, "workskin")
        if skins:
            self._work(skins[0])
        rest(self.conversion, body_of(self.root), self.handled, CHROME)
        work_id, url = self._address()
        return manuscript(
            self.conversion,
            report,
            source=source.label,
            elements=tuple(self.elements),
            metadata=replace(self.metadata, source_url=url),
            format=format,
            chapter_of=self._chapter_of(),
            work_id=work_id,
        )

    def _address(self) -> tuple[str, str]:
        """The work's id: from the page's own forms and menus, which name it even without an address bar."""
        spots = [link.get("href") or "" for link in self.root.iter("link") if link.get("rel") == "canonical"]
        for field in self.root.iter("input"):
            if field.get("id") == "kudo_commentable_id" and (field.get("value") or "").isdigit():
                spots.append(f"archiveofourown.org/works/{field.get('value')}")
        for link in self.root.iter("a"):
            match = re.search(r"(?:^|archiveofourown\.org)/(?:downloads|works)/(\d+)", link.get("href") or "")
            if match and any(word in (link.get("href") or "") for word in ("/downloads/", "style=", "view_", "/share")):
                spots.append(f"archiveofourown.org/works/{match[1]}")
        return ao3_facts.work_id(*spots)

    def _chapter_of(self) -> tuple[int, int] | None:
        """(n, of) where the page shows one chapter of several and says which."""
        heads = [e for e in self.elements if isinstance(e, ChapterStart)]
        total = dict(self.metadata.extra).get("Chapters", "").split("/")[0]
        if len(heads) != 1 or not total.isdigit() or int(total) < 2:
            return None
        match = re.match(r"chapter (\d{1,5})\b", heads[0].heading, re.I)
        return (int(match[1]), int(total)) if match and int(match[1]) <= int(total) else None

    # --------------------------------------------------------------------------------------- the facts

    def _facts(self, dl: Node) -> None:
        for dd in dl.iter("dd"):
            names = classes(dd)
            if names and names[0] == "stats":
                continue
            label = _FIELDS.get(names[0]) if names else None
            if label:
                self.metadata = ao3_facts.with_field(self.metadata, label, dd)
            elif names and names[0] in ("published", "status", "words", "chapters"):
                stat = (names[0].capitalize(), text_of(dd))
                self.metadata = ao3_facts.with_stats(self.metadata, [stat])
        self._as_metadata(dl)

    # ---------------------------------------------------------------------------------------- the work

    def _work(self, skin: Node) -> None:
        prefaces = [d for d in skin.iter("div") if has_class(d, "preface") and not has_class(d, "chapter")]
        if prefaces:
            self._preface(prefaces[0])
        chapters = next(iter(by_id(skin, "chapters")), None)
        if chapters is not None:
            chaptered = outermost(
                d for d in chapters.iter("div") if has_class(d, "chapter") and not has_class(d, "preface")
            )
            if chaptered:
                for chapter in chaptered:
                    self._chapter(chapter)
            else:
                for text in chapters:
                    if has_class(text, "userstuff"):
                        self._text(text)
        for notes in by_id(skin, "work_endnotes"):
            self._module(notes, "End Notes")

    def _preface(self, preface: Node) -> None:
        for child in preface:
            if has_class(child, "title"):
                self.metadata = replace(self.metadata, title=facts.name(text_of(child)))
                self._as_metadata(child)
            elif has_class(child, "byline"):
                self.metadata = replace(self.metadata, authors=ao3_facts.authors_of(child))
                self._as_metadata(child)
            elif has_class(child, "summary"):
                for quote in _quotes(child):
                    self.metadata = replace(self.metadata, summary=self.conversion.blocks(quote))
                self._as_metadata(child)
            elif has_class(child, "notes"):
                self._module(child, "Notes")

    def _chapter(self, chapter: Node) -> None:
        for part in chapter:
            if has_class(part, "preface"):
                self._chapter_preface(part)
            elif has_class(part, "end") and has_class(part, "notes"):
                self._module(part, "Chapter End Notes")
            elif has_class(part, "userstuff"):
                self._text(part)

    def _chapter_preface(self, preface: Node) -> None:
        end = has_class(preface, "end")
        for part in preface.iter():
            if has_class(part, "title") and part.tag in ("h2", "h3", "h4"):
                where = self.conversion.at(part)
                self.elements.append(ChapterStart(facts.name(text_of(part)), where))
                self.handled.add(part)
            elif has_class(part, "summary"):
                self._module(part, "Chapter Summary", NoteKind.SUMMARY)
            elif has_class(part, "notes"):
                self._module(part, "Chapter End Notes" if end or has_class(part, "end") else "Chapter Notes")

    def _text(self, node: Node) -> None:
        """A chapter's text without its hidden 'Chapter Text' heading."""
        landmarks = {h for h in node if h.tag == "h3" and has_class(h, "landmark")}
        self.elements.extend(self.conversion.elements(node, drop=landmarks))
        for landmark in landmarks:
            self.conversion.leave_out(CHROME, landmark)
        self.handled.add(node)

    def _module(self, module: Node, title: str, kind: NoteKind = NoteKind.AUTHORS_NOTE) -> None:
        """A summary or notes module: its heading as written is the note's title."""
        if any(parent in self.handled for parent in module.iterancestors()):
            return
        quotes = [quote for quote in _quotes(module) if quote not in self.handled]
        where = self.conversion.at(module)
        blocks = self.conversion.blocks(*quotes)
        if not blocks:
            return
        heading = next((h for h in module.iter("h3", "h4") if text_of(h)), None)
        # 'Notes:' alone does not say whose; a download writes 'Chapter Notes', so both read the same.
        written = text_of(heading).rstrip(":") if heading is not None else ""
        if heading is not None and written:
            self.handled.add(heading)
        self.elements.append(Note(kind, blocks, where, title=written or title, origin=Origin.SOURCE))
        self.handled.update(quotes)

    def _as_metadata(self, node: Node) -> None:
        self.conversion.leave_out(METADATA, node)
        self.handled.add(node)


def _quotes(module: Node) -> list[Node]:
    return outermost(quote for quote in module.iter("blockquote") if has_class(quote, "userstuff"))
