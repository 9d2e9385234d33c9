"""Text on its way into XML: escaped, without what XML cannot hold."""

from __future__ import annotations

import re
from html import escape

ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""Control characters, lone surrogates and non-characters; ebooklib drops a whole value over one of them."""


def clean(value: str) -> str:
    """One line of plain text: legal characters, single spaces."""
    return " ".join(ILLEGAL.sub(" ", value).split())


def text(value: str) -> str:
    """For between tags."""
    return escape(clean(value), quote=False)


def attribute(value: str) -> str:
    """For a double-quoted attribute."""
    return escape(clean(value))
