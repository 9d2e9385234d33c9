"""Which lines are ornaments: the ways people mark a scene break."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from packager.model import Image, Paragraph, Rule
from packager.structure.items import Item, opens_quote

# Characters that serve as ornament. Quotation marks are not among them: '"..."' is somebody's silence.
_SYMBOLS = re.compile(r"^[^\w\s\"“”„«»‘’'?!()\[\]]$|^[_()\[\]'’!]$")
# Letters that draw figures with or without symbols: oOo, xXx, o0o0o, -x-x-x-, XOXOX, vVv, zZz, mMm, uUu, iIi.
_FIGURE = re.compile(
    r"^(?:[oO0°]{2,}|[xX×]{2,}|[oO0xX]{3,}|(?:[oO0xX]\W*){3,}|(?:[vV]{3,}|[zZ]{4,}|[wW]{4,}|[mM]{4,}|[uU]{4,}|[iIlL1]{5,})|[oO0]|[xX])$"
)
_IN_NO_FIGURE = frozenset("aehnrst")  # nearly every line of prose holds one, and no long ornament does
_NAMED = re.compile(
    r"^(?:(?:line|page|scene|section|chapter|time|paragraph) ?-?(?:break(?:er)?|skip|divider|change|cut|shift)|break(?: line)?|divider|separator"
    r"|horizontal (?:rule|line)|(?:h?r)?line ?break|line|lb|pb|scene|hr|asterism|changement de sc[èe]ne|szenenwechsel|cambio de escena)$",
    re.I,
)
_TAG = re.compile(r"^<\s*/?\s*(?:hr|br)\b[^>]*>$", re.I)
_DOTS = re.compile(r"^[.…\s·]+$")
_EDGE = re.compile(r"^[\W_]+|[\W_]+$")
_REPEAT = re.compile(r"^(?:x|o|X|O|0|-|~|\*|=|_)*(?P<word>[A-Za-z ]{4,20}?)(?:x|o|X|O|0|-|~|\*|=|_)*$")


def is_mark(text: str) -> bool:
    """Whether a line, taken by itself, can only be an ornament (letters of a figure included)."""
    line = text.strip()
    if not line or len(line) > 120:
        return False
    if _TAG.match(line):
        return True
    line = line.replace("<3", "♥")
    if len(line) > 40 and not _IN_NO_FIGURE.isdisjoint(line):
        return False
    bare = _EDGE.sub("", line)
    if not bare:
        if len(line) > 1 and set(line) <= set("?!.… ") and set(line) & set("?!"):
            return False
        return all(_SYMBOLS.match(c) or c.isspace() for c in line)
    squeezed = re.sub(r"[\W_]+", "", bare)
    if len(squeezed) > 40:
        return False
    if _FIGURE.match(squeezed) and (bare == line or not opens_quote(line)):
        return len(squeezed) > 1 or bare != line
    if _figure_mix(squeezed):
        return True
    if len(line) > 40 or len(bare.split()) > 3:
        return False
    if _NAMED.match(bare):
        # In words only where nothing else it can be: capitals, brackets or signs around, or the full term.
        return bare != line or bare.isupper() or len(bare.split()) == 2 or bare.lower() in ("linebreak", "pagebreak")
    wrapped = _REPEAT.match(re.sub(r"[\W_]*[xXoO0][xXoO0\W_]*$", "", re.sub(r"^[xXoO0\W_]*[xXoO0][\W_]*", "", line)))
    return bool(wrapped and wrapped["word"] and _NAMED.match(wrapped["word"].strip()) and bare != wrapped["word"])


def _figure_mix(letters: str) -> bool:
    """Figures such as 'oOoOoOo', 'xoxox', 'OoXoO', '0o0o0', 'ooo000ooo', 'xXxXx', 'ioioioi': at most two
    letters, each recurring, no word."""
    folded = letters.lower().replace("0", "o").replace("×", "x")
    return len(folded) >= 3 and set(folded) <= set("ox") and folded not in ("ox", "xo", "oxo")


def is_dots(text: str) -> bool:
    return bool(_DOTS.match(text.strip()))


def find_marks(items: Sequence[Item]) -> frozenset[int]:
    """Indices of the items that are ornaments. A line of dots is one where it recurs or stands outside talk."""
    texts = Counter(item.text for item in items)
    found = set()
    for i, item in enumerate(items):
        if isinstance(item.element, Rule):
            found.add(i)
        elif isinstance(item.element, Paragraph) and is_mark(item.text):
            if is_dots(item.text) and item.text != "." and texts[item.text] < 2:
                near = [items[j].text for j in (i - 1, i + 1) if 0 <= j < len(items)]
                if any(opens_quote(text) for text in near):
                    continue
            if len(item.text) <= 2 and item.text.isalnum() and texts[item.text] < 2:
                continue
            found.add(i)
        elif isinstance(item.element, Paragraph) and not item.text:
            images = [inline for inline in item.element.inlines if isinstance(inline, Image)]
            if images and _recurs(images[0].asset, items):
                found.add(i)
    return frozenset(found)


def _recurs(asset: str, items: Sequence[Item]) -> bool:
    """A picture without words that comes back is a divider."""
    count = 0
    for item in items:
        if isinstance(item.element, Paragraph) and not item.text:
            count += sum(1 for inline in item.element.inlines if isinstance(inline, Image) and inline.asset == asset)
    return count >= 3
