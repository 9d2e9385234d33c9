"""Line breaking for print: every paragraph is broken as a whole and written out line by line."""

from packager.typeset.page import Typesetter
from packager.typeset.spec import Face, SetPage, SetParagraph, TextStyle, Tuning, TypeSpec, Wish
from packager.typeset.styles import CssStyles

__all__ = [
    "CssStyles",
    "Face",
    "SetPage",
    "SetParagraph",
    "TextStyle",
    "Tuning",
    "TypeSpec",
    "Typesetter",
    "Wish",
]
