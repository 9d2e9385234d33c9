"""The vocabulary of docs/markup.md read back: fanpack's own blocks, chats, verses, notes and footnotes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from packager.model import (
    Align,
    Chat,
    Element,
    Footnote,
    Gap,
    Heading,
    Inline,
    Lines,
    Mark,
    Message,
    Note,
    NoteKind,
    Origin,
    Quote,
    QuoteKind,
    Rule,
    Signpost,
    Verse,
)
from packager.readers.markup import Conversion
from packager.readers.parsing import Node, classes, has_class, text_of
from packager.readers.styles import Look, Sheet

_NOTE_KINDS = {kind.value.replace("_", "-"): kind for kind in NoteKind}
# What the book's own classes mean, whatever its theme makes of them.
SHEET = Sheet(
    {
        "center": Look(align=Align.CENTER),
        "end": Look(align=Align.END),
        "small-caps": Look(on=frozenset((Mark.SMALL_CAPS,))),
    },
    {},
    {},
)


def first_of(root: Node, name: str) -> Node | None:
    """The first element with this class, None where there is none."""
    return next((node for node in root.iter() if has_class(node, name)), None)


def _asides(roots: Iterable[Node]) -> dict[str, Node]:
    """The notes by id. The ids are taken off: a note's call is no link into the text."""
    found: dict[str, Node] = {}
    for root in roots:
        for node in root.iter("aside"):
            if has_class(node, "footnote"):
                found[node.attrib.pop("id", "")] = node
    return found


def _calls(roots: Iterable[Node]) -> Iterator[str]:
    """The notes that are called, one for each call."""
    for root in roots:
        for node in root.iter("a"):
            if has_class(node, "noteref"):
                yield (node.get("href") or "").rpartition("#")[2]


@dataclass(frozen=True, slots=True)
class Listed:
    """The footnotes of a book by id, and which of them are called more than once."""

    asides: dict[str, Node]
    again: frozenset[str]

    @classmethod
    def of(cls, roots: Iterable[Node]) -> Listed:
        pages = list(roots)
        return cls(_asides(pages), frozenset(name for name, n in Counter(_calls(pages)).items() if n > 1))


class Footnotes:
    """Calls of footnotes, read with the notes they call."""

    def __init__(self, listed: Listed) -> None:
        self._asides = listed.asides
        self._again = listed.again
        self._open: set[str] = set()
        self._set: set[str] = set()

    def __call__(self, node: Node, conversion: Conversion) -> Inline | None:
        if node.tag != "a" or not has_class(node, "noteref"):
            return None
        name = (node.get("href") or "").rpartition("#")[2]
        aside = self._asides.get(name)
        if aside is None or name in self._open:
            return None
        if name in self._set:
            return Footnote((), name)
        self._open.add(name)
        back = {child for child in aside if has_class(child, "footnote-back")}
        blocks = conversion.blocks(aside, drop=back)
        self._open.discard(name)
        self._set.add(name)
        return Footnote(blocks, name if name in self._again else "")


def own_block(node: Node, conversion: Conversion) -> tuple[Element, ...] | None:
    """A block of fanpack's own vocabulary; None for plain HTML."""
    names = classes(node)
    if not names:
        return None
    if node.tag == "hr" and "scene-break" in names:
        return (Rule(conversion.at(node)),)
    made = _own(node, names, conversion)
    gap = next((int(name[4:]) for name in names if re.fullmatch(r"gap-\d", name)), 0)
    if "after-gap" not in names:
        return made
    if made is None:
        conversion.specials = ()
        try:
            holder = conversion.alone(node)
        finally:
            conversion.specials = (own_block,)
        made = holder
    return (Gap(max(gap, 1), made[0].where if made else Lines(0, 0)), *made)


def _own(node: Node, names: list[str], conversion: Conversion) -> tuple[Element, ...] | None:
    if node.tag == "p" and "signpost" in names:
        return (Signpost(conversion.inlines(node), conversion.at(node)),)
    if node.tag == "h3" and "subheading" in names:
        return (Heading(conversion.inlines(node), 3, conversion.at(node)),)
    if node.tag == "div" and "flashback" in names:
        where = conversion.at(node)
        return (Quote(conversion.blocks(node), QuoteKind.FLASHBACK, where),)
    if node.tag == "div" and "verse" in names:
        return (_verse(node, conversion),)
    if node.tag == "div" and "chat" in names:
        return (_chat(node, conversion),)
    if node.tag == "section" and "note" in names:
        heading = next((child for child in node if has_class(child, "note-title")), None)
        where = conversion.at(node)
        blocks = conversion.blocks(node, drop={heading} if heading is not None else ())
        kind = next((_NOTE_KINDS[name] for name in names if name in _NOTE_KINDS), NoteKind.AUTHORS_NOTE)
        title = text_of(heading) if heading is not None else ""
        return (Note(kind, blocks, where, title=title, origin=Origin.SOURCE),)
    return None


def _verse(node: Node, conversion: Conversion) -> Verse:
    where = conversion.at(node)
    lines: list[tuple[Inline, ...]] = []
    for stanza in node:
        if lines:
            lines.append(())
        lines.extend(conversion.inlines(line) for line in stanza)
    return Verse(tuple(lines), where)


def _chat(node: Node, conversion: Conversion) -> Chat:
    where = conversion.at(node)
    messages = []
    for message in node:
        # Its own: what it says may be a chat too.
        sender = next((part for part in message if has_class(part, "sender")), None)
        said = next((part for part in message if has_class(part, "said")), None)
        messages.append(
            Message(
                text_of(sender) if sender is not None else "",
                conversion.blocks(said) if said is not None else (),
                has_class(message, "own"),
            )
        )
    return Chat(tuple(messages), where)
