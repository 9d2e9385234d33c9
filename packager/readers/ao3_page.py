"""A work's page on the Archive of Our Own as a browser saves it: one chapter, or the entire work."""

from __future__ import annotations

import re
from dataclasses import replace

from packager.model import Anchor, ChapterStart, Element, Manuscript, Metadata, Note, NoteKind, Origin, Paragraph
from packager.problems import Report
from packager.readers import ao3_facts, facts
from packager.readers.ao3_download import METADATA
from packager.readers.base import Source
from packager.readers.building import manuscript, rest
from packager.readers.damaged import Ground, left_behind, plainly, tell_damage
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
        reading = _Reading(conversion, root)
        reading.read()
        if line := left_behind(body_of(root), GROUND, reading.handled - reading.facts, reading.facts):
            tell_damage(report, f"{source.label}:{line}")
            reading.read_plainly()
        return (reading.manuscript(source, report, self.name),)


class _Reading:
    def __init__(self, conversion: Conversion, root: Node) -> None:
        self.conversion = conversion
        self.root = root
        self.metadata = Metadata(publisher=ao3_facts.PUBLISHER)
        self.elements: list[Element] = []
        self.handled: set[Node] = set()
        self.facts: set[Node] = set()  # those of them that are told as metadata

    def read(self) -> None:
        for dl in self.root.iter("dl"):
            if has_class(dl, "work") and has_class(dl, "meta"):
                self._facts(dl)
                self.conversion.speak(self.metadata.language)
                break
        skins = by_id(self.root, "workskin")
        if skins:
            self._work(skins[0])
        rest(self.conversion, body_of(self.root), self.handled, CHROME)

    def read_plainly(self) -> None:
        """The page once more, with the metadata already read, for one whose parts are not where they should be."""
        self.conversion, self.metadata = self.conversion.again(), replace(self.metadata, summary=())
        self.conversion.specials = (self._title_or_module, *SPECIALS)
        self.elements = list(plainly(self.conversion, body_of(self.root), GROUND, self.facts, (METADATA, CHROME)))

    def manuscript(self, source: Source, report: Report, format: str) -> Manuscript:
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
        # A damaged page can have a chapter within the one before it, or modules within a text: whatever stands in the
        # chapters is read in its order, and only what the site wrote there is taken out.
        chapters = by_id(skin, "chapters")
        dropped = [node for part in chapters for node in part.iter() if _is_the_sites(node)]
        conversion = self.conversion
        conversion.specials = (self._title_or_module, *SPECIALS)
        self.elements.extend(conversion.elements(*chapters, drop=set(dropped)))
        conversion.leave_out(CHROME, *outermost(dropped))
        self.handled.update(chapters)
        for notes in by_id(skin, "work_endnotes"):
            if notes not in self.handled and not any(parent in self.handled for parent in notes.iterancestors()):
                self.elements.extend(self._module(notes, "End Notes"))
                self.handled.add(notes)
        conversion.specials = SPECIALS

    def _preface(self, preface: Node) -> None:
        for child in preface:
            if has_class(child, "title"):
                self.metadata = replace(self.metadata, title=facts.name(text_of(child)))
                self._as_metadata(child)
            elif has_class(child, "byline"):
                self.metadata = replace(self.metadata, authors=ao3_facts.authors_of(child))
                self._as_metadata(child)
            elif has_class(child, "summary"):
                heading = child.find("h3")
                summary = next(iter(_quotes(child)), child)
                drop = {heading} if heading is not None else set()
                self.metadata = replace(self.metadata, summary=self.conversion.blocks(summary, drop=drop))
                for node in (child,) if summary is child else (*drop, summary):
                    self._as_metadata(node)
            elif has_class(child, "notes"):
                self.elements.extend(self._module(child, "Notes"))
                self.handled.add(child)

    def _title_or_module(self, node: Node, conversion: Conversion) -> tuple[Element, ...] | None:
        """What the site writes around a chapter's text: its title, summary and notes. A story's own classes differ."""
        if node.tag in ("h2", "h3", "h4") and has_class(node, "title") and _within(node, "preface"):
            return (ChapterStart(facts.name(text_of(node)), conversion.at(node)),)
        if node.get("id") == "work_endnotes":
            return self._module(node, "End Notes")
        if not has_class(node, "module"):
            return None
        if has_class(node, "summary"):
            return self._module(node, "Chapter Summary", NoteKind.SUMMARY)
        if has_class(node, "notes"):
            at_end = has_class(node, "end") or _within(node, "end")
            return self._module(node, "Chapter End Notes" if at_end else "Chapter Notes")
        return None

    def _module(self, module: Node, title: str, kind: NoteKind = NoteKind.AUTHORS_NOTE) -> tuple[Element, ...]:
        """A summary or notes module: its heading as written is the note's title. What else it holds comes after it."""
        quotes = [quote for quote in _quotes(module) if _nearest(quote) is module]
        where = self.conversion.at(module)
        blocks = self.conversion.blocks(*quotes)
        inside = {node for quote in quotes for node in quote.iter()}
        headings = (h for h in module.iter("h3", "h4") if h not in inside and _nearest(h) is module)
        heading = next(filter(text_of, headings), None)
        # 'Notes:' alone does not say whose; a download writes 'Chapter Notes', so both read the same.
        written = text_of(heading).rstrip(":") if heading is not None else ""
        its_own = (n for n in module.iter() if _is_the_sites(n) and n not in inside and _nearest(n) is module)
        sites = outermost(its_own)
        if heading is not None and not blocks:
            sites.append(heading)
        self.conversion.leave_out(CHROME, *sites)
        drop = {*quotes, *sites, *([heading] if heading is not None else ())}
        more = [element for element in self.conversion.elements(module, drop=drop) if not _is_a_place(element)]
        note = Note(kind, blocks, where, title=written or title, origin=Origin.SOURCE)
        return (*([note] if blocks else ()), *more)

    def _as_metadata(self, node: Node) -> None:
        self.conversion.leave_out(METADATA, node)
        self.handled.add(node)
        self.facts.add(node)


def _quotes(module: Node) -> list[Node]:
    return outermost(quote for quote in module.iter("blockquote") if has_class(quote, "userstuff"))


def _nearest(node: Node) -> Node | None:
    """The module that an element stands in: on a damaged page one may stand in another."""
    return next((above for above in node.iterancestors() if has_class(above, "module")), None)


def _is_the_sites(node: Node) -> bool:
    """Whether an element in or around a text is the site's: a heading for screen readers ('Chapter Text'), the way to
    notes elsewhere, comments that a missing end tag has let in."""
    return (
        (node.tag == "h3" and has_class(node, "landmark"))
        or (node.tag == "p" and has_class(node, "jump"))
        or node.get("id") in ("feedback", "footer")
    )


def _is_a_place(element: Element) -> bool:
    """Whether nothing is to be seen of an element: a place that links lead to, where everything else was dropped."""
    return isinstance(element, Paragraph) and all(isinstance(inline, Anchor) for inline in element.inlines)


GROUND = Ground(
    begins=lambda node: node.get("id") in ("workskin", "chapters") or has_class(node, "preface"),
    ends=lambda node: node.get("id") in ("feedback", "footer"),
    sites=lambda node: _is_the_sites(node) or (has_class(node, "module") and node.get("id") in ("series", "children")),
    labels=lambda node: node.tag == "h3" and has_class(node, "heading"),
)


def _within(node: Node, name: str) -> bool:
    return any(has_class(parent, name) for parent in node.iterancestors())
