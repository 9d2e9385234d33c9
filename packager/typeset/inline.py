"""A paragraph's inside as runs of text, each with its style and the elements it stands in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from typing import Any

from lxml import etree

from packager.typeset.spec import TextStyle
from packager.typeset.tree import XML, Looks, local

SPACES = re.compile(r"[ \t\r\n\f]+")
UNMEASURED = frozenset(
    [
        "img",
        "svg",
        "ruby",
        "rt",
        "math",
        "object",
        "video",
        "audio",
        "wbr",
        "input",
        "select",
        "textarea",
        "button",
    ]
)
XMLNS = re.compile(r' xmlns(?::\w+)?="[^"]*"')
STYLE = re.compile(r' style="[^"]*"')
NONE = (0.0, 0.0)
EPUB = "{http://www.idpf.org/2007/ops}"
# scripts whose lines are broken by other rules or run the other way
OTHER = re.compile(
    "[\u0590-\u08ff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u1100-\u11ff\u2e80-\u9fff\ua960-\ua97f\uac00-\ud7ff"
    "\uf900-\ufaff\ufb1d-\ufdff\ufe30-\ufe6f\ufe70-\ufeff\uff00-\uffef\u200e\u200f\u202a-\u202e\u2066-\u2069"
    "\U0001b000-\U0001b2ff\U0001f000-\U0001faff\U00020000-\U0003ffff\ue000-\uf8ff]"
)


class Left(Exception):  # noqa: N818 - not an error: the paragraph is left to the renderer
    """This paragraph can't be measured; the argument says why."""


@dataclass(frozen=True, slots=True, eq=False)
class Tag:
    """An element inside a paragraph, opened again on every line it reaches into (its id only once)."""

    name: str
    attributes: str
    id: str
    style: TextStyle

    def open(self, first: bool) -> str:
        return f"<{self.name}{f' id={chr(34)}{self.id}{chr(34)}' if first and self.id else ''}{self.attributes}>"


@dataclass(slots=True)
class Run:
    """Text between two tags. An empty `text` keeps the place of an element without words (an anchor)."""

    text: str
    style: TextStyle
    tags: tuple[Tag, ...]
    forced: bool = False  # a line ends here: <br/>
    whole: str = ""  # markup that stands for the text: a footnote, of which the line shows the number


def attributes_of(element: Any) -> str:
    out = []
    for name, value in element.attrib.items():
        if name == "id":
            continue
        name = name.replace(EPUB, "epub:").replace(XML, "xml:")
        out.append(f' {name}="{escape(value)}"')
    return "".join(out)


def runs_of(paragraph: Any, looks: Looks) -> list[Run]:
    """The runs of a paragraph, white space collapsed; raises `Left` for what can't be measured."""
    runs: list[Run] = []
    _collect(paragraph, (), looks, runs)
    spaced = True  # a space at the paragraph's beginning or behind another one is not drawn
    for run in runs:
        if run.forced:
            spaced = True
        elif run.whole:
            spaced = False
        elif run.text:
            text = SPACES.sub(" ", run.text).replace("\u00ad", "")
            if spaced and text.startswith(" "):
                text = text[1:]
            run.text = text
            if text:
                spaced = text.endswith(" ")
    return runs


def _collect(element: Any, tags: tuple[Tag, ...], looks: Looks, runs: list[Run]) -> None:
    style = looks[element]
    if style.white_space != "normal":
        raise Left("white space kept")
    if style.rtl:
        raise Left("right to left")
    if element.text:
        _text(element.text, style, tags, runs)
    for child in element:
        if isinstance(child.tag, str):
            _child(child, tags, looks, runs)
        if child.tail:
            _text(child.tail, style, tags, runs)


def _child(child: Any, tags: tuple[Tag, ...], looks: Looks, runs: list[Run]) -> None:
    name = local(child)
    style = looks[child]
    if name == "br":
        runs.append(Run("", style, tags, forced=True))
        return
    if name in UNMEASURED:
        raise Left(name)
    if style.hidden:
        raise Left("hidden element")
    if style.floats == "footnote" and style.call is not None:
        runs.append(Run(str(looks.notes[child]), style.call, tags, whole=_footnote(child, style)))
        return
    if style.special or style.positioned or (style.block and style.floats != "left"):
        raise Left(f"{name}.{child.get('class', '')}")
    if style.floats == "none" and (style.left != NONE or style.right != NONE):
        raise Left(f"{name} with a margin of its own")
    if style.floats == "none" and style.word_spacing != looks[child.getparent()].word_spacing:
        raise Left(f"{name} with word-spacing of its own")  # it would undo the line's
    tag = Tag(name, attributes_of(child), child.get("id", ""), style)
    before = len(runs)
    _collect(child, (*tags, tag), looks, runs)
    if len(runs) == before:
        runs.append(Run("", style, (*tags, tag)))


def _footnote(element: Any, style: TextStyle) -> str:
    """A footnote's markup, kept from what its line hands down."""
    tag, _, inside = etree.tostring(element, encoding="unicode", with_tail=False).partition(">")
    own = {
        "white-space": "normal",
        "word-spacing": "normal",
        "hyphens": "auto" if style.hyphens else "manual",
        "font-family": ",".join(f"'{family}'" for family in style.families),
    }
    given = element.get("style", "").rstrip("; ")
    css = ";".join([*([given] if given else []), *(f"{name}:{value}" for name, value in own.items())])
    name = f"<{local(element)}"
    rest = STYLE.sub("", XMLNS.sub("", tag)).removeprefix(name)
    return f'{name} style="{escape(css)}"{rest}>{inside}'


def shown(text: str, transform: str) -> str:
    """Text in the capitals or small letters that a style draws it in."""
    return text.upper() if transform == "uppercase" else text.lower() if transform == "lowercase" else text


def _text(text: str, style: TextStyle, tags: tuple[Tag, ...], runs: list[Run]) -> None:
    if not text.isascii() and OTHER.search(text):
        raise Left("a script that is broken by other rules")
    if style.transform not in ("none", "uppercase", "lowercase"):
        raise Left(f"text-transform {style.transform}")
    if len(shown(text, style.transform)) != len(text):
        raise Left("letters that grow in capitals")
    runs.append(Run(text, style, tags))
