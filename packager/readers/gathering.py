"""What a conversion gathers while it walks: places, pictures, links, what was left out, findings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import KW_ONLY, dataclass, field, replace
from typing import Self

from packager.model import Element, Inline, LeftOut, Lines
from packager.readers.counting import words_of
from packager.readers.images import Gallery
from packager.readers.links import Links
from packager.readers.parsing import Node
from packager.readers.styles import NO_SHEET, Sheet


@dataclass(eq=False)
class Gathering:
    """The state that all walks over one source share.

    `counts_blocks`: places are ordinals of block elements (EPUB, docx) instead of lines of the file;
    `line_attribute`: they are what elements say in this attribute.
    """

    label: str
    _: KW_ONLY
    sheet: Sheet = NO_SHEET
    links: Links = field(default_factory=Links)
    gallery: Gallery = field(default_factory=Gallery)
    lang: str = ""
    dir: str = ""
    counts_blocks: bool = False
    line_attribute: str = ""
    left_out: list[LeftOut] = field(default_factory=list, init=False)
    anchors: set[str] = field(default_factory=set, init=False)
    counts: Counter[str] = field(default_factory=Counter, init=False)
    firsts: dict[str, int] = field(default_factory=dict, init=False)  # where each kind of finding was met first
    place: int = field(default=0, init=False)  # the line or ordinal of the element being read
    spots: list[tuple[str, int]] = field(default_factory=list, init=False)  # of each ordinal, in a source of files

    def __post_init__(self) -> None:
        self.lang = self.lang.lower()
        self.dir = self.dir if self.dir in ("ltr", "rtl") else ""
        self.links.found = self.gallery.found = self.met

    def again(self) -> Self:
        """One with the same ways that has gathered nothing yet, for a source that is read a second time."""
        return replace(self, gallery=self.gallery.again())

    def speak(self, language: str) -> None:
        """Says what language the text is in, once its facts are read ('' changes nothing).

        The page's own `lang` is that of the site: every AO3 download calls itself English.
        """
        self.lang = language.lower() or self.lang

    def at(self, node: Node) -> Lines:
        """Moves on to this element and gives its place."""
        if self.counts_blocks:
            self.step(node)
        else:
            self.place = node.sourceline or self.place
        return Lines(self.place, self.place)

    def step(self, node: Node) -> None:
        """Counts a block element, and notes its file and line where the source is made of files."""
        self.place += 1
        if self.links.page:
            self.spots += [(self.links.page, 1)] * (self.place - 1 - len(self.spots))
            self.spots.append((self.links.page, node.sourceline or 1))

    def met(self, kind: str) -> None:
        """Remembers where a finding was met first."""
        self.firsts.setdefault(kind, self.place)

    def count(self, kind: str) -> None:
        self.counts[kind] += 1
        self.met(kind)

    def leave_out(self, rule: str, *nodes: Node) -> None:
        """Counts the words of elements that are not set."""
        for node in nodes:
            self.leave_words(rule, words_of(node))

    def leave_words(self, rule: str, found: Iterable[str], where: Lines | None = None) -> None:
        gathered = tuple(found)
        if gathered:
            self.left_out.append(LeftOut(rule, gathered, where or Lines(self.place, self.place)))

    def special(self, node: Node) -> tuple[Element, ...] | None:
        """An element read in a way of its own; None for plain HTML."""
        return None

    @property
    def has_inline_specials(self) -> bool:
        """Whether `inline_special` must be asked of every element, attributes or not."""
        return False

    def inline_special(self, node: Node) -> Inline | None:
        """An element that becomes an inline of its own kind (a footnote's call)."""
        return None
