"""Notes that sites and download tools mark with elements of their own."""

from __future__ import annotations

import re

from packager.model import Element, Note, NoteKind, Origin, blocks_text, words
from packager.readers.chat import chat
from packager.readers.counting import words_of
from packager.readers.markup import Conversion, Special
from packager.readers.parsing import Node, has_class, text_of


def fanficfare_notes(node: Node, conversion: Conversion) -> tuple[Element, ...] | None:
    """FanFicFare: `div.fff_chapter_notes` with `<b>Author's Note:</b>` and a blockquote for each."""
    if node.tag != "div" or not has_class(node, "fff_chapter_notes"):
        return None
    found: list[Note] = []
    label: Node | None = None
    for child in node.iter():
        if child.tag in ("b", "strong", "h3", "h4") and text_of(child).endswith(":") and not _quoted(child, node):
            label = child
        elif child.tag == "blockquote" and not _quoted(child, node):
            blocks = conversion.blocks(child)
            if blocks:
                title = text_of(label).rstrip(":") if label is not None else ""
                found.append(Note(_kind(title), blocks, blocks[0].where, title=title, origin=Origin.SOURCE))
            label = None
    noted = sum(len(words(f"{note.title}\n{blocks_text(note.blocks)}")) for note in found)
    if noted < len(words_of(node)):  # words outside of them: all of it is read as it stands
        return None
    return tuple(found) if found else None


def fimfiction_notes(node: Node, conversion: Conversion) -> tuple[Element, ...] | None:
    """FIMFiction: `blockquote.afterward` in its EPUBs, `.authors-note` on its pages, a heading inside."""
    if not (has_class(node, "afterward") or has_class(node, "authors-note")):
        return None
    heading = next((child for child in node.iter("h1", "h2", "h3", "h4", "b") if text_of(child)), None)
    blocks = conversion.blocks(node, drop={heading} if heading is not None else ())
    if not blocks:
        return None
    title = text_of(heading).rstrip(":") if heading is not None else ""
    return (Note(NoteKind.AUTHORS_NOTE, blocks, blocks[0].where, title=title, origin=Origin.SOURCE),)


def _quoted(node: Node, top: Node) -> bool:
    for parent in node.iterancestors():
        if parent is top:
            return False
        if parent.tag == "blockquote":
            return True
    return False


def _kind(title: str) -> NoteKind:
    return NoteKind.SUMMARY if re.search(r"\bsummary\b", title, re.I) else NoteKind.AUTHORS_NOTE


SPECIALS: tuple[Special, ...] = (chat, fanficfare_notes, fimfiction_notes)
