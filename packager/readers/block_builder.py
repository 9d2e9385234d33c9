"""The state of one walk over an element tree: the paragraph being gathered, the containers open."""

from __future__ import annotations

from dataclasses import dataclass, replace

from packager import limits
from packager.model import (
    Anchor,
    Element,
    Footnote,
    Gap,
    Heading,
    Image,
    LineBreak,
    Lines,
    Paragraph,
    Ruby,
    Rule,
    words,
)
from packager.readers import folding, frames, runs
from packager.readers.counting import is_plain_ruby, ruby_of
from packager.readers.frames import Frame
from packager.readers.gathering import Gathering
from packager.readers.images import shown_width
from packager.readers.inheriting import State, at_root, inherited, inherited_bare, look_of
from packager.readers.parsing import Node, text_of
from packager.readers.runs import Run
from packager.readers.vocabulary import CONTAINERS, HEADINGS, SHUT, SILENT, is_block


@dataclass(slots=True)
class Opened:
    """An open element: what to go back to when it ends."""

    state: State
    frame: Frame | None = None
    block: bool = False
    paragraph: bool = False
    shown: int = 0
    closing: str = ""


class Builder:
    """The state of one walk."""

    def __init__(self, conversion: Gathering) -> None:
        self.c = conversion
        self.root = Frame("root")
        self.frames = [self.root]
        self.open: list[Opened] = []
        self.state = State()
        self.runs: list[Run] = []
        self.first_line = 0
        self.heading: Frame | None = None
        self.pending: list[Run] = []  # anchors before the paragraph they stand for
        self.depth_skipped = 0

    # ---- text

    def text(self, text: str | None) -> None:
        if not text or self.depth_skipped:
            return
        cleaned = runs.clean(text, self.state.pre)
        if self.state.pre and "\n" in cleaned:
            for index, line in enumerate(cleaned.split("\n")):
                if index:
                    self._run(LineBreak())
                if line:
                    self._run(line)
        elif cleaned:
            ahead = 0
            if not (self.c.counts_blocks or self.c.line_attribute) and text[0] in "\r\n \t":
                ahead = text[: len(text) - len(text.lstrip())].count("\n")
            self._run(cleaned, ahead)

    def _run(self, item: str | LineBreak | Image | Ruby | Anchor | Footnote, ahead: int = 0) -> None:
        line = self.c.place + ahead  # text after a line end stands `ahead` lines below its element
        if not self.runs:
            if item == " ":
                return
            self.first_line = line
        # A footnote's words are not in the marks around its call (a superscript as a rule).
        formats = () if isinstance(item, Footnote) else self.state.formats
        self.runs.append(Run(item, formats, line))

    # ---- elements

    def enter_root(self, node: Node) -> None:
        self._moved_to(node)
        self._anchor(node)
        self.state = at_root(inherited(self.state, node, look_of(node, self.c), self.c))

    def skip(self) -> None:
        """An element of `drop` begins: nothing inside counts until it ends."""
        self.depth_skipped += 1
        self.open.append(Opened(self.state, closing="skip"))

    def start(self, node: Node) -> bool:
        if self.depth_skipped or not isinstance(node.tag, str):
            self.skip()
            return False
        tag = node.tag
        self._moved_to(node)
        if tag in SILENT:
            self.skip()
            if tag == "script":
                self.c.count("script")
            return False
        if rule := SHUT.get(tag):
            self.c.leave_out(rule, node)
            self.c.count(rule)
            self._run(" ")  # what stood left and right of it are two words
            if tag == "svg":
                self._framed_picture(node)
            self.skip()
            return False
        if tag == "br":
            self._run(LineBreak())
            self._anchor(node)
            self.open.append(Opened(self.state))
            return True
        # Most elements have no attributes: nothing to look up.
        look = look_of(node, self.c) if node.attrib or tag == "ruby" or self.c.sheet.by_tag else None
        if look is not None and (look.hidden or node.get("hidden") is not None):
            self.c.leave_out("hidden", node)
            if text_of(node):
                self.c.count("hidden")
            self.skip()
            return False
        if (look is not None or self.c.has_inline_specials) and self._special(node):
            self.skip()
            return False
        opened = Opened(self.state)
        self.open.append(opened)
        if is_block(tag):
            opened.block = True
            self._flush()
            self._open_block(node, tag, opened)
        else:
            self._open_inline(node, tag)
        if look is None:
            self.state = inherited_bare(self.state, tag)
        else:
            self._anchor(node)
            self.state = inherited(self.state, node, look, self.c)
        return True

    def end(self, node: Node) -> None:
        opened = self.open.pop()
        if opened.closing == "skip":
            self.depth_skipped -= 1
            return
        if opened.block:
            if opened.paragraph:
                self._flush_paragraph(opened)
            else:
                self._flush()
            if opened.frame is not None:
                self._close(opened.frame)
        elif opened.closing:
            self._run(opened.closing)
        self.state = opened.state

    def finish(self) -> list[Element]:
        self._flush()
        self._strew_anchors()
        return self.root.blocks

    # ---- block elements

    def _open_block(self, node: Node, tag: str, opened: Opened) -> None:
        if tag in ("p", "dt"):
            opened.paragraph = True
            opened.shown = len(self.frames[-1].blocks)
        elif tag == "hr":
            self._put(Rule(self._here()))
        elif tag in HEADINGS:
            opened.frame = self._push(Frame("heading", level=HEADINGS[tag], first_line=self.c.place))
            self.heading = opened.frame
        elif tag in CONTAINERS and self.heading is None:
            if len(self.frames) > limits.FRAMES:
                self.c.count("nesting")
            elif tag == "table" and frames.is_layout(node):
                pass  # its cells are read one after another
            elif tag in ("tr", "td", "th") and not self._inside("table"):
                pass
            elif tag == "li" and self.frames[-1].kind != "list":
                opened.frame = self._push(Frame("list", first_line=self.c.place))
            else:
                opened.frame = self._push(frames.opened(node, tag, self.c.place))

    def _inside(self, kind: str) -> bool:
        return any(frame.kind == kind for frame in self.frames)

    def _push(self, frame: Frame) -> Frame:
        self.frames.append(frame)
        return frame

    def _close(self, frame: Frame) -> None:
        while self.frames.pop() is not frame:
            pass
        where = Lines(frame.first_line, max(frame.first_line, self.c.place))
        if frame is self.heading:
            self.heading = None
        frames.close(frame, self.frames[-1], where, self._put)

    def _put(self, element: Element) -> None:
        frame = self.frames[-1]
        if self.pending and isinstance(element, Paragraph | Heading):
            anchors = tuple(run.item for run in self.pending if isinstance(run.item, Anchor))
            self.pending = []
            element = replace(element, inlines=(*anchors, *element.inlines))
        frame.blocks.append(element)

    # ---- paragraphs

    def _flush(self) -> bool:
        """Ends the paragraph being gathered; whether it showed anything."""
        if not self.runs:
            return False
        if self.heading is not None and self.frames[-1] is not self.heading:
            self.runs.append(Run(LineBreak()))
            return True
        gathered, self.runs = self.runs, []
        where = Lines(self.first_line, max(self.first_line, self.c.place))
        if self.heading is not None:
            self._put_heading(gathered, where)
            return True
        blocks = folding.fold(gathered, where, self.state.setting, self.state.pre)
        if blocks:
            for block in blocks:
                self._put(block)
            return True
        self.pending.extend(run for run in gathered if isinstance(run.item, Anchor))
        breaks = sum(isinstance(run.item, LineBreak) for run in gathered)
        if breaks:
            self._put(Gap(breaks, where))
        return bool(breaks)

    def _flush_paragraph(self, opened: Opened) -> None:
        shown = self._flush()
        if not shown and len(self.frames[-1].blocks) == opened.shown and self.heading is None:
            self._put(Gap(1, self._here()))

    def _put_heading(self, gathered: list[Run], where: Lines) -> None:
        assert self.heading is not None
        lines = [line for line in runs.lines_of(gathered) if line]
        inlines = runs.nested(runs.joined(lines))
        if any(not isinstance(inline, Anchor) for inline in inlines):
            self._put(Heading(inlines, self.heading.level, where))
        else:
            self.pending.extend(run for run in gathered if isinstance(run.item, Anchor))

    # ---- inline elements

    def _open_inline(self, node: Node, tag: str) -> None:
        if tag == "img":
            self._image(node)
        elif tag == "q":
            self._run("“")
            self.open[-1].closing = "”"
        elif tag in ("rt", "rp"):  # outside ruby, or in ruby too odd for it
            self._run(" ")
            self.open[-1].closing = " "

    def _image(self, node: Node) -> None:
        src = node.get("src") or node.get("data-src") or ""
        alt = " ".join((node.get("alt") or "").split())
        name = self.c.gallery.asset(src) if src.strip() else None
        if name is not None:
            self._run(Image(name, alt, shown_width(node, self.c.gallery.sizes[name])))
        elif words(alt):
            # The picture cannot be shown: what it says stands in its place.
            self._run(f"[{alt}]")

    def _framed_picture(self, svg: Node) -> None:
        """The picture that an SVG only frames: how many EPUBs show their cover."""
        pictures = list(svg.iter("image"))
        if len(pictures) == 1:
            picture = pictures[0]
            names = ("{http://www.w3.org/1999/xlink}href", "xlink:href", "href")
            src = next((src for name in names if (src := picture.get(name))), "")
            asset = self.c.gallery.asset(src) if src.strip() else None
            if asset is not None:
                self._run(Image(asset))

    def _special(self, node: Node) -> bool:
        if node.tag == "ruby":
            base, reading = ruby_of(node) if is_plain_ruby(node) else ("", "")
            if base.strip() and reading.strip():
                if base[0].isspace():  # it parts the word from the one before
                    self._run(" ")
                self._run(Ruby(base.strip(), reading.strip()))
                return True
            return False
        inline = self.c.inline_special(node)
        if isinstance(inline, LineBreak | Image | Ruby | Anchor | Footnote):
            self._run(inline)
            return True
        found = self.c.special(node)
        if found is None:
            return False
        self._flush()
        for element in found:
            self._put(element)
        return True

    # ---- what is handed down

    def _anchor(self, node: Node) -> None:
        for name in (node.get("id"), node.get("name") if node.tag == "a" else None):
            if name and (anchor := self.c.links.anchor(name)) and anchor not in self.c.anchors:
                self.c.anchors.add(anchor)
                if self.runs:
                    self._run(Anchor(anchor))
                else:
                    self.pending.append(Run(Anchor(anchor)))

    def _strew_anchors(self) -> None:
        """Anchors after the last paragraph go to its end."""
        if not self.pending:
            return
        anchors = tuple(run.item for run in self.pending if isinstance(run.item, Anchor))
        for index in range(len(self.root.blocks) - 1, -1, -1):
            block = self.root.blocks[index]
            if isinstance(block, Paragraph):
                self.root.blocks[index] = replace(block, inlines=(*block.inlines, *anchors))
                return
        self.root.blocks.append(Paragraph(anchors, self._here()))

    def _moved_to(self, node: Node) -> None:
        if self.c.line_attribute:
            self.c.place = frames.number(node.get(self.c.line_attribute), self.c.place)
        elif not self.c.counts_blocks:
            self.c.place = node.sourceline or self.c.place
        elif is_block(node.tag):
            self.c.step(node)

    def _here(self) -> Lines:
        return Lines(self.c.place, self.c.place)
