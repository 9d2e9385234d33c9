"""The pieces an RTF file is made of: braces, control words, bytes of text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

# A token: control word with number, control symbol, hex byte, brace, or a run of text.
_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})?[ ]?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z'])|([{}])|([\r\n]+)|([^\\{}\r\n]+)", re.S
)


@dataclass(frozen=True, slots=True)
class Token:
    """`kind`: 'word', 'symbol', 'byte', '{', '}' or 'text'. `end` is its place in the data."""

    kind: str
    name: str = ""
    number: int | None = None
    data: bytes = b""
    end: int = 0


def tokens(data: bytes, start: int = 0) -> Iterator[Token]:
    """The tokens from `start` on. After `\\bin` the caller goes on behind the binary bytes."""
    position = start
    length = len(data)
    while position < length:
        match = _TOKEN.match(data, position)
        if match is None:
            position += 1
            continue
        position = match.end()
        word, number, byte, symbol, brace, _line, text = match.groups()
        if word is not None:
            value = int(number) if number else None
            name = word.decode("ascii")
            if name == "bin" and value is not None and value > 0:
                position = min(length, position + value)
            yield Token("word", name, value, end=position)
        elif byte is not None:
            yield Token("byte", data=bytes((int(byte, 16),)), end=position)
        elif symbol is not None:
            yield Token("symbol", symbol.decode("latin-1"), end=position)
        elif brace is not None:
            yield Token(brace.decode("ascii"), end=position)
        elif text is not None:
            yield Token("text", data=text, end=position)


# \fcharset numbers to Python's names for the code pages (Microsoft's RTF specification 1.9.1).
CHARSETS = {
    0: "cp1252",
    77: "mac_roman",
    128: "cp932",
    129: "cp949",
    134: "gbk",
    136: "big5",
    161: "cp1253",
    162: "cp1254",
    163: "cp1258",
    177: "cp1255",
    178: "cp1256",
    186: "cp1257",
    204: "cp1251",
    222: "cp874",
    238: "cp1250",
    255: "cp437",
}

# Control words that stand for a character.
CHARACTERS = {
    "emdash": "—",
    "endash": "–",
    "lquote": "‘",
    "rquote": "’",
    "ldblquote": "“",
    "rdblquote": "”",
    "bullet": "•",
    "tab": " ",
    "emspace": " ",
    "enspace": " ",
    "qmspace": " ",
    "zwj": "\u200d",
    "zwnj": "\u200c",
    "ltrmark": "\u200e",
    "rtlmark": "\u200f",
}
SYMBOLS = {"~": "\u00a0", "_": "\u2011", "-": "", "\\": "\\", "{": "{", "}": "}"}

# Groups that hold no text of the document.
SKIPPED = frozenset(
    "fonttbl colortbl stylesheet listtable listoverridetable rsidtbl generator info header headerl headerr "
    "headerf footer footerl footerr footerf themedata colorschememapping latentstyles datastore xmlnstbl "
    "listtext pntext pntxtb pntxta object objdata fldinst bkmkstart bkmkend filetbl revtbl mmathPr "
    "annotation atnid atnauthor atrfstart atrfend atntime atnref comment".split()
)
