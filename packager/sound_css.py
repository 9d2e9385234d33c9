"""A style sheet as CSS Syntax takes a damaged one, written out so that any parser reads the same.

What is open at its end (a block, function, string, address or comment) ends there, and what a browser passes over is
not written: so nothing that follows the sheet is swallowed, and parsers that do not recover (epubcheck's, those of old
e-readers) have nothing to recover from.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any, cast

END = "fanpack-end"
BLANK = {"whitespace", "comment"}
CLOSERS = {"eof-in-string": '"', "eof-in-url": ")"}
"""What tinycss2 calls an error and CSS Syntax reads as if it were closed; tinycss2 writes it as open as it was."""

HALVES = re.compile("[\ud800-\udfff]")
"""An escape may name half a character, which no file can hold."""


@lru_cache(maxsize=16)
def sound(css: str) -> str:
    """The sheet in which all is closed and can be parsed; as it was written if nothing is the matter with it.

    Raises `RecursionError` for brackets nested some hundred deep.
    """
    import tinycss2

    css = css.replace("\0", "\ufffd")  # as a browser reads it
    sheet = tinycss2.parse_stylesheet(tokens(css))
    if not opened_at(css) and all(_is_sound(node) for node in sheet):
        return css
    rules = [_mended(node) for node in sheet if node.type != "error" and not any(map(_is_bad, _prelude(node)))]
    return written(rules)


def tokens(css: str) -> list[Any]:
    """The component values of a sheet, of which a string or an address that is open at the end is closed."""
    import tinycss2

    whole: list[Any] = tinycss2.parse_component_value_list(css)
    last = whole
    while last:
        if last[-1].type == "error" and last[-1].kind in CLOSERS:
            closer = CLOSERS[last.pop().kind]
            last[-1].representation += closer
            break
        last = _inside(last[-1])
    return whole


def written(nodes: Iterable[Any]) -> str:
    """Rules or component values as a sheet again, which any file can hold."""
    import tinycss2

    return HALVES.sub("\ufffd", tinycss2.serialize(nodes))


def opened_at(css: str) -> int:
    """The line of the sheet on which what it leaves open begins; 0 where a rule written after it is a rule."""
    import tinycss2

    last = tinycss2.parse_stylesheet(f"{css}\n@{END};")[-1]  # what was left open has swallowed it
    return 0 if getattr(last, "at_keyword", "") == END else int(last.source_line)


def _inside(token: Any) -> list[Any]:
    """What stands in the brackets of a token; nothing for one without."""
    if token.type in {"() block", "[] block", "{} block"}:
        return cast(list[Any], token.content)
    return cast(list[Any], token.arguments) if token.type == "function" else []


def _prelude(node: Any) -> list[Any]:
    return getattr(node, "prelude", None) or []


def _content(node: Any) -> list[Any] | None:
    """What stands in the braces of a rule or a block; None where there are none."""
    has_braces = node.type in {"qualified-rule", "at-rule", "{} block"}
    return node.content if has_braces else None


def _is_sound(node: Any) -> bool:
    if node.type == "error" or any(map(_is_bad, _prelude(node))):
        return False
    content = _content(node)
    return content is None or all(
        _says(piece) and (_is_variable(piece) or all(map(_is_sound, piece))) for piece in _pieces(content)
    )


def _mended(node: Any) -> Any:
    content = _content(node)
    if content is not None:
        node.content = [token for piece in _pieces(content) for token in _kept(piece)]
    return node


def _kept(piece: list[Any]) -> list[Any]:
    """What is written of a piece of a block: all of it, with what is in its braces mended, or its space alone."""
    if not _says(piece):
        return [token for token in piece if token.type in BLANK]
    return piece if _is_variable(piece) else [_mended(token) for token in piece]


def _pieces(block: Iterable[Any]) -> Iterator[list[Any]]:
    """The declarations and rules of a block, each with what ends it."""
    piece: list[Any] = []
    for value in block:
        piece.append(value)
        if value == ";" or (value.type == "{} block" and not _is_variable(piece)):
            yield piece
            piece = []
    if piece:
        yield piece


def _is_variable(piece: list[Any]) -> bool:
    said = [token for token in piece if token.type not in BLANK]
    return len(said) > 1 and said[0].type == "ident" and said[0].value.startswith("--") and said[1] == ":"


def _says(piece: list[Any]) -> bool:
    """Whether a piece of a block is a rule, a declaration with a value, or nothing but space."""
    said = [token for token in piece if token.type not in BLANK]
    if not said:
        return True
    if any(map(_is_bad, said)):
        return False
    if said[0].type == "at-keyword" or _is_variable(piece):
        return True
    if said[-1].type == "{} block":
        return True
    return len(said) > 2 and said[0].type == "ident" and said[1] == ":" and said[2] != ";"


def _is_bad(token: Any) -> bool:
    """Whether a token, or one in its brackets, makes what it stands in invalid. Braces answer for themselves.

    An empty address does too, though browsers keep it: it shows nothing, and epubcheck takes `url()` for an open one.
    """
    if token.type == "error" or (token.type == "url" and not token.value):
        return True
    if token.type == "function" and token.lower_name == "url" and not any(_is_text(one) for one in token.arguments):
        return True
    return token.type != "{} block" and any(map(_is_bad, _inside(token)))


def _is_text(token: Any) -> bool:
    return bool(token.type == "string" and token.value)
