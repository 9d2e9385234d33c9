"""A page's body in, the same body with explicit lines out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from html import escape
from math import ceil
from typing import Any

from lxml import etree

from packager.typeset.faces import can_expand, copies, family_name, steps
from packager.typeset.inline import Left, Run, attributes_of, runs_of
from packager.typeset.lines import Drop, Paragraph
from packager.typeset.markup import TRACKS, LineWriter, line_rules, step_class, track_class
from packager.typeset.measure import Ruler
from packager.typeset.spec import Face, Length, SetPage, SetParagraph, TextStyle, TypeSpec, Wish
from packager.typeset.tree import VOID, Looks, local, looks_of
from packager.typeset.words import Setting, Words

ROOT = '<body xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops">'
ALIGNED = ("justify", "start", "left", "center")
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
TRACKED = 1.5  # the worst line, in usual bad ones, of a paragraph that is tracked to end well
MARK = re.compile("\ue000(\\d+)\ue001")


class Typesetter:
    """Sets pages to one specification; keeps what it measured, so use one for a whole book.

    Safe to make before forking; not for threads.
    """

    def __init__(self, spec: TypeSpec) -> None:
        self.spec = spec
        self.ruler = Ruler(spec.faces)
        self.families = sorted({face.family for face in spec.faces})
        self.expandable = {
            family: bool(spec.tuning.expansion)
            and all(can_expand(face) for face in spec.faces if face.family == family)
            for family in self.families
        }

    def copies(self) -> tuple[Face, ...]:
        """The faces that lines may name beyond the spec's own."""
        faces = tuple(face for face in self.spec.faces if self.expandable[face.family])
        return copies(faces, self.spec.tuning)

    def css(self) -> str:
        """Rules that lines need, without the copies' `@font-face` rules. Give them as the last stylesheet."""
        rules = line_rules()
        tuning = self.spec.tuning
        for number, family in enumerate(self.families):
            if self.expandable[family]:
                for step in steps(tuning):
                    name = f"{_prefix(number)}{step_class(step)}"
                    rules.append(f'.set .{name}{{font-family:"{family_name(family, step)}","{family}"}}')
        return "\n".join(rules)

    def set_page(self, body: str, body_class: str = "", wishes: Mapping[int, Wish] | None = None) -> SetPage:
        """Break every paragraph of a page into explicit lines. `body` is the inside of its `<body>`.

        `wishes` are by paragraph index, from an earlier setting of the same body.
        """
        root = etree.fromstring(
            f"{ROOT}{body}</body>".encode(), etree.XMLParser(huge_tree=True, resolve_entities=False)
        )
        for element in root.iter():
            if (
                isinstance(element.tag, str)
                and element.text is None
                and not len(element)
                and local(element) not in VOID
            ):
                element.text = ""  # '<a></a>', since HTML parsers take '<a/>' for an open tag
        page = _Page(self, looks_of(root, body_class, self.spec.lang, self.spec.styles), wishes or {})
        page.walk(root, self.spec.measure)
        text = etree.tostring(root, encoding="unicode")
        text = text[text.index(">") + 1 : text.rindex("<")]
        return SetPage(MARK.sub(lambda match: page.inner[int(match[1])], text), tuple(page.paragraphs))


def _prefix(number: int) -> str:
    return "" if number == 0 else f"f{number}"


def _pt(length: Length, width: float) -> float:
    return length[0] + length[1] * width


