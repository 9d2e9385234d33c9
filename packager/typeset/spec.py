"""What a page is set in: the values that line breaking needs. All lengths are in points."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

Step = tuple[str, str, str, str]  # an element as selectors see it: tag, class, lang, style attribute
Path = tuple[Step, ...]  # from <body> down to the element
Length = tuple[float, float]  # points, and a share of the containing block's width


@dataclass(frozen=True, slots=True)
class Face:
    """One font file as the book draws it. `data` is a TrueType or OpenType file, not compressed."""

    family: str  # as the stylesheet's font-family names it
    italic: bool
    weight: int  # 400, 700 ...
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class TextStyle:
    """What the cascade says of one element, as far as its lines depend on it."""

    families: tuple[str, ...]
    size: float
    leading: float
    italic: bool = False
    weight: int = 400
    features: tuple[tuple[str, int], ...] = ()  # OpenType features switched on or off
    letter_spacing: float = 0.0
    word_spacing: float = 0.0
    transform: str = "none"  # CSS text-transform
    align: str = "justify"
    indent: Length = (0.0, 0.0)  # of the first line
    left: Length = (0.0, 0.0)  # margin, border and padding on each side
    right: Length = (0.0, 0.0)
    width: Length | None = None  # where the stylesheet fixes it
    height: float | None = None
    above: float = 0.0  # margin, border and padding above and below, for floats
    below: float = 0.0
    block: bool = False  # a block of its own rather than a run inside a line
    floats: str = "none"
    positioned: bool = False
    hidden: bool = False
    special: bool = False  # drawn in a way that lines can't be measured for: tables, inline blocks, ruby
    hyphens: bool = True  # automatic hyphenation is wanted
    white_space: str = "normal"
    lang: str = ""
    rtl: bool = False


class Styles(Protocol):
    """Tells the style of the element at the end of a path."""

    def learn(self, paths: set[Path]) -> None:
        """Get ready for these paths, all at once."""

    def of(self, path: Path) -> TextStyle:
        """The style at the end of a path; the path was learnt before."""


@dataclass(frozen=True, slots=True)
class Tuning:
    """How lines are judged. Gap ratios are in natural word spaces: 0.2 is a fifth wider than natural."""

    stretch: float = 0.4  # a line whose gaps grow by this share is as bad as one of the usual kind gets
    shrink: float = 0.25  # the same for gaps that are drawn together; never by more than `squeeze`
    squeeze: float = 0.3
    expansion: float = 0.02  # faces are drawn up to this much wider or narrower; 0 switches copies off
    tracking: float = 0.004  # em added between letters of the widest face, taken from the narrowest
    rescue: float = (
        0.007  # em more between letters in one face beyond the widest, for lines that stay too loose
    )
    rescue_from: float = 0.28  # with gaps wider than this share
    rescue_cost: float = 30.0
    steps: int = 3  # faces on either side of the natural one
    face_cost: float = 0.03  # cost of a face at its limit, in the same coin as a gap ratio squared of 1
    hang: float = 1.0  # how much of the hanging table is used; 0 switches hanging off
    hyphen: float = 420.0
    hyphen_pair: float = 250.0  # two lines in a row that end in a hyphen; three never do
    explicit: float = 25.0  # a line that ends in a hyphen or dash of the text's own
    contrast: float = 150.0  # neighbouring lines whose gaps differ by a whole space
    face_contrast: float = 20.0  # neighbouring lines whose faces differ by half the range
    stack: float = 60.0  # the same word under itself at a line's end or start
    runt: float = 900.0  # a last line of one short word
    fragment: float = 2500.0  # a last line of nothing but the rest of a broken word
    min_last: float = 2.6  # a last line under this many em is short
    min_word: int = 5  # letters of the shortest word that is hyphenated
    left_min: int = 2
    right_min: int = 3


@dataclass(frozen=True, slots=True)
class TypeSpec:
    """What `set_lines` needs besides the page itself.

    `measure` is the width of the text block; `faces` are those the book may draw with, the first of a family,
    slope and weight is taken; `styles` tells the style of every element.
    """

    measure: float
    faces: tuple[Face, ...]
    styles: Styles
    lang: str = "en"
    tuning: Tuning = Tuning()


@dataclass(frozen=True, slots=True)
class Wish:
    """What page breaking asks of one paragraph the second time round."""

    lines: int | None = None  # set it in so many lines if that can be done well
    no_hyphen_after: frozenset[int] = frozenset()  # 0-based lines that must not end in a hyphen


@dataclass(frozen=True, slots=True)
class SetParagraph:
    """One paragraph in page order. `left_to` names the reason when its lines were left to the renderer."""

    index: int
    lines: int = 0  # 0 when left to the renderer
    hyphens: tuple[int, ...] = ()  # 0-based lines that end in a hyphen of ours
    hangs: tuple[float, ...] = ()  # how far each line's last sign stands past the measure, pt
    fewest: int = 0  # the line counts that could be had without a line worse than usual
    most: int = 0
    left_to: str = ""


@dataclass(frozen=True, slots=True)
class SetPage:
    """The page's body with explicit lines, and what became of each paragraph."""

    body: str
    paragraphs: tuple[SetParagraph, ...]
