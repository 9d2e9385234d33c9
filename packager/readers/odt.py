"""OpenDocument text (.odt, .fodt): its tree renamed to HTML's, its styles to looks."""

from __future__ import annotations

from dataclasses import replace

from packager.model import Align, Footnote, Inline, Manuscript, Mark, Metadata
from packager.problems import ExitCode, FanpackError, Report
from packager.readers import facts
from packager.readers.archive import SafeZip
from packager.readers.base import Source
from packager.readers.building import document
from packager.readers.counting import words_of
from packager.readers.docx import checked
from packager.readers.images import Gallery
from packager.readers.links import Links
from packager.readers.markup import Conversion
from packager.readers.parsing import Node, decode, parse_xml, text_of
from packager.readers.styles import PLAIN, Look, Sheet

_FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_XLINK = "{http://www.w3.org/1999/xlink}"

_RENAMED = {
    "list": "ul",
    "list-item": "li",
    "list-header": "li",
    "table-row": "tr",
    "table-cell": "td",
    "line-break": "br",
    "image": "img",
    "ruby-base": "rb",
    "ruby-text": "rt",
    "section": "div",
    "text-box": "div",
    "frame": "span",
}
# Not the text: notes of editors, what was deleted under change tracking, indexes, fields' fallbacks.
_LEFT_OUT = {
    "annotation": "comment",
    "tracked-changes": "tracked-change",
    "table-of-content": "contents",
    "alphabetical-index": "contents",
}
_SILENT = (
    "annotation-end soft-page-break sequence-decls forms covered-table-cell note-citation title desc "
    "event-listeners binary-data script variable-decls user-field-decls table-column"
).split()
_ALIGN = {"center": Align.CENTER, "end": Align.END, "right": Align.END, "start": Align.START, "left": Align.START}


class Odt:
    name = "odt"

    def recognises(self, source: Source) -> bool:
        head = source.data[:400]
        if head.startswith(b"PK\x03\x04"):
            return b"application/vnd.oasis.opendocument.text" in head
        return b"office:document" in source.data[:2000] and b"opendocument.text" in source.data[:4000]

    def read(self, source: Source, report: Report) -> tuple[Manuscript, ...]:
        archive = checked(source) if source.data.startswith(b"PK\x03\x04") else None
        content = _part(source, archive, "content.xml")
        styles = _part(source, archive, "styles.xml", needed=False) if archive else None
        meta = _part(source, archive, "meta.xml", needed=False) if archive else content
        text = next((node for node in content.iter("text") if node.getparent().tag == "body"), None)
        if text is None:
            raise FanpackError(
                ExitCode.INPUT, source.label, "the document holds no text; open it and save it again as .odt"
            )
        looks = _looks([root for root in (styles, content) if root is not None])
        notes = _Notes()
        conversion = Conversion(
            source.label,
            sheet=Sheet(looks, {}, {}),
            gallery=Gallery(archive.read if archive else None, fetch=source.budget.remote),
            links=Links(),
            lang="en",
            counts_blocks=True,
            inline_specials=(notes,),
        )
        titles = _titles(content, styles)
        stated = [text_of(p) for p in text.iter("p", "h") if p.get(_TEXT + "style-name") in titles]
        roots = [root for root in (styles, content) if root is not None]
        _as_html(text, titles, _made_from(roots), _numbered(roots), conversion)
        conversion.links.survey([("", text)])
        elements = conversion.elements(text)
        metadata = _metadata(meta)
        if stated and stated[0]:
            metadata = replace(metadata, title=facts.name(stated[0]))
        return (
            document(
                conversion,
                report,
                source=source.label,
                elements=elements,
                metadata=metadata,
                format=self.name,
            ),
        )


def _part(source: Source, archive: SafeZip | None, name: str, needed: bool = True) -> Node:
    data = archive.read(name) if archive else source.data
    root = parse_xml(decode(data)) if data else None
    if root is None and needed:
        raise FanpackError(
            ExitCode.INPUT,
            source.label,
            f"the OpenDocument file is damaged, or lists stand too deep in one another ({name}); save it again",
        )
    return root


# --------------------------------------------------------------------------------------------- styles


