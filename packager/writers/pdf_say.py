"""Put into words what layout found: glyphs no font has, fonts nobody asked for."""

from __future__ import annotations

import re

from packager.html_book import Page
from packager.problems import Report
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


def font_for(character: str) -> str:
    """The name of a free font that has a character, as far as we know."""
    code = ord(character)
    return next((font for first, last, _, font in FONTS if first <= code <= last), "a Noto font for its script")


def say(report: Report, page: Page, info: PartInfo) -> None:
    """Report what was found while a page was laid out."""
    missing: dict[str, None] = {}
    ignored: dict[str, None] = {}
    for code, what, message, _ in info.said:
        if code == "weasyprint":
            found = MISSING.search(message)
            if found and "notdef" in message:
                missing[chr(int(found[2], 16))] = None
            else:
                ignored[message] = None
        elif code == "fallback":
            report.warn(
                "foreign-font",
                where(page),
                f"'{message}' is not in the theme's fonts and was set in {what}; add a font that has it to the theme",
            )
        elif code == "coarse-image":
            dots, inches = message.split()
            report.warn(
                "coarse-image",
                f"{where(page)}: {what}",
                f"has {dots} dots an inch at the {inches} in it is printed at; below 200 it looks coarse on paper, "
                "so use a larger picture",
            )
        elif code == "uncut":
            report.info("page-breaks", where(page), f"its facing pages may end unlevel, since {message}")
        elif code == "notes-behind":
            report.info("page-breaks", where(page), f"its notes stand at its end, since {message}")
        else:
            report.warn(code, where(page), message)
    for message in ignored:
        report.warn("print-css", where(page), f"{message}; mend that rule in your CSS or theme")
    for character in missing:
        report.warn(
            "missing-glyph",
            where(page),
            f"no font has '{character}' (U+{ord(character):04X}), so an empty box is printed"
            f"{context(page, character)}; install {font_for(character)}",
        )


def where(page: Page) -> str:
    """The page's name as the book's contents tell it."""
    return f"“{page.title}”" if page.title else page.file_name


def context(page: Page, character: str) -> str:
    """The words around a character's first place: ' after "..."'."""
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.body))
    at = text.find(character)
    return f' after "{text[max(0, at - 30) : at].strip()}"' if at > 0 else ""
