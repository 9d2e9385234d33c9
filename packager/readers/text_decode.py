"""Bytes of a text file -> its text: encoding, mojibake, entities, line ends and odd white space."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from packager.problems import ExitCode, FanpackError

_BOMS = (
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_MAGIC = (b"PK\x03\x04", b"%PDF", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"\x1f\x8b", b"\xd0\xcf\x11\xe0", b"7z\xbc\xaf",
          b"Rar!", b"BZh", b"\x7fELF", b"RIFF", b"OggS", b"ID3", b"SQLite format 3")  # fmt: skip
# What UTF-8 read as Windows-1252 always holds: a letter its lead bytes look like, then a sign its other bytes do.
_SUSPECT = re.compile("[\u00c2-\u00f4][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_ODD_SPACE = re.compile("[\t\u1680\u2000-\u200a\u205f\u2028\u2029]")
# A no-break space is meant before French double punctuation, inside guillemets and before %, else it is debris.
_NBSP = re.compile("\u00a0(?![:;!?»%])(?<!«\u00a0)")
_ENTITY = re.compile(
    r"&(?:amp|quot|apos|lt|gt|nbsp|[mn]dash|hellip|[lr][sd]quo|[lr]aquo|[A-Za-z](?:acute|grave|circ|uml|cedil|tilde)|szlig|#\d{2,5}|#x[0-9a-fA-F]{2,5});"
)


class Remark(NamedTuple):
    """What was mended or guessed, and the first line where that made a difference."""

    line: int
    said: str


@dataclass(frozen=True, slots=True)
class Decoded:
    """`text` has '\\n' line ends, one for each line of the file; `remarks` say what was repaired."""

    text: str
    encoding: str
    remarks: tuple[Remark, ...] = ()


def decode(data: bytes, label: str) -> Decoded:
    """Read bytes as text. Raises `FanpackError(INPUT)` for an empty or a binary file."""
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise FanpackError(ExitCode.INPUT, label, "the file is empty; save the story again and retry")
    if looks_binary(data):
        raise FanpackError(ExitCode.INPUT, label, "not a text file; save the story as text, HTML or EPUB")
    raw, encoding, remarks = _raw_text(data)
    text = raw.replace("\r\n", "\n").replace("\r", "\n").replace("\x0c", " ")
    clean = _is_clean(text)
    if not clean:
        text = _CONTROLS.sub("", text)
    if not clean and _SUSPECT.search(text):
        fixed = "\n".join(map(_unmojibake, text.split("\n")))
        if fixed != text:
            said = "garbled characters (UTF-8 read as another encoding) were repaired" + UTF8.format("names")
            pairs = zip(text.split("\n"), fixed.split("\n"), strict=True)
            remarks += (Remark(next(n for n, (a, b) in enumerate(pairs, 1) if a != b), said),)
            text = fixed
    if "&" in text and (entity := _ENTITY.search(text)):
        said = "HTML entities were turned into their characters; if one looks wrong, write the character in the file"
        remarks += (Remark(text.count("\n", 0, entity.start()) + 1, said),)
        text = _ENTITY.sub(lambda m: html.unescape(m[0]), text)
    if not _is_clean(text):
        text = _NBSP.sub(" ", _ODD_SPACE.sub(lambda m: "    " if m[0] == "\t" else " ", text))
    if not text.strip(" \n\u200b\ufeff\u00a0"):
        raise FanpackError(ExitCode.INPUT, label, "the file is empty; save the story again and retry")
    return Decoded(text, encoding, remarks)


def _is_clean(text: str) -> bool:
    """Whether a text is ASCII letters, signs and line ends alone: nothing to mend, told in a tenth of a search."""
    return text.isascii() and not text.encode("ascii").translate(None, _CLEAN)


_CLEAN = bytes(range(0x20, 0x7F)) + b"\n"


def looks_binary(data: bytes) -> bool:
    """Whether bytes are no text in any encoding: a known file signature, or control bytes all over."""
    if data.startswith(_MAGIC):
        return True
    if data.startswith(tuple(bom for bom, _ in _BOMS)) or _wide(data):
        return False
    head = data[:65536]
    controls = sum(head.count(bytes((b,))) for b in range(32) if b not in (9, 10, 12, 13, 26, 27))
    return b"\x00" in head or controls > len(head) // 50


def _wide(data: bytes) -> str:
    """UTF-16 without a mark: every other byte of mostly Latin text is NUL."""
    head = data[: min(len(data) // 2 * 2, 4096)]
    half = len(head) // 2
    if not half:
        return ""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > half * 0.6 and even < half * 0.05:
        return "utf-16-le"
    if even > half * 0.6 and odd < half * 0.05:
        return "utf-16-be"
    return ""


UTF8 = "; if {} look wrong, save the file as UTF-8"


def _raw_text(data: bytes) -> tuple[str, str, tuple[Remark, ...]]:
    for bom, name in _BOMS:
        if data.startswith(bom):
            return data.decode(name, errors="replace"), name, ()
    if wide := _wide(data):
        return data.decode(wide, errors="replace"), wide, ()
    try:
        return data.decode("utf-8"), "utf-8", ()
    except UnicodeDecodeError:
        pass
    high = [line for line in data.split(b"\n") if not line.isascii()]
    good = sum(1 for line in high if _is_utf8(line))
    if good and good >= len(high) * 0.1:
        # Two encodings in one file, as when chapters were pasted together: each line by itself.
        text = "\n".join(map(_line, data.split(b"\n")))
        said = "the file mixes encodings; each line was read by itself" + UTF8.format("names")
        return text, "mixed", (Remark(_first(data, lambda line: not _is_utf8(line)), said),)
    if _plausible_cp1252(data):
        return _cp1252(data), "cp1252", ()
    import charset_normalizer  # only files that are no UTF-8 pay for it

    best = charset_normalizer.from_bytes(data[:200_000]).best()
    if best is not None:
        try:
            said = f"read as {best.encoding}, by the look of its bytes" + UTF8.format("letters")
            return data.decode(best.encoding), best.encoding, (Remark(_first(data, _is_strange), said),)
        except (UnicodeDecodeError, LookupError):
            pass
    said = "encoding unknown; read as Windows-1252" + UTF8.format("letters")
    return _cp1252(data), "cp1252", (Remark(_first(data, _is_strange), said),)


def _first(data: bytes, test: Callable[[bytes], bool]) -> int:
    """The first line of a kind; line ends are those of `decode`."""
    lines = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
    return next((number for number, line in enumerate(lines, 1) if test(line)), 1)


def _is_strange(line: bytes) -> bool:
    """Whether a line holds bytes that encodings read differently."""
    return not line.isascii()


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _line(line: bytes) -> str:
    return line.decode("utf-8") if _is_utf8(line) else _cp1252(line)


def _cp1252(data: bytes) -> str:
    """Windows-1252; its five undefined bytes as Latin-1, as browsers read them."""
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return "".join(bytes((b,)).decode("cp1252", errors="ignore") or chr(b) for b in data)


_TYPOGRAPHY = frozenset(range(0x82, 0x98)) - {0x8D, 0x8F, 0x90}


def _plausible_cp1252(data: bytes) -> bool:
    """Western text: high bytes are rare, and mostly quotes, dashes or accented letters between ASCII ones."""
    high = [b for b in data if b > 127]
    if any(b in (0x81, 0x8D, 0x8F, 0x90, 0x9D) for b in high):
        return False
    letters = sum(1 for b in high if b >= 0xC0)
    quotes = sum(1 for b in high if b in _TYPOGRAPHY or b in (0xA0, 0xAB, 0xBB, 0xA1, 0xBF, 0xAD, 0xB0, 0xB4, 0xB7))
    runs = len(re.findall(rb"[\xc0-\xff]{3,}", data))
    return len(high) < len(data) * 0.12 and letters + quotes >= len(high) * 0.9 and runs * 20 <= len(high)


def _unmojibake(line: str) -> str:
    if not _SUSPECT.search(line):
        return line
    import ftfy  # 0.07 s that a clean file need not wait for
    import ftfy.badness

    return ftfy.fix_encoding(line) if ftfy.badness.is_bad(line) else line
