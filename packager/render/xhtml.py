"""Blocks and inlines as XHTML strings. Everything a source said is escaped here, once."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from html import escape
from itertools import zip_longest
from typing import assert_never

from packager.addresses import web_address
from packager.html_book import ILLEGAL
from packager.languages import language_tag
from packager.model import (
    Align,
    Anchor,
    Block,
    Chat,
    Figure,
    Footnote,
    Gap,
    Heading,
    Image,
    Inline,
    LineBreak,
    Link,
    ListBlock,
    Mark,
    Marked,
    Note,
    NoteKind,
    Paragraph,
    Quote,
    QuoteKind,
    Ruby,
    Signpost,
    Spoken,
    Table,
    Text,
    Verse,
)
from packager.render.tables import even_rows

BETWEEN_WORDS = re.compile(rf"(?:(?<=[\w'’])|\A){ILLEGAL.pattern}+(?:(?=[\w'’])|\Z)")

NOTE_NAME = "\0note:"
"""What notes that are called again have before their name among the anchors: no anchor of a source holds it."""

NOTEREF = '<a class="noteref gen" epub:type="noteref" role="doc-noteref"'

NOTE_CLASS = {kind: kind.value.replace("_", "-") for kind in NoteKind}


def legal(value: str) -> str:
    """Text without what XML cannot hold. Such a character parts words; where it may have stood in one, a space does."""
    if not ILLEGAL.search(value):
        return value
    return ILLEGAL.sub("", BETWEEN_WORDS.sub(" ", value))


def text(value: str) -> str:
    """Text for XHTML: escaped, without what XML cannot hold."""
    return escape(legal(value), quote=False)


def attribute(value: str) -> str:
    """A value for a double-quoted attribute."""
    return escape(legal(value), quote=True)


@dataclass(slots=True)
class PageText:
    """Renders the blocks of one page; collects its footnotes and the images it shows.

    `prefix` makes ids unique in the book; `anchors` maps an anchor of the story to 'file_name#id'.
    """

    prefix: str
    anchors: dict[str, str] = field(default_factory=dict)
    asset_names: dict[str, str] = field(default_factory=dict)
    footnotes: list[str] = field(default_factory=list)
    image_alt: str = "Picture"
    in_link: bool = False
    calls: list[str] = field(default_factory=list)  # of footnotes inside the link that is open
    placed: set[str] = field(default_factory=set)  # ids of anchors that stand on the page
    named: dict[str, int] = field(default_factory=dict)  # numbers of the page's notes that are called again

    @property
    def file_name(self) -> str:
        return f"{self.prefix}.xhtml"

    # ------------------------------------------------------------------------------------- inlines

    def inlines(self, inlines: Sequence[Inline]) -> str:
        return "".join(map(self.inline, inlines))

    def inline(self, inline: Inline) -> str:
        match inline:
            case Text(value):
                return text(value)
            case Marked(Mark.SMALL_CAPS, children):
                return f'<span class="small-caps">{self.inlines(children)}</span>'
            case Marked(mark, children):
                return f"<{mark.value}>{self.inlines(children)}</{mark.value}>"
            case Spoken(children, lang, dir):
                return f"<span{_language(lang, dir)}>{self.inlines(children)}</span>"
            case Link(href, children):
                return self._link(href, children)
            case Anchor(name):
                return self._anchor(name)
            case LineBreak():
                return "<br/>"
            case Image():
                return self._image(inline)
            case Ruby(base, reading):
                return f"<ruby>{text(base)}<rp> </rp><rt>{text(reading)}</rt><rp> </rp></ruby>"
            case Footnote():
                return self._footnote(inline)
            case _:
                assert_never(inline)

    def _anchor(self, name: str) -> str:
        """An id stands once in the book, at the first of its anchors: links lead there."""
        file_name, _, key = self.anchors.get(name, "").partition("#")
        if file_name != self.file_name or key in self.placed:
            return ""
        self.placed.add(key)
        return f'<span id="{attribute(key)}"></span>'

    def _link(self, href: str, children: tuple[Inline, ...]) -> str:
        """A link holds no other (XHTML): one inside it keeps its words, a footnote's call stands behind it."""
        if href.startswith("#"):
            kind, target = "inner", self.anchors.get(href[1:], "")
        else:
            kind, target = "outer", web_address(legal(href))
        if not target or self.in_link:
            return self.inlines(children)
        self.in_link = True
        inside = self.inlines(children)
        self.in_link = False
        calls, self.calls = "".join(self.calls), []
        return f'<a class="{kind}" href="{attribute(target)}">{inside}</a>{calls}'

    def _image(self, image: Image) -> str:
        name = self.asset_names.get(image.asset)
        if name is None:
            return f' <span class="missing-image">{text(image.alt)}</span> ' if image.alt else " "
        said = ' class="gen"' if not image.alt else ""
        alt = attribute(image.alt or self.image_alt)
        width = f' width="{image.width}"' if image.width else ""
        return f'<img{said} src="images/{attribute(name)}" alt="{alt}"{width}/>'

    def _footnote(self, note: Footnote) -> str:
        """A note's call; the note itself waits in `footnotes`. A note of this page is called again by its number."""
        if note.name and not note.blocks:
            if note.name not in self.named:
                there = self.anchors.get(NOTE_NAME + note.name)  # it stands in another chapter
                return self._called(f'{NOTEREF} href="{attribute(there)}">*</a>' if there else "")
            return self._called(self._call(self.named[note.name]))
        number = len(self.footnotes) + 1
        self.footnotes.append("")  # keeps its place while its own text is rendered
        if note.name:
            self.named[note.name] = number
            self.anchors[NOTE_NAME + note.name] = f"{self.file_name}#{self.prefix}-fn{number}"
        call = self._call(number, f"{self.prefix}-ref{number}")
        linked, self.in_link = self.in_link, False  # the note stands apart from the link its call is in
        inside = self.blocks(note.blocks)
        self.in_link = linked
        self.footnotes[number - 1] = (
            f'<aside class="footnote" epub:type="footnote" role="doc-footnote" id="{self.prefix}-fn{number}">'
            f'<p class="footnote-back gen"><a href="#{self.prefix}-ref{number}" role="doc-backlink">{number}</a></p>'
            f"{inside}</aside>"
        )
        return self._called(call)

    def _call(self, number: int, name: str = "") -> str:
        own = f' id="{name}"' if name else ""
        return f'{NOTEREF}{own} href="#{self.prefix}-fn{number}">{number}</a>'

    def _called(self, made: str) -> str:
        """A call where it may stand: behind the link that is open."""
        if self.in_link:
            self.calls.append(made)
            return ""
        return made

    # -------------------------------------------------------------------------------------- blocks

    def blocks(
        self,
        blocks: Sequence[Block],
        first: str = "",
        opening: Callable[[Paragraph], str] | None = None,
    ) -> str:
        """Blocks one after another.

        `first` holds the classes of the first paragraph ('first opening'); `opening` renders the inside
        of that paragraph (a drop cap, a lead-in).
        """
        parts: list[str] = []
        gap = 0
        for block in blocks:
            if isinstance(block, Gap):
                gap = max(gap, min(block.lines, 3))
                continue
            after = ["after-gap", f"gap-{gap}"] if gap and parts else []
            gap = 0
            if isinstance(block, Paragraph) and first:
                inside = opening(block) if opening else None
                parts.append(self._paragraph(block, [*first.split(), *after], inside))
                first = ""
            else:
                parts.append(self.block(block, after))
        return "\n".join(parts)

    def _paragraph(self, block: Paragraph, classes: Sequence[str], inside: str | None = None) -> str:
        names = [*classes, *([block.align.value] if block.align is not Align.START else [])]
        inside = self.inlines(block.inlines) if inside is None else inside
        return f"<p{_class(names)}{_language(block.lang, block.dir)}>{inside}</p>"

    def block(self, block: Block, classes: Sequence[str] = ()) -> str:
        match block:
            case Paragraph():
                return self._paragraph(block, classes)
            case Heading(inlines):
                return f"<h3{_class(['subheading', *classes])}>{self.inlines(inlines)}</h3>"
            case Signpost(inlines):
                return f"<p{_class(['signpost', *classes])}>{self.inlines(inlines)}</p>"
            case Quote(blocks, QuoteKind.FLASHBACK):
                return f"<div{_class(['flashback', *classes])}>{self.blocks(blocks)}</div>"
            case Quote(blocks, kind):
                return f"<blockquote{_class([kind.value, *classes])}>{self.blocks(blocks)}</blockquote>"
            case Verse(lines):
                return self._verse(lines, classes)
            case ListBlock():
                return self._list(block, classes)
            case Table():
                return self._table(block, classes)
            case Chat(messages):
                inside = "".join(
                    f'<div class="message{" own" if message.own else ""}">'
                    + (f'<p class="sender">{text(message.sender)}</p>' if message.sender else "")
                    + f'<div class="said">{self.blocks(message.blocks)}</div></div>'
                    for message in messages
                )
                return f"<div{_class(['chat', *classes])}>{inside}</div>"
            case Figure(image, caption):
                below = f"<figcaption>{self.inlines(caption)}</figcaption>" if caption else ""
                return f"<figure{_class(['picture', *classes])}>{self._image(image)}{below}</figure>"
            case Gap():
                return ""
            case Note():
                return self.note(block, classes)
            case _:
                assert_never(block)

    def note(self, note: Note, classes: Sequence[str] = (), level: int = 3) -> str:
        head = f'<h{level} class="note-title">{text(note.title)}</h{level}>' if note.title else ""
        return (
            f"<section{_class(['note', NOTE_CLASS[note.kind], *classes])}>"
            f"{head}{self.blocks(note.blocks, 'first')}</section>"
        )

    def _list(self, block: ListBlock, classes: Sequence[str]) -> str:
        if not block.ordered:
            inside = "".join(f"<li>{self.blocks(item)}</li>" for item in block.items)
            return f"<ul{_class(classes)}>{inside}</ul>"
        said = f' type="{attribute(block.marks)}"' if block.marks else ""
        said += f' start="{block.start}"' if block.start != 1 else ""
        parts: list[str] = []
        last = block.start - 1
        for number, item in zip_longest(block.numbers, block.items):
            value = f' value="{number}"' if number is not None and number != last + 1 else ""
            last = last + 1 if number is None else number
            parts.append(f"<li{value}>{self.blocks(item)}</li>")
        return f"<ol{_class(classes)}{said}>{''.join(parts)}</ol>"

    def _verse(self, lines: tuple[tuple[Inline, ...], ...], classes: Sequence[str]) -> str:
        stanzas: list[list[str]] = [[]]
        for line in lines:
            inside = self.inlines(line)
            if inside.strip():
                stanzas[-1].append(f'<p class="line">{inside}</p>')
            elif stanzas[-1]:
                stanzas.append([])
        inside = "".join(f'<div class="stanza">{"".join(s)}</div>' for s in stanzas if s)
        return f"<div{_class(['verse', *classes])}>{inside}</div>"

    def _table(self, table: Table, classes: Sequence[str]) -> str:
        rows: list[str] = []
        for row, lacking in even_rows(table.rows):
            cells: list[str] = []
            for cell, columns, depth in row:
                tag = "th" if cell.header else "td"
                spans = f' colspan="{columns}"' if columns > 1 else ""
                spans += f' rowspan="{depth}"' if depth > 1 else ""
                cells.append(f"<{tag}{spans}>{self.blocks(cell.blocks)}</{tag}>")
            rows.append(f"<tr>{''.join(cells)}{'<td></td>' * lacking}</tr>")
        return f"<table{_class(classes)}><tbody>{''.join(rows)}</tbody></table>"


def _class(names: Sequence[str]) -> str:
    return f' class="{" ".join(names)}"' if names else ""


def _language(lang: str | None, dir: str | None) -> str:
    tag = language_tag(lang) if lang else ""  # a page may say anything in its lang
    said = f' xml:lang="{tag}" lang="{tag}"' if tag else ""
    return said + (f' dir="{attribute(dir)}"' if dir in {"ltr", "rtl", "auto"} else "")
