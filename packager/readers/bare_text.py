"""The text of a file as a second witness sees it: no tree, no conversion, nothing of the reader that read it.

What a reader gives is compared with this (`uncounted`). A witness must not say more than is surely there: what
may be syntax, hidden or code is passed over, so every word it says stands in the file for all to see. It cuts
markup out of the text by the rules of the HTML Standard's tokenizer (13.2.5), so that a fault of libxml2 or of
a walk over its tree is seen.
"""

from __future__ import annotations

import html
import io
import posixpath
import re
import zipfile
from collections.abc import Iterable, Iterator
from urllib.parse import unquote

from lxml import etree

from packager.readers.parsing import decode as decode_markup
from packager.readers.rtf_words import CHARACTERS, SKIPPED, SYMBOLS, tokens
from packager.readers.text_decode import decode
from packager.zips import DAMAGED

HTML = frozenset(("ao3", "ao3-page", "ffn", "html"))
EPUB = frozenset(("epub", "ao3-epub"))
LINED = HTML | {"markdown", "text"}
"""Formats whose bare text has its words in the lines of the file."""

EDGE = "\u2029"  # the border of a block, where the file need not end a line
WRAP = "\x1d"  # an end of a line of the file that parts no words: inside a tag or a comment

_RAW = ("script", "style", "title", "textarea", "iframe", "noembed", "noframes", "xmp", "plaintext")
"""Elements that hold no elements: an open one goes on to the end of the file."""
_SHUT = tuple(
    "noscript template object applet audio video canvas svg math select datalist button dialog output meter "
    "progress".split()
)
"""Elements whose text no page shows, or that hold what is no text."""


class _Cut:
    """Cuts elements out of a text, from a start tag to the next end tag of its name; the ends of their lines stay.

    In time that grows with the text: every search begins where the last one ended, and none is made twice in vain.
    """

    def __init__(self, names: Iterable[str], to_the_end: Iterable[str] = ()) -> None:
        self._to_the_end = frozenset(name.lower() for name in to_the_end)
        self._end = {
            name.lower(): re.compile(rf"</{re.escape(name)}(?=[\s/>])[^<>]*>?", re.I)
            for name in (*names, *self._to_the_end)
        }
        self._start = re.compile(rf"<({'|'.join(map(re.escape, self._end))})(?=[\s/>])[^<>]*>?", re.I)

    def __call__(self, text: str) -> str:
        kept: list[str] = []
        at = 0
        open_ended: set[str] = set()
        for start in self._start.finditer(text):
            name, empty = start[1].lower(), start[0].endswith("/>")
            if start.start() < at or name in open_ended or (empty and name not in self._to_the_end):
                continue
            end = self._end[name].search(text, start.end())
            if end is None and (empty or name not in self._to_the_end):
                open_ended.add(name)
                continue
            kept.append(text[at : start.start()])
            at = end.end() if end else len(text)
            kept.append(EDGE + "\n" * text.count("\n", start.start(), at))
        kept.append(text[at:])
        return "".join(kept)


_shown = _Cut(_SHUT, _RAW)

_TAG = re.compile(
    r"""<!--(?:-?>|.*?(?:--!?>|\Z))|<!\[CDATA\[.*?(?:\]\]>|\Z)"""
    r"""|</?([A-Za-z][^\s/>]*+)(?:=\s*+"[^"]*+"|=\s*+'[^']*+'|[^>])*+(?:>|\Z)|<[!?/][^>]*+(?:>|\Z)""",
    re.S,
)
_INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code del dfn em font i ins kbd mark nobr rb ruby s samp small span strike "
    "strong sub sup time tt u var wbr".split()
)


def bare_text(data: bytes, format: str, label: str) -> str | None:
    """The text of a file of this format; None where there is no second way to read it.

    Of a `LINED` one every word stands in its line, which `EDGE` and `WRAP` do not change.
    """
    if format == "text":
        return decode(data, label).text
    if format in HTML:
        return _page(decode_markup(data))
    if format == "markdown":
        return _markdown(decode_markup(data))
    if format == "rtf":
        return _rtf(data)
    try:
        if format in EPUB:
            return "\n".join(map(_page, _spine(data)))
        if format == "docx":
            return _word(data)
        if format == "odt":
            return _open_document(data)
    except (*DAMAGED, KeyError):
        return None  # damaged; its reader found a way, or refused it
    return None


def other_text(data: bytes, format: str) -> str | None:
    """Pages by a third reading, for where the second finds more than the reader: broken markup has many."""
    from bs4 import BeautifulSoup
    from bs4.exceptions import ParserRejectedMarkup

    if format in HTML:
        pages: Iterable[str] = (decode_markup(data),)
    elif format in EPUB:
        pages = _spine(data)
    else:
        return None
    try:
        return "\n".join(BeautifulSoup(page, "html.parser").get_text("\n") for page in pages)
    except (ParserRejectedMarkup, AssertionError, RecursionError):
        return ""  # no second opinion: nothing is surely lost


def _page(text: str) -> str:
    return html.unescape(_TAG.sub(_edge, _shown(text)))


def _edge(tag: re.Match[str]) -> str:
    """What a tag leaves: nothing inside a word, an edge at the border of a block; and the ends of its lines."""
    name, wraps = tag[1], WRAP * tag[0].count("\n")
    return wraps + EDGE if name and name.lower() not in _INLINE else wraps


# ------------------------------------------------------------------------------------------ Markdown

