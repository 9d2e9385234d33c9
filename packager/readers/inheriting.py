"""What an element hands down to all inside it: marks, links, alignment, language."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from packager.model import Align, Mark
from packager.readers import folding
from packager.readers.gathering import Gathering
from packager.readers.parsing import Node, classes
from packager.readers.runs import Formats
from packager.readers.styles import ALIGN_WORDS, PLAIN, Look, inline_look
from packager.readers.vocabulary import HEADINGS, MARKS, PRE, SECTIONS, is_block

MAX_SPOKEN = 12  # formats on one run; beyond it a change of language is not worth an element more


class State(NamedTuple):
    """What an element hands down to all inside it."""

    formats: Formats = ()
    setting: folding.Setting = folding.Setting()
    pre: bool = False


def look_of(node: Node, conversion: Gathering) -> Look:
    """What style sheets and the style attribute say of an element."""
    style = node.get("style")
    names = classes(node)
    sheet = conversion.sheet
    look = sheet.look(node.tag, names) if names else sheet.by_tag.get(node.tag, PLAIN)
    return inline_look(style).over(look) if style else look


def inherited(state: State, node: Node, look: Look, conversion: Gathering) -> State:
    """The state inside an element, from the one around it."""
    tag = node.tag
    formats = state.formats
    if mark := MARKS.get(tag):
        formats = with_mark(formats, mark)
    if tag == "a" and (href := node.get("href")):
        target = conversion.links.resolve(href)
        if target is not None:
            formats = (*(f for f in formats if not _is_link(f)), ("link", target, None))
    # A heading's or a page's own look is the theme's.
    if (look.on or look.off) and tag not in HEADINGS and tag not in SECTIONS:
        formats = tuple(f for f in formats if f not in look.off)
        for mark in sorted(look.on, key=lambda mark: mark.value):
            formats = with_mark(formats, mark)
    if look.coloured or (tag == "font" and node.get("color")):
        conversion.count("colour")
    setting = state.setting
    align = look.align or ALIGN_WORDS.get((node.get("align") or "").lower())
    if tag == "center":
        align = Align.CENTER
    lang, direction = _speech(node, conversion)
    if is_block(tag):
        if align is not None or lang or direction:
            setting = folding.Setting(
                setting.align if align is None else align, lang or setting.lang, direction or setting.dir
            )
    elif (lang or direction) and len(formats) < MAX_SPOKEN:
        formats = (*formats, ("spoken", lang, direction))
    return State(formats, setting, state.pre or tag in PRE)


def inherited_bare(state: State, tag: str) -> State:
    """The state inside an element without attributes."""
    mark = MARKS.get(tag)
    if mark is not None:
        return State(with_mark(state.formats, mark), state.setting, state.pre)
    if tag == "center":
        return State(state.formats, replace(state.setting, align=Align.CENTER), state.pre)
    return State(state.formats, state.setting, True) if tag in PRE else state


def at_root(state: State) -> State:
    """A root's own marks and alignment are its container's business, not its text's."""
    return State((), replace(state.setting, align=Align.START), state.pre)


def _speech(node: Node, conversion: Gathering) -> tuple[str | None, str | None]:
    """The language and direction an element states, where they are other than the document's."""
    lang = (node.get("lang") or node.get("{http://www.w3.org/XML/1998/namespace}lang") or "").strip()
    direction = (node.get("dir") or "").strip().lower()
    primary = conversion.lang.split("-")[0]
    same = not lang or not is_language(lang) or lang.lower().split("-")[0] == primary
    known = direction in ("ltr", "rtl") and direction != (conversion.dir or "ltr")
    return (None if same else lang), (direction if known else None)


def is_language(tag: str) -> bool:
    """Whether this looks like a BCP 47 language tag."""
    parts = tag.split("-")
    return len(tag) <= 35 and all(part.isascii() and part.isalnum() and len(part) <= 8 for part in parts)


def with_mark(formats: Formats, mark: Mark) -> Formats:
    return formats if mark in formats else (*formats, mark)


def _is_link(entry: object) -> bool:
    return isinstance(entry, tuple) and entry[0] == "link"
