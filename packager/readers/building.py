"""The last steps every reader of marked-up text shares: links settled, findings told, manuscript made."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from packager.model import (
    Asset,
    ChapterStart,
    Element,
    Gap,
    Inline,
    Link,
    Manuscript,
    Metadata,
    Paragraph,
    Rule,
    inline_text,
)
from packager.problems import ExitCode, FanpackError, Report
from packager.readers.counting import words_of
from packager.readers.headings import with_chapters
from packager.readers.markup import Conversion
from packager.readers.parsing import Node
from packager.readers.rewriting import rewritten
from packager.readers.titles import take_title

_MAX_FIRST_LINES = 8


def manuscript(
    conversion: Conversion,
    report: Report,
    *,
    source: str,
    elements: tuple[Element, ...],
    metadata: Metadata,
    format: str,
    assets: tuple[Asset, ...] | None = None,
    chapter_of: tuple[int, int] | None = None,
    work_id: str = "",
    may_be_empty: bool = False,
) -> Manuscript:
    """The manuscript of one story; `FanpackError` where it holds no text at all, unless it `may_be_empty`."""
    if not may_be_empty and not any(not isinstance(element, ChapterStart | Gap | Rule) for element in elements):
        raise FanpackError(
            ExitCode.INPUT, conversion.label, f"no story text found (read as {format}); is the page complete?"
        )
    elements = tuple(_without_edges(elements))
    if conversion.links.inner:
        elements = settled(elements, conversion.anchors)
    conversion.report(report)
    return Manuscript(
        source=source,
        elements=elements,
        metadata=metadata,
        assets=tuple(conversion.gallery.assets) if assets is None else assets,
        left_out=tuple(conversion.left_out),
        format=format,
        first_lines=first_lines(elements),
        chapter_of=chapter_of,
        work_id=work_id,
        spots=tuple(conversion.spots),
        counts_blocks=conversion.counts_blocks,
    )


def document(
    conversion: Conversion,
    report: Report,
    *,
    source: str,
    elements: tuple[Element, ...],
    metadata: Metadata,
    format: str,
    work_id: str = "",
) -> Manuscript:
    """The manuscript of a document that states its title and chapters by headings alone."""
    elements, metadata = take_title(elements, metadata, conversion)
    return manuscript(
        conversion,
        report,
        source=source,
        elements=with_chapters(elements),
        metadata=metadata,
        format=format,
        work_id=work_id,
    )


def _without_edges(elements: Iterable[Element]) -> list[Element]:
    """The elements without white space before and after a chapter's start and at both ends."""
    out: list[Element] = []
    for element in elements:
        if isinstance(element, Gap) and (not out or isinstance(out[-1], ChapterStart)):
            continue
        if isinstance(element, ChapterStart):
            while out and isinstance(out[-1], Gap):
                out.pop()
        out.append(element)
    while out and isinstance(out[-1], Gap):
        out.pop()
    return out


def rest(conversion: Conversion, root: Node, handled: Collection[Node], rule: str) -> None:
    """Counts as left out by `rule` every word of the page outside the handled elements."""
    conversion.leave_words(rule, words_of(root, handled))


def first_lines(elements: Iterable[Element]) -> tuple[str, ...]:
    """The first lines of text, for messages."""
    lines: list[str] = []
    for element in elements:
        if isinstance(element, Paragraph) and (text := inline_text(element.inlines).strip()):
            lines.append(text[:80])
            if len(lines) == _MAX_FIRST_LINES:
                break
    return tuple(lines)


# ---------------------------------------------------------------------------------------------- links


def settled(elements: tuple[Element, ...], anchors: Collection[str]) -> tuple[Element, ...]:
    """The elements with links to places that did not get through taken off; their words stay."""

    def change(inline: Inline) -> tuple[Inline, ...]:
        if isinstance(inline, Link) and inline.href.startswith("#") and inline.href[1:] not in anchors:
            return inline.children
        return (inline,)

    return rewritten(elements, change)
