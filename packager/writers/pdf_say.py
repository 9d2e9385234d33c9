"""Put into words what layout found: glyphs no font has, fonts nobody asked for, pictures too coarse for paper.

Each finding is told once for the book, with the first place it was met at and in how many other parts it was met.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Literal, assert_never

from packager.html_book import Page
from packager.problems import Report
from packager.render.origins import Origins, name_of
from packager.writers.pdf_layout import PartInfo

MISSING = re.compile(r'"(.)" \(U\+([0-9A-F]+)\)', re.DOTALL)

FONTS = (  # first code point, last, name of the script, a free font that has it
    (0x0590, 0x05FF, "Hebrew", "Noto Serif Hebrew"),
    (0x0600, 0x06FF, "Arabic", "Noto Naskh Arabic"),
    (0x0900, 0x097F, "Devanagari", "Noto Serif Devanagari"),
    (0x0E00, 0x0E7F, "Thai", "Noto Serif Thai"),
    (0x3040, 0x30FF, "Japanese", "Noto Serif CJK"),
    (0x3400, 0x9FFF, "Chinese characters", "Noto Serif CJK"),
    (0xAC00, 0xD7AF, "Korean", "Noto Serif CJK"),
    (0x2600, 0x27BF, "symbols", "Noto Sans Symbols 2"),
    (0x1F000, 0x1FAFF, "emoji", "Noto Color Emoji"),
)

UNCUT = {  # what makes a chapter's pages hard to level, and what can be done
    "it has forced page breaks": "take the page breaks out of your CSS or theme, or let them stand",
    "it has footnotes beside the text": "let its notes be called by a line of text",
    "something in it is longer than a page": "part it, or make it smaller",
    "something in it is placed by itself": "take `position` out of your CSS or theme",
    "something in it is out of the flow": "take `position` and `float` out of your CSS or theme",
    "a float stands at a block's end": "take `float` out of your CSS or theme",
}
OF_STYLES = {  # the declarations that bring it about, where a sheet of the user's has one
    "it has forced page breaks": r"(?:page-)?break-(?:before|after):\s*(?!\s|auto|avoid)",
    "something in it is placed by itself": r"position:\s*(?:absolute|fixed)",
    "something in it is out of the flow": r"(?:position:\s*(?:absolute|fixed)|float:\s*(?!\s|none))",
    "a float stands at a block's end": r"float:\s*(?!\s|none)",
}


def font_for(character: str) -> str:
    """The name of a free font that has a character, as far as we know."""
    code = ord(character)
    return next((font for first, last, _, font in FONTS if first <= code <= last), "a Noto font for its script")


@dataclass(slots=True)
class Met:
    """A finding: the pages it was met on, and what was said there."""

    pages: list[Page] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    @property
    def more(self) -> str:
        """' (and in 3 more parts of the book)', '' where there is but one."""
        others = len({page.id for page in self.pages}) - 1
        return f" (and in {others:,} more part{'s' if others > 1 else ''} of the book)" if others else ""


Told = Literal["missing", "ignored", "fallback", "coarse-image", "uncut", "notes-behind"]
"""What is told: as it was found, but of what WeasyPrint says a missing glyph is told by itself."""


def gathered(parts: Iterable[tuple[Page, PartInfo]]) -> dict[tuple[Told, str], Met]:
    """What was found while the parts were laid out, by its kind and what it is about, in the order it was met."""
    found: dict[tuple[Told, str], Met] = {}
    for page, info in parts:
        for kind, what, message in info.said:
            key: tuple[Told, str]
            if kind == "weasyprint":
                glyph = MISSING.search(message)
                missing = glyph is not None and "notdef" in message
                key = ("missing", chr(int(glyph[2], 16))) if glyph is not None and missing else ("ignored", message)
            elif kind == "uncut" or kind == "notes-behind":  # of the one chapter, unless a sheet is to blame for all
                key = (kind, message if message in OF_STYLES else page.id)
            else:
                key = (kind, what)
            met = found.setdefault(key, Met())
            met.pages.append(page)
            met.said.append(message)
    return found


def say(
    report: Report,
    parts: Iterable[tuple[Page, PartInfo]],
    origins: Origins,
    in_styles: Callable[[str], str] = lambda pattern: "",
) -> None:
    """Report what was found while the book was laid out.

    `in_styles` gives the place of what a pattern finds in the user's own sheet, '' where it finds nothing.
    """
    for (kind, what), met in gathered(parts).items():
        page = met.pages[0]
        if kind == "missing":
            report.warn(
                "missing-glyph",
                origins.of_signs(page, what),
                f"no font has '{what}' (U+{ord(what):04X}), so an empty box is printed"
                f"{context(page, what)}{met.more}; install {font_for(what)}",
            )
        elif kind == "ignored":
            styled, remedy = _rule(page, what, in_styles)
            report.warn("print-css", styled or origins.of_page(page), f"{what}{met.more}; {remedy}")
        elif kind == "fallback":
            signs = "".join(sorted(set("".join(met.said))))
            telling = "".join(sign for sign in met.said[0] if not sign.isascii()) or met.said[0].strip()
            report.warn(
                "foreign-font",
                origins.of_signs(page, telling),
                f"'{signs[:60]}' is not in the theme's fonts and was set in {what}{met.more}; add a font that has it "
                "to the theme",
            )
        elif kind == "coarse-image":
            dots, inches = met.said[0].split()
            report.warn(
                "coarse-image",
                origins.of_picture(page, what),
                f"the picture {what} has {dots} dots an inch at the {inches} in it is printed at{met.more}; below 200 "
                "it looks coarse on paper, so use a larger picture",
            )
        elif kind == "uncut":
            _uncut(report, met, origins, in_styles)
        elif kind == "notes-behind":
            report.info(
                "page-breaks",
                origins.of_notes(page),
                f"in {name_of(page)} its notes stand at its end, since {met.said[0]}; shorten the longest note",
            )
        else:
            assert_never(kind)


def _uncut(report: Report, met: Met, origins: Origins, in_styles: Callable[[str], str]) -> None:
    """Say which chapter's pages may not be level, why, and at which rule or words of it that lies."""
    page, said = met.pages[0], met.said[0]
    why, _, begins = said.partition(": ")
    styled = in_styles(OF_STYLES[why]) if why in OF_STYLES else ""
    report.info(
        "page-breaks",
        styled or origins.of_text(page, begins),
        f"the facing pages of {name_of(page)}{met.more} may end unlevel, since {said}; "
        f"{UNCUT.get(why, 'nothing is lost, so it may stay as it is')}",
    )


def _rule(page: Page, message: str, in_styles: Callable[[str], str]) -> tuple[str, str]:
    """The place in the user's sheet of what layout complains of ('' where it has no such words), and what to do."""
    for quoted in sorted(re.findall(r"[\"'`]([^\"'`]{2,})[\"'`]", message), key=len, reverse=True):
        styled = in_styles(re.escape(quoted))
        if styled:
            return styled, "mend that rule"
    return "", "mend that rule in your CSS or theme"


def context(page: Page, character: str) -> str:
    """The words around a character's first place: ' after "..."'."""
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.body))
    at = text.find(character)
    return f' after "{text[max(0, at - 30) : at].strip()}"' if at > 0 else ""
