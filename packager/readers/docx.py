"""Word documents (.docx), read by mammoth: styles and marks kept, footnotes where they are called."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

from packager import limits
from packager.model import Align, Manuscript, Mark, Metadata
from packager.problems import ExitCode, FanpackError, Report
from packager.readers import facts
from packager.readers.archive import SafeZip
from packager.readers.base import Source
from packager.readers.building import document
from packager.readers.links import Links
from packager.readers.listed_notes import ListedNotes
from packager.readers.markup import Conversion
from packager.readers.parsing import body_of, decode, has_class, parse_html, parse_xml, text_of
from packager.readers.styles import Look, Sheet

_STYLES = """
p[style-name='Title'] => h1.title:fresh
p[style-name='Subtitle'] => p.subtitle:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote > p:fresh
p[style-name='fanpack centre'] => p.centre:fresh
p[style-name='fanpack end'] => p.end:fresh
u => u
strike => s
small-caps => span.small-caps
"""
_SHEET = Sheet(
    {
        "centre": Look(align=Align.CENTER),
        "end": Look(align=Align.END),
        "small-caps": Look(on=frozenset((Mark.SMALL_CAPS,))),
    },
    {},
    {},
)
_PREFIX = "fn-"


class Docx:
    name = "docx"

    def recognises(self, source: Source) -> bool:
        return source.data.startswith(b"PK\x03\x04") and b"word/document.xml" in source.data

    def read(self, source: Source, report: Report) -> tuple[Manuscript, ...]:
        try:
            import mammoth
        except ModuleNotFoundError as error:
            raise FanpackError(
                ExitCode.MISSING,
                source.label,
                "reading Word files needs a package that is not installed; run: pip install 'fanpack[word]'",
            ) from error
        archive = checked(source)
        if len(archive.read("word/document.xml") or b"") > limits.WORD_XML:
            raise FanpackError(
                ExitCode.INPUT,
                source.label,
                f"the text is over {limits.WORD_XML // limits.MB} MB; save it in parts or as plain text",
            )
        try:
            result = mammoth.convert_to_html(
                io.BytesIO(source.data),
                style_map=_STYLES,
                ignore_empty_paragraphs=False,
                id_prefix=_PREFIX,
                transform_document=mammoth.transforms.paragraph(_with_alignment),
            )
        except RecursionError as error:  # mammoth walks tables in tables by calling itself
            raise FanpackError(
                ExitCode.INPUT,
                source.label,
                "tables, lists or fields stand too deep inside one another; save it as plain text",
            ) from error
        except Exception as error:  # mammoth raises nearly anything on damaged files
            raise FanpackError(
                ExitCode.INPUT,
                source.label,
                "the Word file is damaged; open it in Word or LibreOffice and save it again",
            ) from error
        root = parse_html(result.value)
        body = body_of(root)
        footnotes = ListedNotes(body, (f"{_PREFIX}footnote-", f"{_PREFIX}endnote-"), "↑")
        links = Links()
        links.survey([("", root)])
        conversion = Conversion(
            source.label,
            sheet=_SHEET,
            links=links,
            lang="en",
            counts_blocks=True,
            inline_specials=(footnotes,),
        )
        elements = conversion.elements(body, drop=footnotes.lists)
        metadata = _metadata(archive)
        if titles := [text_of(node) for node in body.iter("h1") if has_class(node, "title")]:
            metadata = replace(metadata, title=facts.name(titles[0]))
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


def checked(source: Source) -> SafeZip:
    """The archive of an office document after its limits and XML have been checked.

    A document type or an entity has no place in these files; expat would expand it.
    """
    archive = SafeZip(source.data, source.label, source.budget)
    for name in archive.names:
        data = archive.read(name) or b""
        if name.endswith((".xml", ".rels")) and (b"<!DOCTYPE" in data or b"<!ENTITY" in data):
            raise FanpackError(
                ExitCode.INPUT,
                f"{source.label}!{name}",
                "the file declares XML entities, which can hide a bomb; save it again with Word",
            )
    return archive


def _with_alignment(paragraph: Any) -> Any:
    """mammoth drops alignment; a style of our own carries it through for paragraphs without a style."""
    name = {"center": "fanpack centre", "right": "fanpack end", "end": "fanpack end"}.get(paragraph.alignment or "")
    plain = paragraph.style_name in (None, "Normal", "Body Text", "No Spacing", "Normal (Web)")
    if name is None or not plain or paragraph.numbering is not None:
        return paragraph
    return paragraph.copy(style_name=name, style_id=name.replace(" ", "-"))


def _metadata(archive: SafeZip) -> Metadata:
    data = archive.read("docProps/core.xml")
    root = parse_xml(decode(data)) if data else None
    if root is None:
        return Metadata()
    said = {node.tag: facts.name(text_of(node)) for node in root if isinstance(node.tag, str)}
    author = said.get("creator", "")
    metadata = Metadata(
        title=said.get("title", ""),
        language=facts.language(said.get("language", "")),
        updated=facts.iso_date(said.get("modified", "")),
        tags=facts.listed(said.get("keywords", "")),
    )
    return replace(metadata, authors=(author,) if author and author not in _NOBODY else ())


# What programs write as author when nobody said who they are.
_NOBODY = frozenset(("python-docx", "user", "User", "Admin", "Windows User", "Microsoft Office User", "author"))
