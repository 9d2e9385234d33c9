"""How far signs may stand out into the margin, so that the edge of the text looks straight.

In shares of the sign's own width, after microtype's Garamond tables: a hyphen or a full stop is mostly white.
"""

from __future__ import annotations

RIGHT = {
    ".": 0.7, ",": 0.6, "-": 0.6, "\u2010": 0.6, "\u2019": 0.6, "\u201d": 0.5, "'": 0.6, '"': 0.5,
    ":": 0.4, ";": 0.4, "!": 0.2, "?": 0.15, "\u2013": 0.3, "\u2014": 0.2, ")": 0.15, "\u2026": 0.15,
    "*": 0.2,
}  # fmt: skip
LEFT = {
    "\u2018": 0.6, "\u201c": 0.5, "'": 0.6, '"': 0.5, "(": 0.1, "\u2013": 0.2, "\u2014": 0.15, "\u2026": 0.1,
    "A": 0.04, "T": 0.04, "V": 0.04, "W": 0.04, "Y": 0.04,
}  # fmt: skip