def _looks(roots: list[Node]) -> dict[str, Look]:
    """Looks by style name; what a style does not say, its parent does."""
    own: dict[str, Look] = {}
    parents: dict[str, str] = {}
    for root in roots:
        for style in root.iter("style"):
            name = style.get(_STYLE + "name") or ""
            own[name] = _look(style)
            parents[name] = style.get(_STYLE + "parent-style-name") or ""
    looks: dict[str, Look] = {}
    for name, look in own.items():
        parent, steps = parents[name], 0
        while parent in own and steps < 20:
            look = look.over(own[parent])
            parent, steps = parents[parent], steps + 1
        if look != PLAIN:
            looks[name] = look
    return looks


def _look(style: Node) -> Look:
    look = PLAIN
    for properties in style:
        if properties.tag == "text-properties":
            look = _text_look(properties).over(look)
        elif properties.tag == "paragraph-properties":
            look = replace(look, align=_ALIGN.get(properties.get(_FO + "text-align") or "", look.align))
    return look


def _text_look(node: Node) -> Look:
    on: set[Mark] = set()
    off: set[Mark] = set()

    def switch(mark: Mark, value: str | None, plain: tuple[str, ...]) -> None:
        if value is not None:
            (off if value in plain else on).add(mark)

    switch(Mark.EMPHASIS, node.get(_FO + "font-style"), ("normal",))
    weight = node.get(_FO + "font-weight")
    switch(Mark.STRONG, weight, ("normal", "100", "200", "300", "400", "500"))
    switch(Mark.UNDERLINE, node.get(_STYLE + "text-underline-style"), ("none",))
    switch(Mark.STRIKE, node.get(_STYLE + "text-line-through-style"), ("none",))
    if node.get(_FO + "font-variant") == "small-caps":
        on.add(Mark.SMALL_CAPS)
    position = (node.get(_STYLE + "text-position") or "").split(" ")[0]
    if position == "super" or (position.endswith("%") and position[0].isdigit() and position != "0%"):
        on.add(Mark.SUP)
    elif position == "sub" or (position.startswith("-") and position.endswith("%")):
        on.add(Mark.SUB)
    colour = (node.get(_FO + "color") or "").lower()
    return Look(
        on=frozenset(on),
        off=frozenset(off),
        hidden=node.get("{urn:oasis:names:tc:opendocument:xmlns:text:1.0}display") == "none",
        coloured=bool(colour) and colour != "#000000",
    )


_MADE_FROM = ("Horizontal_20_Line", "Quotations")


def _made_from(roots: list[Node]) -> dict[str, str]:
    """Styles of the office's own that mean something, and the automatic styles made from them."""
    found = {name: name for name in _MADE_FROM}
    for root in roots:
        for style in root.iter("style"):
            parent = style.get(_STYLE + "parent-style-name") or ""
            if parent in _MADE_FROM:
                found[style.get(_STYLE + "name") or ""] = parent
    return found


Numbered = dict[tuple[str, int], tuple[str, str]]
"""(style of a list, level) -> what counts it ('1', 'a', 'I') and from where. Levels of bullets are not in it."""


def _numbered(roots: list[Node]) -> Numbered:
    found: Numbered = {}
    for root in roots:
        for style in root.iter("list-style"):
            for level in style.iter("list-level-style-number"):
                depth, kind = level.get(_TEXT + "level") or "1", level.get(_STYLE + "num-format") or ""
                if depth.isdigit() and kind:
                    start = level.get(_TEXT + "start-value") or ""
                    found[style.get(_STYLE + "name") or "", int(depth)] = (kind, start)
    return found


def _as_list(node: Node, numbered: Numbered) -> None:
    """A list as HTML's, counted as its style says; one inside another has the outer one's style."""
    above = [a for a in node.iterancestors() if a.tag in ("ul", "ol", "list")]
    own = [name for a in (node, *above) if (name := a.get(_TEXT + "style-name"))]
    kind, start = numbered.get((own[0] if own else "", len(above) + 1), ("", ""))
    node.tag = "ol" if kind else "ul"
    if kind in ("a", "A", "i", "I"):
        node.set("type", kind)
    if start:
        node.set("start", start)
    for item in node:
        if item.get(_TEXT + "start-value"):
            item.set("value", item.get(_TEXT + "start-value") or "")


def _quoted(node: Node) -> None:
    """A paragraph of a quotation: into the quotation before it, or a new one."""
    before = node.getprevious()
    quote = before
    if before is None or before.tag != "blockquote" or (before.tail or "").strip():
        quote = node.makeelement("blockquote", {})
        node.addprevious(quote)
    quote.tail, node.tail = node.tail, None
    quote.append(node)