_FENCE = re.compile(r"^[ \t>]*(?:```|~~~).*$", re.M)
_DEFINED = re.compile(r"^[ \t>]*\[[^\]\n]+\]:.*$", re.M)
_DESTINATION = re.compile(
    r"\]\((?:[^()]|\([^()]{0,500}\)){0,2000}+\)|\]\[[^\]]{0,500}\]|<[a-z][a-z0-9+.-]*:[^<>\s]*>", re.I
)
_CALL = re.compile(r"\[\^[^\]\n]{0,200}\]:?")
_NUMBER = re.compile(r"^(?:[ \t>*+-]*+\d{1,9}[.)](?=\s|\Z))++", re.M)


def _markdown(text: str) -> str:
    text = _CALL.sub(" ", _DEFINED.sub("", _FENCE.sub("", text)))
    text = _DESTINATION.sub(lambda found: " " + "\n" * found[0].count("\n"), text)
    return _page(_NUMBER.sub("", text))


# --------------------------------------------------------------------------------------- zipped books


def _spine(data: bytes) -> Iterator[str]:
    """The documents of an EPUB in reading order; `ValueError` where its package is not well-formed."""
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        rootfile = _xml(book.read("META-INF/container.xml")).find(".//{*}rootfile")
        package = "" if rootfile is None else rootfile.get("full-path", "")
        tree = _xml(book.read(package))
        hrefs = {item.get("id", ""): item.get("href", "") for item in tree.iterfind(".//{*}manifest/{*}item")}
        for reference in tree.iterfind(".//{*}spine/{*}itemref"):
            name = posixpath.join(posixpath.dirname(package), unquote(hrefs[reference.get("idref", "")]))
            yield decode_markup(book.read(posixpath.normpath(name)))


def _xml(data: bytes) -> etree._Element:
    try:
        return etree.fromstring(data, etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True))
    except etree.XMLSyntaxError as error:
        raise ValueError(str(error)) from error


_WORD_TEXT = re.compile(r"<w:t(?:\s[^<>]*)?>([^<]*)</w:t>|<(?:/w:p|w:br|w:cr|w:tab|w:ptab)\b")
_said_once = _Cut(("mc:Fallback", "w:pict", "w:object", "w:drawing"))


def _word(data: bytes) -> str:
    """What the runs of a Word file's text and notes say."""
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        text = decode_markup(book.read("word/document.xml"))
    text = _said_once(text)
    return html.unescape("".join(found[1] if found[1] is not None else "\n" for found in _WORD_TEXT.finditer(text)))


_BODY = re.compile(r"<office:text\b.*?</office:text>", re.S)
_office_shown = _Cut(
    "office:annotation text:tracked-changes text:note-citation svg:title svg:desc office:forms office:event-listeners "
    "office:binary-data text:table-of-content text:alphabetical-index text:script text:hidden-text "
    "text:hidden-paragraph text:bibliography text:illustration-index table:shapes draw:object math:math".split()
)
_OFFICE_EDGE = re.compile(r"</?(?:text:(?:p|h|line-break|tab|s|list|list-item|note)|table:\w+|draw:[\w-]+)\b[^>]*>")


def _open_document(data: bytes) -> str:
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            data = book.read("content.xml")
    found = _BODY.search(decode_markup(data))
    text = _OFFICE_EDGE.sub("\n", _office_shown(found[0] if found else ""))
    return html.unescape(re.sub(r"<[^<>]*>", "", text))


# ----------------------------------------------------------------------------------------------- RTF

UNSURE = "\u02d1"
"""Stands for a byte whose code page the witness does not look up: the word around it is not witnessed."""


def _rtf(data: bytes) -> str:
    """The text outside every destination, to the first group that is not closed again."""
    out: list[str] = []
    depth, hidden, fresh, to_skip = 0, 0, False, 0  # `hidden`: the depth of the group that is no text
    skips = [1]
    for token in tokens(data):
        if token.kind == "{":
            depth, fresh = depth + 1, True
            skips.append(skips[-1])
            continue
        if token.kind == "}":
            depth -= 1
            hidden = hidden if hidden and depth >= hidden else 0
            if depth <= 0:
                break
            skips.pop()
        elif hidden:
            pass
        elif (token.kind == "symbol" and token.name == "*") or (
            token.kind == "word" and fresh and token.name in SKIPPED | {"pict", "fldinst", "info"}
        ):
            hidden = depth
        elif token.kind == "word" and token.name == "v":
            return "".join(out)  # hidden text from here on, or its end: leave it to the reader
        elif token.kind == "word" and token.name == "uc":
            skips[-1] = token.number or 0
        elif token.kind == "word" and token.name == "u" and token.number is not None:
            code = token.number + 65536 if token.number < 0 else token.number
            out.append(chr(code) if code < 0xD800 or 0xE000 <= code < 0x10000 else UNSURE)
            to_skip = skips[-1]
            fresh = False
            continue
        elif token.kind == "word":
            out.append(CHARACTERS.get(token.name, "\n" if token.name in _RTF_EDGES else ""))
        elif token.kind == "symbol":
            out.append(SYMBOLS.get(token.name, "\n" if token.name in "\r\n" else ""))
        else:
            text = token.data.decode("ascii", "replace").replace("\ufffd", UNSURE)
            out.append(text[to_skip:])
            to_skip = max(0, to_skip - len(text))
            fresh = False
            continue
        fresh, to_skip = False, 0
    return "".join(out)


_RTF_EDGES = frozenset("par sect page column line lbr cell nestcell row nestrow tab footnote".split())
