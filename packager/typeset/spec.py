"""What a page is set in: the values that line breaking needs. All lengths are in points."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

# An element as selectors see it: tag, class, lang, style attribute; for blocks also tag and class of the
# element before it ("" for the first).
Step = tuple[str, str, str, str, str, str]
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
    word_spacing: float = 0.0  # of a paragraph: lines have their own instead
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
    limits: tuple[int, int, int] = (5, 2, 3)  # letters of a word that is broken, before the hyphen, and after
    white_space: str = "normal"
    lang: str = ""
    rtl: bool = False
    call: TextStyle | None = None  # of a footnote's call, where that is the note's number and no more


class Styles(Protocol):
    """Tells the styles of elements."""

    def of(self, paths: set[Path]) -> dict[Path, TextStyle]:
        """The style of the element at the end of each path."""


@dataclass(frozen=True, slots=True)
class Tuning:
    """How lines are judged. Gap ratios are in natural word spaces: 0.2 is a fifth wider than natural.

    Costs are in one coin: a line whose gaps are off by `stretch` or `shrink` costs 400. The defaults come
    from five stories (24,000 words) at 11/14 EB Garamond on a measure of 288 pt, set side by side and looked at.
    """

    stretch: float = 0.4
    shrink: float = 0.25
    squeeze: float = 0.3  # gaps never shrink by more
    # Faces: drawn up to `expansion` wider or narrower with up to `tracking` em more or less between letters,
    # in `steps` faces on either side. The outermost on each side is kept for rescue: it is tracked by
    # `rescue` (wide) or `rescue_narrow` em more, for lines looser than `rescue_from` or tighter than `shrink`
    # without it.
    expansion: float = 0.02  # 0 switches copies off
    tracking: float = 0.004
    steps: int = 4
    rescue: float = 0.007
    rescue_narrow: float = 0.003
    rescue_from: float = 0.28
    rescue_cost: float = 36.0
    face_cost: float = 0.03  # how dear a face at its limit is beside a gap that doubles
    hang: float = 1.0  # how much of the hanging table is used; 0 switches hanging off
    hyphen: float = 430.0
    hyphen_pair: float = 250.0  # two lines in a row that end in a hyphen; three never do
    explicit: float = 25.0  # a line that ends in a hyphen or dash of the text's own
    contrast: float = 150.0  # neighbouring lines whose gaps differ by a whole space
    face_contrast: float = 20.0  # neighbouring lines whose faces differ by half the range
    stack: float = 60.0  # the same word under itself at a line's end or start
    runt: float = 1500.0  # a last line of one short word
    stub: float = 12000.0  # a last line of one syllable of a broken word
    fragment: float = 3000.0  # a last line of nothing but the short rest of a broken word, half for a long one
    min_last: float = 2.6  # a last line under this many em is short
    syllable: float = 1.9  # and so many em are a syllable with a full stop or a quotation mark
    min_word: int = 5  # letters of the shortest word that is hyphenated
    left_min: int = 2
    right_min: int = 3
    rag: float = 4.0  # times the square of the em that a ragged line falls short by: 10 em are as bad as a hyphen
    rag_line: float = 20.0  # every ragged line: fewer are better, a little


@dataclass(frozen=True, slots=True)
class TypeSpec:
    """What a `Typesetter` needs besides the page itself.

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
    left_to: str = ""


@dataclass(frozen=True, slots=True)
class SetPage:
    """The page's body with explicit lines, and what became of each paragraph."""

    body: str
    paragraphs: tuple[SetParagraph, ...]
