"""HTML elements to blocks: one walk, shared by every reader of marked-up text.

An allow-list by construction: only text and what is named here gets through. Scripts, forms, frames,
handlers, styles and foreign addresses have no way into the model. The walk is iterative, so no depth of
nesting can hurt it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from lxml import etree

from packager.model import (
    Align,
    Anchor,
    Block,
    Cell,
    Element,
    Figure,
    Footnote,
    Gap,
    Heading,
    Image,
    Inline,
    LeftOut,
    LineBreak,
    Lines,
    ListBlock,
    Mark,
    Paragraph,
    Quote,
    QuoteKind,
    Ruby,
    Rule,
    Table,
    words,
)
from packager.problems import Report
from packager.readers import folding, runs
from packager.readers.images import Gallery
from packager.readers.links import Links
from packager.readers.parsing import Node, classes, text_of
from packager.readers.runs import Formats, Run
from packager.readers.styles import ALIGN_WORDS, NO_SHEET, Look, Sheet, inline_look

MAX_FRAMES = 24  # containers (quotes, lists, cells) inside one another; deeper ones keep their words only
_LAYOUT_CELL = 1200  # characters; a cell with more is a page's layout, not a table of data

_SILENT = frozenset("script style head title link meta base param source track area map col colgroup".split())
_SHUT = {
    **dict.fromkeys(
        "button input select option optgroup textarea datalist output meter progress".split(), "form-control"
    ),
    **dict.fromkeys(
        "iframe frame frameset object embed applet audio video canvas svg".split(), "embedded-content"
    ),
    **dict.fromkeys(("noscript", "template", "dialog"), "embedded-content"),
}
_MARKS = {
    **dict.fromkeys(("em", "i", "cite", "dfn", "var"), Mark.EMPHASIS),
    **dict.fromkeys(("strong", "b"), Mark.STRONG),
    **dict.fromkeys(("u", "ins"), Mark.UNDERLINE),
    **dict.fromkeys(("s", "strike", "del"), Mark.STRIKE),
    **dict.fromkeys(("code", "kbd", "samp", "tt"), Mark.CODE),
    "small": Mark.SMALL,
    "sub": Mark.SUB,
    "sup": Mark.SUP,
}
_BLOCKS = frozenset(
    "address article aside body center details dd div dl dt fieldset footer form header hgroup html legend "
    "main nav p pre section summary xmp listing plaintext search".split()
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_PRE = frozenset(("pre", "xmp", "listing", "plaintext"))
_SECTIONS = frozenset(("body", "html", "section", "article", "main", "td", "th"))


class State(NamedTuple):
    """What an element hands down to all inside it."""

    formats: Formats = ()
    setting: folding.Setting = folding.Setting()
    pre: bool = False


@dataclass(slots=True)
class _Frame:
    """An open container and what it holds so far."""

    kind: str
    blocks: list[Element] = field(default_factory=list)
    items: list[tuple[Block, ...]] = field(default_factory=list)
    rows: list[list[Cell]] = field(default_factory=list)
    caption: tuple[Inline, ...] = ()
    level: int = 0
    start: int = 1
    first_line: int = 0
    quote: QuoteKind = QuoteKind.QUOTE


@dataclass(slots=True)
class _Open:
    """An open element: what to go back to when it ends."""

    state: State
    frame: _Frame | None = None
    block: bool = False
    paragraph: bool = False
    shown: int = 0
    closing: str = ""


Special = Callable[[Node, "Conversion"], "tuple[Element, ...] | None"]
"""Reads an element its own way, or gives None. `INLINE` specials give inlines (a footnote's call)."""
InlineSpecial = Callable[[Node, "Conversion"], "Inline | None"]


class Conversion:
    """Converts the marked-up text of one source; gathers its pictures, what was left out, and findings.

    `counts_blocks`: places are ordinals of block elements (EPUB, docx) instead of lines of the file.
    """

    def __init__(
        self,
        label: str,
        *,
        sheet: Sheet = NO_SHEET,
        links: Links | None = None,
        gallery: Gallery | None = None,
        lang: str = "",
        dir: str = "",
        counts_blocks: bool = False,
        specials: tuple[Special, ...] = (),
        inline_specials: tuple[InlineSpecial, ...] = (),
    ) -> None:
        self.label = label
        self.sheet = sheet
        self.links = links or Links()
        self.gallery = gallery or Gallery()
        self.lang = lang.lower()
        self.dir = dir if dir in ("ltr", "rtl") else ""
        self.counts_blocks = counts_blocks
        self.specials = specials
        self.inline_specials = inline_specials
        self.left_out: list[LeftOut] = []
        self.anchors: set[str] = set()
        self.counts: Counter[str] = Counter()
        self.image_uses: Counter[str] = Counter()
        self.place = 0  # the line or ordinal of the element being read

    # ------------------------------------------------------------------------------------- what to call

    def elements(self, *nodes: Node, drop: Collection[Node] = ()) -> tuple[Element, ...]:
        """The content of these elements as one sequence, rules and all. `drop`: elements passed over."""
        out: list[Element] = []
        for node in nodes:
            out.extend(self._walk(node, drop))
        return folding.tidy(self._dividers(out))

    def blocks(self, *nodes: Node, drop: Collection[Node] = ()) -> tuple[Block, ...]:
        """The content of these elements as blocks: what notes and cells can hold. A rule becomes a gap."""
        return as_blocks(self.elements(*nodes, drop=drop))

    def alone(self, node: Node) -> tuple[Element, ...]:
        """The element itself, as it would stand among others."""
        return folding.tidy(self._walk(node, (), whole=True))

    def inlines(self, node: Node) -> tuple[Inline, ...]:
        """The content of one element as inlines: its paragraphs joined by line breaks."""
        out: list[Inline] = []
        for block in self.blocks(node):
            if isinstance(block, Paragraph | Heading) and block.inlines:
                out.extend([LineBreak(), *block.inlines] if out else block.inlines)
        return tuple(out)

    def at(self, node: Node) -> Lines:
        """Moves on to this element and gives its place."""
        self.place = self.place + 1 if self.counts_blocks else node.sourceline or self.place
        return Lines(self.place, self.place)

    def leave_out(self, rule: str, *nodes: Node) -> None:
        """Counts the words of elements that are not set."""
        for node in nodes:
            self.leave_words(rule, words_of(node))

    def leave_words(self, rule: str, found: Iterable[str], where: Lines | None = None) -> None:
        gathered = tuple(found)
        if gathered:
            self.left_out.append(LeftOut(rule, gathered, where or Lines(self.place, self.place)))

    def report(self, report: Report) -> None:
        """Tells what was dropped or could not be kept, one line each."""
        tell(self, report)

    # ------------------------------------------------------------------------------------------ the walk

    def _walk(self, root: Node, drop: Collection[Node], whole: bool = False) -> list[Element]:
        builder = _Builder(self)
        for event, node in etree.iterwalk(root, events=("start", "end")):
            if node is root and whole:
                if event == "end":
                    builder.end(node)
                elif builder.start(node):
                    builder.text(node.text)
                continue
            if node is root:
                if event == "start":
                    builder.enter_root(node)
                    builder.text(node.text)
                continue
            if event == "start":
                if drop and node in drop:
                    builder.skip()
                elif builder.start(node):
                    builder.text(node.text)
            else:
                builder.end(node)
                builder.text(node.tail)
        return builder.finish()

    def _dividers(self, found: list[Element]) -> list[Element]:
        """Pictures that only part scenes become rules: small or wide ones used three times or more."""
        used = Counter(e.image.asset for e in found if isinstance(e, Figure) and not e.caption)
        dividers = set()
        for name, count in used.items():
            width, height = self.gallery.sizes.get(name, (0, 0))
            if count >= 3 and (height <= 120 or width >= 3 * height):
                dividers.add(name)
        if not dividers:
            return found
        out: list[Element] = []
        for element in found:
            if isinstance(element, Figure) and element.image.asset in dividers and not element.caption:
                self.leave_words("divider-picture", words(element.image.alt), element.where)
                out.append(Rule(element.where, marker="image"))
            else:
                out.append(element)
        return out


class _Builder:
    """The state of one walk."""

    def __init__(self, conversion: Conversion) -> None:
        self.c = conversion
        self.root = _Frame("root")
        self.frames = [self.root]
        self.open: list[_Open] = []
        self.state = State()
        self.runs: list[Run] = []
        self.first_line = 0
        self.heading: _Frame | None = None
        self.pending: list[Run] = []  # anchors before the paragraph they stand for
        self.skipping: Node | None = None
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
            if not self.c.counts_blocks and text[0] in "\r\n \t":
                ahead = text[: len(text) - len(text.lstrip())].count("\n")
            self._run(cleaned, ahead)

    def _run(self, item: str | LineBreak | Image | Ruby | Anchor | Footnote, ahead: int = 0) -> None:
        line = self.c.place + ahead  # text after a line end stands `ahead` lines below its element
        if not self.runs:
            if item == " ":
                return
            self.first_line = line
        self.runs.append(Run(item, self.state.formats, line))

    # ---- elements

    def enter_root(self, node: Node) -> None:
        self._moved_to(node)
        self._anchor(node)
        self.state = self._inherited(node, node.tag, self._look(node))
        # A root's own marks and alignment are the container's business, not the text's.
        self.state = replace_setting(self.state, align=Align.START)._replace(formats=())

    def skip(self) -> None:
        """An element of `drop` begins: nothing inside counts until it ends."""
        self.depth_skipped += 1
        self.open.append(_Open(self.state, closing="skip"))

    def start(self, node: Node) -> bool:
        if self.depth_skipped or not isinstance(node.tag, str):
            self.skip()
            return False
        tag = node.tag
        self._moved_to(node)
        if tag in _SILENT:
            self.skip()
            self.c.counts["script"] += tag == "script"
            return False
        if rule := _SHUT.get(tag):
            self.c.leave_out(rule, node)
            self.c.counts[rule] += 1
            self.skip()
            return False
        if tag == "br":
            self._run(LineBreak())
            self._anchor(node)
            self.open.append(_Open(self.state))
            return True
        look = self._look(node)
        if look.hidden or node.get("hidden") is not None:
            self.c.leave_out("hidden", node)
            self.c.counts["hidden"] += bool(text_of(node))
            self.skip()
            return False
        if self._special(node):
            self.skip()
            return False
        opened = _Open(self.state)
        self.open.append(opened)
        if self._is_block(tag):
            opened.block = True
            self._flush()
            self._open_block(node, tag, opened, look)
        else:
            self._open_inline(node, tag)
        self._anchor(node)
        self.state = self._inherited(node, tag, look)
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
        elif opened.closing == "q":
            self._run("”")
        self.state = opened.state

    def finish(self) -> list[Element]:
        self._flush()
        self._strew_anchors()
        return self.root.blocks

    # ---- block elements

    @staticmethod
    def _is_block(tag: str) -> bool:
        return tag in _BLOCKS or tag in _HEADINGS or tag in _CONTAINERS

    def _open_block(self, node: Node, tag: str, opened: _Open, look: Look) -> None:
        if tag in ("p", "dt"):
            opened.paragraph = True
            opened.shown = len(self.frames[-1].blocks)
        elif tag == "hr":
            self._put(Rule(self._here()))
        elif tag in _HEADINGS:
            opened.frame = self._push("heading", level=_HEADINGS[tag])
            self.heading = opened.frame
        elif tag in _CONTAINERS and self.heading is None:
            if len(self.frames) > MAX_FRAMES:
                self.c.counts["nesting"] += 1
            elif (tag == "table" and is_layout(node)) or (
                tag in ("tr", "td", "th") and not self._inside("table")
            ):
                pass
            elif tag == "li" and self.frames[-1].kind != "list":
                opened.frame = self._push("list")
            else:
                opened.frame = self._container(node, tag)

    def _container(self, node: Node, tag: str) -> _Frame:
        kind = {"ul": "list", "menu": "list", "dir": "list", "td": "cell", "th": "header"}.get(tag, tag)
        frame = self._push(kind)
        if tag == "ol":
            frame.kind, frame.level = "list", 1
            frame.start = number(node.get("start"), 1)
        elif tag == "blockquote" and any("letter" in name.lower() for name in classes(node)):
            frame.quote = QuoteKind.LETTER
        elif kind in ("cell", "header"):
            frame.level = max(1, min(number(node.get("colspan"), 1), 50))
            frame.start = max(1, min(number(node.get("rowspan"), 1), 500))
        return frame

    def _inside(self, kind: str) -> bool:
        return any(frame.kind == kind for frame in self.frames)

    def _push(self, kind: str, level: int = 0) -> _Frame:
        frame = _Frame(kind, level=level, first_line=self.c.place)
        self.frames.append(frame)
        return frame

    def _close(self, frame: _Frame) -> None:
        while self.frames[-1] is not frame:
            self.frames.pop()
        self.frames.pop()
        if frame is self.heading:
            self.heading = None
        where = Lines(frame.first_line, max(frame.first_line, self.c.place))
        parent = self.frames[-1]
        match frame.kind:
            case "heading":
                self.frames[-1].blocks.extend(frame.blocks)
            case "blockquote":
                for part in _between_rules(folding.tidy(frame.blocks)):
                    self._put(part if isinstance(part, Rule) else Quote(part, frame.quote, where))
            case "list":
                items = [*frame.items]
                if loose := as_blocks(folding.tidy(frame.blocks)):
                    items.append(loose)
                if items:
                    self._put(ListBlock(tuple(items), bool(frame.level), frame.start, where))
            case "li":
                inside = as_blocks(folding.tidy(frame.blocks))
                if inside:
                    parent.items.append(inside)
            case "table":
                self._close_table(frame, where)
            case "tr":
                parent.blocks.extend(frame.blocks)
                parent.rows.extend(frame.rows)
            case "cell" | "header":
                inside = as_blocks(folding.tidy(frame.blocks))
                cell = Cell(inside, frame.kind == "header", frame.level, frame.start)
                if parent.kind == "table":
                    parent.rows.append([cell])
                elif parent.kind == "tr":
                    if not parent.rows:
                        parent.rows.append([])
                    parent.rows[-1].append(cell)
                else:
                    parent.blocks.extend(inside)
            case "figure":
                self._close_figure(frame)
            case "figcaption" | "caption":
                self._close_caption(frame, parent)
            case _:
                parent.blocks.extend(frame.blocks)

    def _close_table(self, frame: _Frame, where: Lines) -> None:
        rows = [row for row in frame.rows if any(cell.blocks for cell in row)]
        for block in folding.tidy(frame.blocks):
            self._put(block)
        if not rows:
            return
        if max(map(len, rows)) == 1:
            for row in rows:
                for cell in row:
                    for block in cell.blocks:
                        self._put(block)
            return
        self._put(Table(tuple(map(tuple, rows)), where))

    def _close_figure(self, frame: _Frame) -> None:
        blocks = list(folding.tidy(frame.blocks))
        for index, block in enumerate(blocks):
            if isinstance(block, Figure) and frame.caption:
                blocks[index] = replace(block, caption=frame.caption)
                frame.caption = ()
        if frame.caption:
            blocks.append(Paragraph(frame.caption, self._here(), Align.CENTER))
        for block in blocks:
            self._put(block)

    def _close_caption(self, frame: _Frame, parent: _Frame) -> None:
        inlines: list[Inline] = []
        rest: list[Element] = []
        for block in folding.tidy(frame.blocks):
            if isinstance(block, Paragraph) and not rest:
                inlines.extend([LineBreak(), *block.inlines] if inlines else block.inlines)
            else:
                rest.append(block)
        if parent.kind == "figure" and not parent.caption:
            parent.caption = tuple(inlines)
        elif inlines:
            parent.blocks.append(Paragraph(tuple(inlines), self._here(), Align.CENTER))
        parent.blocks.extend(rest)

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

    def _flush_paragraph(self, opened: _Open) -> None:
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
            self.open[-1].closing = "q"

    def _image(self, node: Node) -> None:
        src = node.get("src") or node.get("data-src") or ""
        alt = " ".join((node.get("alt") or "").split())
        name = self.c.gallery.asset(src) if src.strip() else None
        if name is not None:
            self._run(Image(name, alt))
        elif words(alt):
            # The picture cannot be shown: what it says stands in its place.
            self._run(f"[{alt}]")

    def _special(self, node: Node) -> bool:
        if node.tag == "ruby":
            base, reading = ruby_of(node)
            if base.strip() and reading.strip():
                self._run(Ruby(base.strip(), reading.strip()))
                return True
            return False
        for inline_special in self.c.inline_specials:
            inline = inline_special(node, self.c)
            if isinstance(inline, LineBreak | Image | Ruby | Anchor | Footnote):
                self._run(inline)
                return True
        for special in self.c.specials:
            found = special(node, self.c)
            if found is not None:
                self._flush()
                for element in found:
                    self._put(element)
                return True
        return False

    # ---- what is handed down

    def _look(self, node: Node) -> Look:
        style = node.get("style")
        names = classes(node)
        look = self.c.sheet.look(node.tag, names) if names else self.c.sheet.by_tag.get(node.tag, PLAIN_LOOK)
        return inline_look(style).over(look) if style else look

    def _inherited(self, node: Node, tag: str, look: Look) -> State:
        state = self.state
        formats = state.formats
        if mark := _MARKS.get(tag):
            formats = with_mark(formats, mark)
        if tag == "a" and (href := node.get("href")):
            target = self.c.links.resolve(href)
            if target is not None:
                formats = (*(f for f in formats if not _is_link(f)), ("link", target, None))
        if look.on or look.off:
            if tag in _HEADINGS or tag in _SECTIONS:
                pass  # a heading's or a page's own look is the theme's
            else:
                formats = tuple(f for f in formats if f not in look.off)
                for mark in sorted(look.on, key=lambda mark: mark.value):
                    formats = with_mark(formats, mark)
        if look.coloured or (tag == "font" and node.get("color")):
            self.c.counts["colour"] += 1
        setting = state.setting
        align = look.align or ALIGN_WORDS.get((node.get("align") or "").lower())
        if tag == "center":
            align = Align.CENTER
        lang, direction = self._speech(node)
        if self._is_block(tag):
            if align is not None or lang or direction:
                setting = folding.Setting(
                    align if align is not None else setting.align,
                    lang or setting.lang,
                    direction or setting.dir,
                )
        elif lang or direction:
            formats = (*formats, ("spoken", lang, direction)) if len(formats) < 12 else formats
        return State(formats, setting, state.pre or tag in _PRE)

    def _speech(self, node: Node) -> tuple[str | None, str | None]:
        """The language and direction an element states, where they are other than the document's."""
        lang = (node.get("lang") or node.get("{http://www.w3.org/XML/1998/namespace}lang") or "").strip()
        same = (
            not lang or lang.lower() == self.c.lang or lang.lower().split("-")[0] == self.c.lang.split("-")[0]
        )
        direction = (node.get("dir") or "").strip().lower()
        known = direction in ("ltr", "rtl") and direction != (self.c.dir or "ltr")
        return (None if same or not is_language(lang) else lang), (direction if known else None)

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
        if not self.c.counts_blocks:
            self.c.place = node.sourceline or self.c.place
        elif self._is_block(node.tag):
            self.c.place += 1

    def _here(self) -> Lines:
        return Lines(self.c.place, self.c.place)


_CONTAINERS = frozenset("blockquote ul ol menu dir li table tr td th figure figcaption caption hr".split())
PLAIN_LOOK = Look()


def number(text: str | None, default: int) -> int:
    """A whole number of an attribute, the default where there is none."""
    text = (text or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else default


def is_language(tag: str) -> bool:
    """Whether this looks like a BCP 47 language tag."""
    return len(tag) <= 35 and all(
        part.isascii() and part.isalnum() and len(part) <= 8 for part in tag.split("-")
    )


def with_mark(formats: Formats, mark: Mark) -> Formats:
    return formats if mark in formats else (*formats, mark)


def _is_link(entry: object) -> bool:
    return isinstance(entry, tuple) and entry[0] == "link"


def replace_setting(state: State, align: Align) -> State:
    return state._replace(setting=replace(state.setting, align=align))


def is_layout(table: Node) -> bool:
    """Whether a table lays out a page (old archives) rather than showing data."""
    if table.find(".//table") is not None or table.get("role") == "presentation":
        return True
    return any(sum(map(len, cell.itertext())) > _LAYOUT_CELL for cell in table.iter("td", "th"))


def ruby_of(node: Node) -> tuple[str, str]:
    """Base and reading of a `<ruby>` element, several pairs joined."""
    base: list[str] = []
    reading: list[str] = []
    inside: list[str] = []
    for event, element in etree.iterwalk(node, events=("start", "end")):
        if event == "start":
            inside.append(element.tag)
            text = element.text
        else:
            inside.pop()
            text = element.tail if element is not node else None
        # The innermost one tells: an unclosed <rp> holds the <rt> after it.
        kind = next((tag for tag in reversed(inside) if tag in ("rp", "rt", "rtc", "rb")), "rb")
        if text and kind != "rp":
            (reading if kind in ("rt", "rtc") else base).append(text)
    return runs.clean("".join(base)), runs.clean("".join(reading))


def _between_rules(found: tuple[Element, ...]) -> Iterable[Rule | tuple[Block, ...]]:
    """A quotation that holds a rule: its parts and the rule between them."""
    part: list[Element] = []
    for element in found:
        if isinstance(element, Rule):
            if part:
                yield as_blocks(folding.tidy(part))
            part = []
            yield element
        else:
            part.append(element)
    if part:
        yield as_blocks(folding.tidy(part))


def as_blocks(found: Iterable[Element]) -> tuple[Block, ...]:
    """Elements as blocks: a rule becomes a gap of two lines, a chapter's start a heading."""
    out: list[Block] = []
    for element in found:
        if isinstance(element, Rule):
            out.append(Gap(2, element.where))
        elif isinstance(element, Block):
            out.append(element)
    return tuple(out)


_PARTS = _BLOCKS | frozenset(_HEADINGS) | _CONTAINERS | frozenset(("br", "option", "rt", "rp", "img"))


def words_of(node: Node, drop: Collection[Node] = ()) -> list[str]:
    """The words of an element as a reader would see them, parted at block elements and line breaks.

    `drop`: elements inside whose words don't count. Scripts and styles hold no words.
    """
    parts: list[str] = []
    silent = 0
    for event, element in etree.iterwalk(node, events=("start", "end")):
        shut = not isinstance(element.tag, str) or element.tag in _SILENT or element in drop
        edge = isinstance(element.tag, str) and element.tag in _PARTS
        if event == "start":
            silent += shut
            text = element.text
        else:
            silent -= shut
            text = element.tail if element is not node else None
        if edge:
            parts.append("\n")
        if text and not silent:
            parts.append(text)
        elif event == "start" and not silent and element.tag == "img":
            parts.append(element.get("alt") or "")
    return words(runs.clean("".join(parts)))


def tell(conversion: Conversion, report: Report) -> None:
    """Reports what a conversion dropped or could not keep."""
    label, counts, gallery, links = conversion.label, conversion.counts, conversion.gallery, conversion.links
    if gallery.missing:
        report.warn(
            "missing-image",
            label,
            f"{_count(len(gallery.missing), 'picture is', 'pictures are')} missing or damaged "
            f"(first: {short(gallery.missing[0])}); their alternative text stands in their place",
        )
    if gallery.remote:
        report.warn(
            "remote-image",
            label,
            f"{_count(len(gallery.remote), 'picture stands', 'pictures stand')} on the web and "
            f"{'was' if len(gallery.remote) == 1 else 'were'} not fetched (first: {short(gallery.remote[0])})",
        )
    if counts["colour"]:
        report.info("colour-dropped", label, f"the colour of {counts['colour']} passages is dropped")
    if counts["hidden"]:
        report.info(
            "hidden-text", label, f"{counts['hidden']} hidden passages left out (counted as 'hidden')"
        )
    if counts["embedded-content"] or counts["form-control"]:
        total = counts["embedded-content"] + counts["form-control"]
        report.info("active-content", label, f"{total} embedded or form elements left out")
    if links.unsafe:
        report.info(
            "unsafe-link",
            label,
            f"{links.unsafe} links to files, scripts or data taken out, their words kept",
        )
    if links.dead:
        report.info("dead-link", label, f"{links.dead} links lead nowhere; their words are kept")
    if counts["nesting"]:
        report.info(
            "deep-nesting",
            label,
            f"{counts['nesting']} containers nested too deep are set as plain paragraphs",
        )


def short(address: str) -> str:
    """An address as it fits in a message: printable, at most 60 characters."""
    shown = "".join(character if character.isprintable() else "?" for character in address)
    return shown if len(shown) <= 60 else shown[:57] + "..."


def _count(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"
