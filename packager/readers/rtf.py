"""Rich Text Format: paragraphs, marks, alignment, headings, footnotes, links, pictures and tables.

striprtf and its like keep only the plain text, so fanpack reads RTF itself: the file becomes HTML, which the
shared conversion reads. Words of skipped groups (headers, comments, field codes) are counted.
"""

from __future__ import annotations

from packager.model import Footnote, Inline, Manuscript, Metadata, words
from packager.problems import Report
from packager.readers import facts
from packager.readers.base import Source
from packager.readers.building import document
from packager.readers.links import Links
from packager.readers.markup import Conversion
from packager.readers.parsing import Node, body_of, parse_html
from packager.readers.rtf_reading import Reading


class Rtf:
    name = "rtf"

    def recognises(self, source: Source) -> bool:
        return source.data.lstrip(b"\xef\xbb\xbf \t\r\n")[:5] == b"{\\rtf"

    def read(self, source: Source, report: Report) -> tuple[Manuscript, ...]:
        reading = Reading(source)
        reading.run()
        root = parse_html(reading.html())
        links = Links()
        links.survey([("", root)])
        notes = _Notes([parse_html(note) for note in reading.notes])
        conversion = Conversion(source.label, links=links, lang="en", counts_blocks=True, inline_specials=(notes,))
        for rule, texts in reading.left_out.items():
            conversion.leave_words(rule, words("\n".join(texts)))
        elements = conversion.elements(body_of(root))
        metadata = Metadata(
            title=facts.name(reading.info.get("title", "")),
            authors=tuple(a for a in (facts.name(reading.info.get("author", "")),) if a),
            tags=facts.listed(reading.info.get("keywords", "")),
        )
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


class _Notes:
    def __init__(self, roots: list[Node]) -> None:
        self._roots = roots

    def __call__(self, node: Node, conversion: Conversion) -> Inline | None:
        number = node.get("data-note") if node.get("class") == "rtf-note" else None
        if node.tag != "a" or not (number or "").isdigit() or int(number or 0) >= len(self._roots):
            return None
        blocks = conversion.blocks(body_of(self._roots[int(number or 0)]))
        return Footnote(blocks) if blocks else None
