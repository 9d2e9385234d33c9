"""Fonts, a stylesheet and words for the tests of line breaking."""

from __future__ import annotations

from pathlib import Path

FONTS = Path(__file__).parents[2] / "styles" / "themes" / "classic" / "fonts"
FILES = (
    ("EBGaramond-Regular.ttf", False, 400),
    ("EBGaramond-Italic.ttf", True, 400),
    ("EBGaramond-Bold.ttf", False, 700),
    ("EBGaramond-BoldItalic.ttf", True, 700),
)
MEASURE = 288.0
BOOK_CSS = """
body { margin: 0; font: 11pt/14pt "EB Garamond"; font-variant-numeric: oldstyle-nums }
p { margin: 0; text-indent: 16pt; text-align: justify; hyphens: auto }
p.first { text-indent: 0 }
h3 + p { text-indent: 0 }
blockquote { margin: 14pt 20pt }
.center { text-align: center }
.drop-cap { float: left; font-size: 48pt; line-height: 42pt; height: 42pt; padding-right: 2pt }
.lead-in { font-variant-caps: small-caps; letter-spacing: .04em }
.footnote { float: footnote; font-size: 9pt }
.footnote::footnote-call { content: counter(footnote); font-size: .65em; vertical-align: super; line-height: 0 }
"""
LAMP = (
    "The lamp had burned low by the time she climbed the stairs, and the whole house smelled of rain and cedar; "
    "nobody had thought to close the shutters. “You came back,” said the boy, without turning from the window. "
    "“I told them that you would.” She put the bag down between them, and for a long while neither of them said "
    "anything at all about the war, or about the letters that had stopped arriving in the autumn."
)