class _Page:
    def __init__(self, setter: Typesetter, looks: Looks, wishes: Mapping[int, Wish]) -> None:
        self.setter = setter
        self.looks = looks
        self.wishes = wishes
        self.inner: list[str] = []
        self.paragraphs: list[SetParagraph] = []

    def walk(self, element: Any, width: float) -> None:
        """Set every paragraph below an element whose content box is `width` pt wide."""
        for child in element:
            if not isinstance(child.tag, str):
                continue
            style = self.looks[child]
            if style.hidden or not style.block or style.positioned or style.special:
                continue
            if style.floats not in ("none", "footnote"):
                continue
            full = self.setter.spec.measure if style.floats == "footnote" else width
            inner = full - _pt(style.left, full) - _pt(style.right, full)
            if style.width is not None:
                inner = _pt(style.width, full)
            if self._has_blocks(child):
                self.walk(child, inner)
            elif style.align in ALIGNED and (len(child) or (child.text and child.text.strip())):
                self._set(child, style, inner, full)

    def _has_blocks(self, element: Any) -> bool:
        for child in element:
            if isinstance(child.tag, str):
                style = self.looks[child]
                if style.block and style.floats not in ("left", "footnote"):
                    return True
        return False

    def _set(self, element: Any, style: TextStyle, width: float, full: float) -> None:
        index = len(self.paragraphs)
        try:
            drop, runs = self._drop(element, runs_of(element, self.looks))
            setting = self._setting(local(element), style, width, full)
            text = Words(runs, setting)
            if not text.all:
                return
            if setting.ragged and drop is None and _fits(text):
                return  # one line: nothing to choose
            wish = self.wishes.get(index)
            writer = LineWriter(Paragraph(text, drop), wish)
            markup = writer.write()
            track = 0
            if writer.paragraph.short and setting.expandable:
                tracked = _tracked(writer.paragraph, drop, wish)
                if tracked is not None:
                    track, paragraph = tracked
                    writer = LineWriter(paragraph, wish)
                    markup = writer.write()
        except Left as reason:
            self.paragraphs.append(SetParagraph(index, left_to=str(reason)))
            return
        for child in list(element):
            element.remove(child)
        element.text = f"\ue000{len(self.inner)}\ue001"
        more = " mid" if style.align == "center" else f" {track_class(track)}" if track else ""
        element.set("class", f"{element.get('class', '')} set{more}".strip())
        self.inner.append((drop.markup if drop else "") + markup)
        count = len(writer.hangs)
        self.paragraphs.append(SetParagraph(index, count, tuple(writer.hyphens), tuple(writer.hangs)))

    def _setting(self, name: str, style: TextStyle, width: float, full: float) -> Setting:
        """How a paragraph `name` of a style is set, `width` pt wide in a box of `full` pt."""
        setter = self.setter
        font = setter.ruler.font(style)
        family = font.face.family if font else ""
        expandable = style.align == "justify" and setter.expandable.get(family, False)
        return Setting(
            ruler=setter.ruler,
            tuning=setter.spec.tuning,
            measure=width,
            indent=_pt(style.indent, full),
            style=style,
            expandable=expandable,
            ragged=style.align != "justify",
            balanced=style.align == "center" or name in HEADINGS,
            prefix=_prefix(setter.families.index(family)) if expandable else "",
        )

    def _drop(self, element: Any, runs: list[Run]) -> tuple[Drop | None, list[Run]]:
        """Tell a floated initial from the rest of a paragraph."""
        floated = [run for run in runs if any(tag.style.floats == "left" for tag in run.tags)]
        if not floated:
            return None, runs
        first = runs[0]
        if len(floated) != 1 or first is not floated[0] or len(first.tags) != 1:
            raise Left("a float inside the paragraph")
        style = first.tags[0].style
        text = first.text
        if style.width is not None:
            width = _pt(style.width, self.setter.spec.measure)
        else:
            alone = Run(text, replace(first.style, floats="none"), ())  # as if it were a paragraph
            probe = Words([alone], Setting(self.setter.ruler, self.setter.spec.tuning, 1e6, 0.0, style, False))
            width = sum(word.width for word in probe.all)
        width += style.left[0] + style.right[0]
        height = style.above + (style.leading if style.height is None else style.height) + style.below
        lines = ceil(height / self.looks[element].leading - 0.02)
        name = local(element[0])
        markup = f"<{name}{_id(element[0])}{attributes_of(element[0])}>{escape(text, quote=False)}</{name}>"
        rest = runs[1:]
        return Drop(width, lines, markup), rest


def _tracked(paragraph: Paragraph, drop: Drop | None, wish: Wish | None) -> tuple[int, Paragraph] | None:
    """The paragraph with letters a hair apart or together, where that keeps a word from ending it alone.

    Most such paragraphs are a line and a word of talk, with nothing else to give. A hundredth of an em more in
    every gap isn't seen; a syllable alone on a line is.
    """
    text = paragraph.text
    for track in TRACKS:
        runs = [
            run
            if run.whole or run.style.letter_spacing
            else replace(run, style=replace(run.style, letter_spacing=track / 1000 * text.setting.style.size))
            for run in text.runs
        ]
        other = Paragraph(Words(runs, text.setting), drop)
        other.broken(wish)
        if not other.short and other.worst <= max(TRACKED, paragraph.worst):
            return track, other
    return None


def _fits(text: Words) -> bool:
    """Whether a paragraph is one line, with room to spare."""
    width = sum(word.width for word in text.all) + sum(
        text.space_of(word.space) for word in text.all if word.space >= 0
    )
    forced = any(word.forced for word in text.all)
    return not forced and width + text.setting.indent < text.setting.measure - 1.0


def _id(element: Any) -> str:
    return f' id="{element.get("id")}"' if element.get("id") else ""
