"""Plain text, as dumps and e-texts have it: a `Manuscript` of paragraphs and gaps with their line numbers."""

from __future__ import annotations

import re

from packager.model import (
    Align,
    Element,
    Gap,
    Lines,
    Manuscript,
    Metadata,
    Note,
    NoteKind,
    Origin,
    Paragraph,
    Text,
)
from packager.problems import Report
from packager.readers.base import Source
from packager.readers.text_decode import decode, looks_binary
from packager.readers.text_gutenberg import Licence, find_licence
from packager.readers.text_inline import inlines
from packager.readers.text_layout import lay_out

_MARKUP = re.compile(rb"^\s*(?:<\?xml|<!doctype|<html|\{\\rtf)", re.I)
_ILLUSTRATION = re.compile(r"^\[(?:Illustration|Frontispiece|Image|Picture)\b[^\]]*\]$", re.I | re.S)
_LANGUAGES = {"english": "en", "french": "fr", "german": "de", "spanish": "es", "italian": "it", "dutch": "nl",
              "portuguese": "pt", "finnish": "fi", "swedish": "sv", "russian": "ru", "polish": "pl"}  # fmt: skip


class PlainText:
    """Reads any text that no other reader claims."""

    name = "text"

    def recognises(self, source: Source) -> bool:
        """Text in some encoding, and neither HTML nor RTF. An empty file is claimed too, to be named as such."""
        head = source.data[:4096].removeprefix(b"\xef\xbb\xbf")
        return not looks_binary(source.data) and not _MARKUP.match(head)

    def read(self, source: Source, report: Report) -> tuple[Manuscript, ...]:
        decoded = decode(source.data, source.label)
        for remark in decoded.remarks:
            report.info("encoding", f"{source.label}:{remark.line}", remark.said)
        lines = decoded.text.split("\n")
        licence = find_licence(lines)
        start, end = (licence.header, licence.footer) if licence else (0, len(lines))
        _, blocks = lay_out(lines[start:end], start)
        elements: list[Element] = []
        if licence:
            elements.append(_licence_note(lines, 0, licence.header))
        for block in blocks:
            where = Lines(block.first, block.last)
            if block.blanks:
                elements.append(Gap(block.blanks, Lines(block.first - block.blanks, block.first - 1)))
            centred = block.indent >= 12 and len(block.lines) == 1 and len(block.lines[0]) < 60
            if block.lines[0].startswith("[") and _ILLUSTRATION.match(" ".join(block.lines)):
                elements.append(Paragraph((Text(" ".join(block.lines)),), where, Align.CENTER))
            else:
                align = Align.CENTER if centred else Align.START
                elements.append(Paragraph(inlines(block.lines), where, align))
        if licence and any(line.strip() for line in lines[end:]):
            elements.append(_licence_note(lines, end, len(lines)))
        first = tuple(line for block in blocks[:3] for line in block.lines)[:3]
        metadata = _metadata(licence)
        return (Manuscript(source.label, tuple(elements), metadata, format=self.name, first_lines=first),)


def _licence_note(lines: list[str], start: int, end: int) -> Note:
    _, blocks = lay_out(lines[start:end], start)
    paragraphs = tuple(Paragraph(inlines(b.lines), Lines(b.first, b.last)) for b in blocks)
    where = Lines(blocks[0].first, blocks[-1].last)
    return Note(NoteKind.LICENCE, paragraphs, where, origin=Origin.SOURCE)


def _metadata(licence: Licence | None) -> Metadata:
    if licence is None:
        return Metadata()
    fields = dict(reversed(licence.fields))
    author = fields.get("Author", "")
    return Metadata(
        title=fields.get("Title", ""),
        authors=(author,) if author and author.lower() not in ("anonymous", "various", "unknown") else (),
        language=_LANGUAGES.get(fields.get("Language", "").lower(), ""),
        publisher="Project Gutenberg",
    )
