"""Lists of an RTF file: a paragraph says its number or bullet, and how deep it stands, but not where its list ends."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

ITEM = "<!--item "  # how a part begins that is an item: its level, then what counts it
_PART = re.compile(rf"{ITEM}(?P<level>\d+) (?P<marker>[^>]*)-->", re.S)
_NUMBER = re.compile(r"\W*(?:(?P<figure>\d{1,5})|(?P<roman>[ivxIVX]+)|(?P<letter>[A-Za-z]))[.):]\W*\Z")
_ROMAN = {"i": 1, "v": 5, "x": 10}
DEEPEST = 8


@dataclass(frozen=True, slots=True)
class Counted:
    """What counts an item: the element of its list, the list's `type`, the item's number."""

    tag: str
    kind: str = ""
    number: int = 0


def item(level: int, marker: str, inside: str) -> str:
    """A list item as a part of the body."""
    plain = re.sub(r"[<>\-]", "", marker).strip()
    return f"{ITEM}{min(level, DEEPEST)} {plain}-->{inside}"


def counted(marker: str) -> Counted:
    """'3.' counts by figures, 'b)' by letters, 'iv.' by roman numerals, anything else is a bullet."""
    found = _NUMBER.match(marker)
    if found is None:
        return Counted("ul")
    if found["figure"]:
        return Counted("ol", "", int(found["figure"]))
    if found["roman"] and (len(found["roman"]) > 1 or found["roman"] in "iI"):
        digits = [_ROMAN[letter.lower()] for letter in found["roman"]]
        number = sum(-a if a < b else a for a, b in zip(digits, [*digits[1:], 0], strict=True))
        return Counted("ol", "I" if found["roman"].isupper() else "i", number)
    letter = found["letter"] or found["roman"]
    return Counted("ol", "A" if letter.isupper() else "a", ord(letter.lower()) - ord("a") + 1)


def with_lists(parts: Iterable[str]) -> list[str]:
    """The parts of a body with items put into lists, one in the other by their levels."""
    out: list[str] = []
    open_lists: list[Counted] = []

    def close(to: int) -> None:
        while len(open_lists) > to:
            out.append(f"</li></{open_lists.pop().tag}>")

    for part in parts:
        found = _PART.match(part)
        if found is None:
            close(0)
            out.append(part)
            continue
        level, here = int(found["level"]), counted(found["marker"])
        close(level + 1)
        if len(open_lists) == level + 1 and (open_lists[-1].tag, open_lists[-1].kind) != (here.tag, here.kind):
            close(level)
        if len(open_lists) == level + 1:
            out.append("</li>")
        while len(open_lists) < level + 1:
            kind = f' type="{here.kind}"' if here.kind else ""
            inner = len(open_lists) == level
            out.append(f"<{here.tag}{kind if inner else ''}>" + ("" if inner else "<li>"))
            open_lists.append(here if inner else Counted(here.tag))
        value = f' value="{here.number}"' if here.number else ""
        out.append(f"<li{value}>{part[found.end() :]}")
    close(0)
    return out