def _titles(*roots: Node) -> frozenset[str]:
    """The names of the title style and the automatic styles made from it."""
    names = {"Title"}
    for root in roots:
        if root is not None:
            for style in root.iter("style"):
                if style.get(_STYLE + "parent-style-name") == "Title":
                    names.add(style.get(_STYLE + "name") or "")
    return frozenset(names)


# ----------------------------------------------------------------------------------------------- text


def _as_html(
    text: Node, titles: frozenset[str], names: dict[str, str], numbered: Numbered, conversion: Conversion
) -> None:
    """Renames the elements below to HTML's, in place."""
    for node in list(text.iter()):
        tag = node.tag
        if not isinstance(tag, str):
            continue
        if tag in _LEFT_OUT:
            conversion.leave_words(_LEFT_OUT[tag], words_of(node))
            _emptied(node)
        elif tag in _SILENT:
            _emptied(node)
        elif tag == "list":
            _as_list(node, numbered)
        elif tag == "p" and names.get(node.get(_TEXT + "style-name") or "") == "Horizontal_20_Line":
            node.tag = "hr" if not text_of(node) else "p"
        elif tag == "p" and names.get(node.get(_TEXT + "style-name") or "") == "Quotations":
            _quoted(node)
        elif tag == "h" or (tag == "p" and (node.get(_TEXT + "style-name") or "") in titles):
            level = node.get(_TEXT + "outline-level") or "1"
            node.tag = f"h{min(6, int(level)) if level.isdigit() and level != '0' else 1}"
        elif tag == "s":
            count = node.get(_TEXT + "c") or "1"
            node.tag, node.text = "span", " " * (min(int(count), 100) if count.isdigit() else 1)
        elif tag == "tab":
            node.tag, node.text = "span", " "
        elif tag == "img" or tag in _RENAMED:
            node.tag = _RENAMED.get(tag, tag)
        if name := node.get(_TEXT + "style-name"):
            node.set("class", name)
        if tag == "image":
            node.set("src", node.get(_XLINK + "href") or "")
            node.set("alt", _alternative(node.getparent()))
        elif tag == "a":
            node.set("href", (node.get(_XLINK + "href") or "").split("|", 1)[0])
        elif tag in ("bookmark", "bookmark-start"):
            node.set("id", node.get(_TEXT + "name") or "")
        elif tag == "table-cell":
            node.set("colspan", node.get(_TABLE + "number-columns-spanned") or "1")
            node.set("rowspan", node.get(_TABLE + "number-rows-spanned") or "1")


def _alternative(frame: Node) -> str:
    """What a picture's frame says of it; read before its title and description are emptied."""
    for tag in ("desc", "title"):
        node = frame.find(tag) if frame is not None else None
        if node is not None and (said := node.get("said") or text_of(node)):
            return said
    return ""


def _emptied(node: Node) -> None:
    """Takes the content of an element away, its tail stays."""
    if node.tag in ("title", "desc"):
        node.set("said", text_of(node))
    tail = node.tail
    for child in list(node):
        node.remove(child)
    node.text, node.tail, node.tag = None, tail, "span"


class _Notes:
    """Footnotes and endnotes, set where they are called."""

    def __call__(self, node: Node, conversion: Conversion) -> Inline | None:
        if node.tag != "note":
            return None
        body = node.find("note-body")
        blocks = conversion.blocks(body) if body is not None else ()
        return Footnote(blocks) if blocks else None


def _metadata(root: Node | None) -> Metadata:
    if root is None:
        return Metadata()
    meta = next(root.iter("meta"), None)
    if meta is None:
        return Metadata()
    said: dict[str, str] = {}
    keywords: list[str] = []
    for node in meta.iter():
        if isinstance(node.tag, str) and (text := facts.name(text_of(node))):
            if node.tag == "keyword":
                keywords.append(text)
            said.setdefault(node.tag, text)
    author = said.get("initial-creator") or said.get("creator") or ""
    return Metadata(
        title=said.get("title", ""),
        authors=(author,) if author else (),
        tags=tuple(keywords),
        language=facts.language(said.get("language", "")),
        updated=facts.iso_date(said.get("date", "")),
    )
