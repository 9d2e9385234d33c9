"""An RTF file as HTML: its groups and control words followed one by one, what holds no text counted."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass, field, replace
from html import escape

from packager import limits
from packager.problems import ExitCode, FanpackError
from packager.readers.base import Source
from packager.readers.parsing import legal
from packager.readers.rtf_lists import item, with_lists
from packager.readers.rtf_words import CHARACTERS, CHARSETS, SKIPPED, SYMBOLS, Token, tokens

_COUNTED = {
    "annotation": "comment",
    **dict.fromkeys(
        ("header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr", "footerf"), "page-head"
    ),
}
_TAGS = ("b", "i", "u", "s", "sup", "sub", "small-caps")
_FORMATS = {"b": "b", "i": "i", "ul": "u", "strike": "s", "striked": "s", "scaps": "small-caps"}


@dataclass(frozen=True, slots=True)
class _State:
    """What a group's end brings back."""

    formats: frozenset[str] = frozenset()
    font: int | None = None
    skip: str = ""  # the skipped destination the group stands in
    unicode_skip: int = 1
    target: str = "body"  # 'body', 'note', 'info:title' ...
    hidden: bool = False
    link: str = ""


@dataclass(slots=True)
class _Paragraph:
    html: list[str] = field(default_factory=list)
    align: str = ""
    level: int = 0
    in_table: bool = False
    depth: int = 0  # in a list
    marker: str = ""  # its number or bullet, where it is a list's item


