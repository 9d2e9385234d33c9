"""Text on its way into XML: escaped, without what XML cannot hold."""

from __future__ import annotations

from html import escape

from packager.html_book import ILLEGAL


def clean(value: str) -> str:
    """One line of plain text: legal characters (ebooklib drops a whole value over one that isn't), single spaces."""
    return " ".join(ILLEGAL.sub(" ", value).split())


def text(value: str) -> str:
    """For between tags."""
    return escape(clean(value), quote=False)


def attribute(value: str) -> str:
    """For a double-quoted attribute."""
    return escape(clean(value))