class Reading:
    def __init__(self, source: Source) -> None:
        self.label = source.label
        self.data = source.data
        self.state = _State()
        self.stack: list[_State] = []
        self.paragraph = _Paragraph()
        self.body: list[str] = []
        self.outer: list[tuple[list[str], _Paragraph]] = []  # text around a footnote
        self.notes: list[str] = []
        self.left_out: dict[str, list[str]] = {}
        self.info: dict[str, str] = {}
        self.fonts: dict[int, str] = {}
        self.codepage = "cp1252"
        self.bytes = bytearray()  # text not decoded yet: a character can be several bytes
        self.to_skip = 0  # characters that only stand in for a \u before them
        self.opening = False  # a group has just begun: a destination may follow
        self.optional = False  # after \*
        self.row: list[str] = []
        self.cell: list[str] = []
        self.picture: list[bytes] | None = None
        self.picture_type = ""
        self.instruction: list[str] = []
        self.current_font = 0

    # ------------------------------------------------------------------------------------- the tokens

    def run(self) -> None:
        for token in tokens(self.data):
            match token.kind:
                case "{":
                    self._decode()
                    if len(self.stack) >= limits.GROUPS:
                        raise FanpackError(
                            ExitCode.INPUT,
                            self.label,
                            f"groups stand more than {limits.GROUPS:,} deep in one another; save it as plain text",
                        )
                    self.stack.append(self.state)
                    self.opening = True
                    continue
                case "}":
                    self._decode()
                    self._end_group()
                case "word":
                    self._word(token)
                case "symbol":
                    self._symbol(token.name)
                case "byte" | "text":
                    self._text(token.data)
            self.opening = False
        self._decode()
        self._end_paragraph(last=True)

    def _end_group(self) -> None:
        if not self.stack:
            return
        before = self.stack.pop()
        if self.picture is not None and before.skip != "pict":
            self._end_picture()
        if self.state.target == "note" and before.target != "note":
            self._end_note()
        self.state = before

    def _word(self, token: Token) -> None:
        name, number = token.name, token.number
        if name == "u" and number is not None:
            self._decode()
            self._character(number)
            return
        if name == "uc":
            self.state = replace(self.state, unicode_skip=max(0, min(number or 0, 20)))
            return
        self._decode()
        self.to_skip = 0
        if self.opening or self.optional:
            optional, self.optional = self.optional, False
            if self._destination(name):
                return
            if optional:
                self.state = replace(self.state, skip=self.state.skip or name)
                return
        if self.state.skip:
            self._in_skipped(name, number)
            return
        if name in CHARACTERS:
            self._put(CHARACTERS[name])
        elif name in _FORMATS:
            self._switch(_FORMATS[name], number != 0)
        else:
            self._format(name, number)

    def _destination(self, name: str) -> bool:
        if name in ("pict", "shppict", "nonshppict"):
            if name == "nonshppict":
                self.state = replace(self.state, skip="nonshppict")
            elif name == "pict" and not self.state.skip:
                self.picture, self.picture_type = [], ""
                self.state = replace(self.state, skip="pict")
            return True
        if name == "footnote" and not self.state.skip:
            self.outer.append((self.body, self.paragraph))
            self.body, self.paragraph = [], _Paragraph()
            self.state = replace(self.state, target="note", formats=frozenset())
            return True
        if name in ("title", "author", "keywords") and self.state.skip == "info":
            self.state = replace(self.state, target=f"info:{name}")
            return True
        if name == "fldinst":
            self.instruction = []
            self.state = replace(self.state, skip="fldinst")
            return True
        if name == "fldrslt" and not self.state.skip:
            match = re.search(r'HYPERLINK\s+(\\l\s+)?"?([^"\s]+)"?', "".join(self.instruction))
            self.instruction = []
            link = f"{'#' * bool(match[1])}{match[2].removeprefix('#') if match[1] else match[2]}" if match else ""
            self.state = replace(self.state, link=link)
            return True
        if name in SKIPPED:
            self.state = replace(self.state, skip=self.state.skip or name)
            return True
        return False

    def _symbol(self, symbol: str) -> None:
        if symbol == "*":
            # An optional destination nobody here knows is skipped with its group.
            self.optional = True
            return
        self._decode()
        if symbol in ("\n", "\r"):
            self._end_paragraph()
        elif symbol in SYMBOLS:
            self._put(SYMBOLS[symbol])

    def _in_skipped(self, name: str, number: int | None) -> None:
        if self.state.skip == "fonttbl":
            if name == "f":
                self.current_font = number or 0
            elif name == "fcharset":
                self.fonts[self.current_font] = CHARSETS.get(number or 0, self.codepage)
        elif self.state.skip == "pict" and name in ("pngblip", "jpegblip"):
            self.picture_type = "image/png" if name == "pngblip" else "image/jpeg"

    def _format(self, name: str, number: int | None) -> None:
        match name:
            case "par" | "sect" | "page" | "column":
                self._end_paragraph(empty=name == "par")
            case "line" | "lbr":
                self._put("\n")
            case "pard":
                self.paragraph.align, self.paragraph.level, self.paragraph.in_table = "", 0, False
                self.paragraph.depth = 0
            case "ilvl":
                self.paragraph.depth = max(0, number or 0)
            case "plain":
                self.state = replace(self.state, formats=frozenset(), hidden=False)
            case "ulnone":
                self._switch("u", False)
            case "super":
                self._switch("sup", number != 0)
            case "sub":
                self._switch("sub", number != 0)
            case "nosupersub":
                self.state = replace(self.state, formats=self.state.formats - {"sup", "sub"})
            case "v":
                self.state = replace(self.state, hidden=number != 0)
            case "qc" | "qr" | "ql" | "qj":
                self.paragraph.align = {"qc": "center", "qr": "right"}.get(name, "")
            case "outlinelevel":
                self.paragraph.level = min(6, (number or 0) + 1) if (number or 0) < 9 else 0
            case "intbl":
                self.paragraph.in_table = True
            case "cell" | "nestcell":
                self._end_paragraph()
                self.row.append("".join(self.cell))
                self.cell = []
            case "row" | "nestrow":
                self._end_row()
            case "f":
                self.state = replace(self.state, font=number)
            case "ansicpg":
                self.codepage = _codec(number)
            case "mac":
                self.codepage = "mac_roman"
            case "pc":
                self.codepage = "cp437"
            case "ulw" | "uldb" | "uld" | "uldash" | "ulwave":
                self._switch("u", number != 0)
            case _:
                pass

    def _switch(self, mark: str, on: bool) -> None:
        formats = self.state.formats | {mark} if on else self.state.formats - {mark}
        self.state = replace(self.state, formats=formats)

    # --------------------------------------------------------------------------------------- the text

    def _text(self, data: bytes) -> None:
        if self.optional:
            self.optional = False
        if self.picture is not None and self.state.skip == "pict":
            self.picture.append(data)
            return
        if self.to_skip:
            skipped = min(self.to_skip, len(data))
            self.to_skip -= skipped
            data = data[skipped:]
        self.bytes += data

    def _decode(self) -> None:
        if not self.bytes:
            return
        data, self.bytes = bytes(self.bytes), bytearray()
        codec = self.fonts.get(self.state.font, self.codepage) if self.state.font is not None else self.codepage
        try:
            text = data.decode(codec)
        except (UnicodeDecodeError, LookupError):
            text = data.decode("cp1252", "replace")
        self._put(text)

    def _character(self, number: int) -> None:
        code = number + 65536 if number < 0 else number
        self.to_skip = self.state.unicode_skip
        if 0 <= code <= 0x10FFFF:
            self._put(chr(code), raw=True)

    def _put(self, text: str, raw: bool = False) -> None:
        if not text:
            return
        state = self.state
        if state.target.startswith("info:"):
            name = state.target[5:]
            self.info[name] = self.info.get(name, "") + text
            return
        if state.skip == "fldinst":
            self.instruction.append(text)
        elif state.skip in ("listtext", "pntext"):
            self.paragraph.marker += text
        elif state.skip == "bkmkstart" and text.strip():
            self.paragraph.html.append(f'<a id="{escape(legal(text.strip()))}"></a>')
        if state.skip or state.hidden:
            rule = "hidden" if state.hidden else _COUNTED.get(state.skip, "")
            if rule:
                self.left_out.setdefault(rule, []).append(text)
            return
        shown = escape(text, quote=False) if raw else escape(legal(text), quote=False)
        shown = shown.replace("\n", "<br>")
        for mark in _TAGS:
            if mark in state.formats:
                tag, attributes = ("span", ' style="font-variant:small-caps"') if mark == "small-caps" else (mark, "")
                shown = f"<{tag}{attributes}>{shown}</{tag}>"
        if state.link:
            shown = f'<a href="{escape(state.link)}">{shown}</a>'
        self.paragraph.html.append(shown)

    def _end_paragraph(self, empty: bool = True, last: bool = False) -> None:
        paragraph = self.paragraph
        inside = "".join(paragraph.html)
        self.paragraph = _Paragraph(
            align=paragraph.align, level=paragraph.level, in_table=paragraph.in_table, depth=paragraph.depth
        )
        if not inside and (last or not empty):
            return
        tag = f"h{paragraph.level}" if paragraph.level and inside.strip() else "p"
        align = f' style="text-align:{paragraph.align}"' if paragraph.align else ""
        made = f"<{tag}{align}>{_paired(inside)}</{tag}>"
        if paragraph.marker.strip() and tag == "p":
            made = item(paragraph.depth, paragraph.marker, made)
        if paragraph.in_table and not last:
            self.cell.append(made)
        else:
            self._end_row()
            self.body.append(made)

    def _end_row(self) -> None:
        if self.cell:
            self.row.append("".join(self.cell))
            self.cell = []
        if self.row:
            cells = "".join(f"<td>{cell}</td>" for cell in self.row)
            self.body.append(f"<tr>{cells}</tr>")
            self.row = []

    def _end_note(self) -> None:
        self._end_paragraph(last=True)
        self._end_row()
        number = len(self.notes)
        self.notes.append("".join(with_lists(self.body)))
        self.body, self.paragraph = self.outer.pop()
        self.paragraph.html.append(f'<a class="rtf-note" data-note="{number}"></a>')

    def _end_picture(self) -> None:
        hexadecimal = re.sub(rb"[^0-9a-fA-F]", b"", b"".join(self.picture or []))
        self.picture = None
        if self.picture_type and hexadecimal:
            data = bytes.fromhex(hexadecimal[: len(hexadecimal) // 2 * 2].decode("ascii"))
            source = base64.b64encode(data).decode("ascii")
            self.paragraph.html.append(f'<img src="data:{self.picture_type};base64,{source}" alt="">')

    def html(self) -> str:
        while self.outer:  # a file that was cut off ends inside a footnote, and in the paragraph that calls it
            self._end_note()
            self._end_paragraph(last=True)
        self._end_row()
        return _with_tables(with_lists(self.body))


def _paired(html: str) -> str:
    """Surrogate halves that RTF writes as two \\u words, put together."""
    try:
        return html.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    except UnicodeError:
        return legal(html)


def _with_tables(parts: list[str]) -> str:
    out: list[str] = []
    inside = False
    for part in parts:
        row = part.startswith("<tr>")
        if row != inside:
            out.append("<table>" if row else "</table>")
            inside = row
        out.append(part)
    return "\n".join(out) + ("</table>" if inside else "")


def _codec(number: int | None) -> str:
    name = f"cp{number}"
    try:
        "".encode(name)
    except LookupError:
        return "utf-8" if number == 65001 else "cp1252"
    return name
