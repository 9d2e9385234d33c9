"""What one line says as a heading: 'CHAPTER ONE', 'Ch. 3 - The Well', 'Chapter the First', 'I.', '-3-', 'Epilogue'."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import Enum
from functools import lru_cache

from packager.structure import heading_words as hw


class Form(Enum):
    """How a heading names itself, strongest first."""

    CHAPTER = "chapter"
    PART = "part"
    SPECIAL = "special"  # Prologue, Interlude
    LESSER = "lesser"  # 'Letter 4', 'Day Two': a chapter only where such run on
    NUMBER = "number"  # a number, with or without a title after it


@dataclass(frozen=True, slots=True)
class Heading:
    """A line read as a heading. `label` and `title` together hold all its words; `decoration` is what
    stands around them ('~', '**')."""

    form: Form
    number: float | None
    label: str
    title: str
    keyword: str = ""
    decoration: str = ""
    prefix: str = ""  # 'Leaf and Sand' in 'Leaf and Sand - Chapter 3'


# Figures of x and o stand around headings as they do in scene breaks: 'xoxo Chapter 1 oxox'.
_DECORATION = re.compile(
    r"^(?:[\s#*_~=\-–—<>|•·.:+^\[({]|(?<![^\W_])(?!(?:xx?x?|XX?X?)(?![^\W_]))[xXoO0]{2,}(?![^\W_]))*"
)
_TRAILING = re.compile(r"(?:[\s#*_~=\-–—<>|•·+^\])}]|(?<![^\W_])(?!(?:xx?x?|XX?X?)(?![^\W_]))[xXoO0]{3,}(?![^\W_]))*$")
_SEP = r"\s*(?:[:.;\-–—~|]+|\))\s*"
_KEYWORD = re.compile(
    rf"^(?P<label>(?P<kw>{hw.CHAPTER}|{hw.PART}|{hw.LESSER})\b(?P<dot>\.?)(?:\s*(?:#|no\.?|number|the)?\s*)(?P<num>{hw.NUMBER})\b\.?(?:\s*(?:of|/)\s*\d+)?)(?P<rest>.*)$",
    re.I | re.S,
)
_GLUED = re.compile(rf"^(?P<label>(?P<kw>{hw.CHAPTER})\.?(?P<num>\d{{1,3}}))(?P<rest>(?:\W.*)?)$", re.I | re.S)
_ORDINAL = re.compile(
    rf"^(?P<label>(?:the\s+)?(?P<num>{hw.NUMBER})\.?\s+(?P<kw>{hw.CHAPTER}|{hw.PART}))(?P<rest>(?:\W.*)?)$",
    re.I | re.S,
)
_SPECIAL = re.compile(rf"^(?P<label>(?P<kw>{hw.SPECIAL})(?:\s+(?P<num>{hw.NUMBER}))?)(?P<rest>(?:\W.*)?)$", re.I | re.S)
_NUMBER = re.compile(
    r"^(?P<label>(?P<num>\d{1,3}|[IVXLC]+|[ivxlc]+)[.)]?)(?P<rest>(?:(?:\s*[:.\-–—~)]+\s*|\s+).*)?)$", re.S
)
_WORD_NUMBER = re.compile(rf"^(?P<label>(?P<num>{hw.NUMBER_WORD}))(?P<rest>\s*[:.\-–—]\s*\S.*)?$", re.I | re.S)
_PREFIXED = re.compile(
    rf"^(?P<prefix>[^\"“”.!?]{{2,60}}?)\s*[:,|~\-–—]*\s+(?P<rest>(?:{hw.CHAPTER})\b.*)$", re.I | re.S
)
_REST_SEP = re.compile(r"^\s*[:.;,\-–—~|)/]+\s*")
_ASIDE = re.compile(r"^\s*[\[(][^\])]*[\])]\s*\W*$")
_FINITE = re.compile(
    r"\b(?:was|were|is|are|had|has|have|did|does|said|says|will|would|could|should|can|went|came|looked|took|made|begins?|starts?|ends?)\b"
)
_FOOTNOTE = re.compile(r"\[\d{1,3}\]\s*$")
MAX = 120


@lru_cache(maxsize=8192)
def parse_heading(text: str) -> Heading | None:
    """Read a line as a heading, or None. Whether it is one is for the file to say (`chapters`)."""
    line = " ".join(text.split())
    if not line or len(line) > MAX + 60:
        return None
    start = _DECORATION.match(line)
    assert start is not None
    decoration = start[0].strip()
    inner = whole = line[start.end() :]
    if decoration or inner[-1:] in "*_~#=|^•·+>-–—" or inner[-3:].lower().strip("xo") == "":
        inner = _TRAILING.sub("", inner)
    decoration += whole[len(inner) :]
    if not inner or len(inner) > MAX:
        return None
    for pattern in (_KEYWORD, _GLUED, _ORDINAL):
        if match := pattern.match(inner):
            return _keyword(match, decoration)
    if match := _SPECIAL.match(inner):
        return _special(match, decoration)
    if match := _NUMBER.match(inner):
        return _number(match, decoration)
    if match := _PREFIXED.match(inner):
        rest = parse_heading(match["rest"])
        if rest is not None and rest.form is Form.CHAPTER and titlecase(match["prefix"]) >= 0.5:
            return replace(rest, prefix=match["prefix"].strip(), decoration=decoration + rest.decoration)
        return None
    if match := _WORD_NUMBER.match(inner):
        value = hw.number_value(match["num"])
        title = _title(match["rest"] or "", inner)
        if value is not None and value < 1000 and title is not None and inner[0].isupper():
            return Heading(Form.NUMBER, value, match["label"], title, "", decoration)
    return None


def _keyword(match: re.Match[str], decoration: str) -> Heading | None:
    value = hw.number_value(match["num"])
    keyword = match["kw"].lower()
    rest = match["rest"].strip()
    if value is None or not (match["kw"][0].isupper() or decoration or not rest or rest[0] in ":-–—~"):
        return None
    title = _title(match["rest"], match[0])
    if title is None:
        return None
    label = match["label"].strip()
    if _ASIDE.match(title):
        label, title = f"{label} {title}", ""  # 'Chapter XI (and last)'
    if re.fullmatch(hw.CHAPTER, keyword):
        form = Form.CHAPTER
    elif re.fullmatch(hw.PART, keyword):
        form = Form.PART
    else:
        form = Form.LESSER
    return Heading(form, value, label, title, keyword, decoration)


def _special(match: re.Match[str], decoration: str) -> Heading | None:
    rest = match["rest"]
    if not (match["kw"][0].isupper() or decoration):
        return None
    if rest.strip() and not _REST_SEP.match(rest) and not _ASIDE.match(rest):
        return None
    title = _title(rest, match[0])
    if title is None or len(match[0].split()) > 10:
        return None
    number = hw.number_value(match["num"]) if match["num"] else None
    return Heading(Form.SPECIAL, number, match["label"], title, match["kw"].lower(), decoration)


def _number(match: re.Match[str], decoration: str) -> Heading | None:
    value = hw.number_value(match["num"])
    if value is None or value < 1:
        return None
    rest = match["rest"] or ""
    title = _title(rest, match[0])
    if title is None or (title and not _REST_SEP.match(rest) and not match["label"].endswith((".", ")"))):
        # '3 Title' without a sign between is too like a sentence: 'I went', '12 men'.
        return None
    if title and (
        title[0].islower()
        or len(title.split()) > 14
        or (title.endswith((".", ",", ";")) and not title.isupper() and not decoration)
    ):
        return None
    return Heading(Form.NUMBER, value, match["label"], title, "", decoration)


def _title(rest: str, whole: str) -> str | None:
    """The name after the number; '' where there is none, None where the line is a sentence after all."""
    if not rest.strip():
        return ""
    separated = _REST_SEP.match(rest)
    title = rest[separated.end() :].strip() if separated else rest.strip()
    if not title:
        return ""
    bare = _FOOTNOTE.sub("", title).strip()
    words = bare.split()
    if not bare or len(words) > (24 if titlecase(bare) >= 0.75 else 16):
        return None
    if _ASIDE.match(title):
        return title
    if re.match(r"^(?:cont(?:inued|'d)?|part|pt)\b", bare, re.I) and len(words) <= 4:
        return title
    first = next((c for c in bare if c.isalnum()), "")
    if not separated:
        if not (first.isupper() or first.isdigit()):
            return None
        capitals = sum(1 for word in words if word[:1].isupper() or not word[:1].isalpha())
        if bare.endswith((".", ",", ";")) and not bare.isupper() and not bare.endswith(("...", "Mr.", "Dr.", "M.D.")):
            return None
        if len(words) > 3 and capitals < len(words) * 0.4:
            return None
        return title
    if first.islower() and (bare.endswith((".", ",", ";")) or len(words) > 8):
        return None
    if bare.endswith((".", ",", ";")) and len(words) > 8 and not bare.isupper() and _FINITE.search(bare):
        return None
    if re.search(r"[.!?] +[A-Z].* .*[.]$", bare) and len(words) > 8 and not bare.isupper():
        return None
    return title


def is_contents_label(text: str) -> bool:
    return len(text) < 40 and bool(re.fullmatch(rf"[\W_]*(?:{hw.CONTENTS})[\W_]*", text.strip(), re.I))


_SMALL = frozenset(
    [
        "a",
        "an",
        "the",
        "and",
        "or",
        "but",
        "nor",
        "of",
        "in",
        "on",
        "at",
        "to",
        "for",
        "from",
        "by",
        "with",
        "as",
        "is",
        "it",
        "de",
        "la",
        "le",
        "les",
        "des",
        "du",
        "et",
        "un",
        "une",
        "der",
        "die",
        "das",
        "und",
        "von",
        "zu",
        "im",
        "el",
        "los",
        "las",
        "y",
        "en",
        "del",
        "da",
        "di",
        "vs",
    ]
)


def titlecase(text: str) -> float:
    """The share of words that a title would capitalise and this text does (0 to 1); 0 for no word."""
    words = [word.strip("\"'“”‘’«»()[]*_~.,:;!?—–-") for word in text.split()]
    words = [word for word in words if word and word[0].isalpha()]
    counted = [word for i, word in enumerate(words) if i == 0 or word.lower() not in _SMALL]
    if not counted:
        return 0.0
    return sum(1 for word in counted if word[0].isupper()) / len(counted)


def is_title_like(text: str) -> bool:
    """A short line that could be a title: no sentence, no speech."""
    line = text.strip()
    words = line.split()
    if not words or len(words) > 12 or len(line) > 80 or "\n" in line:
        return False
    if line.endswith((".", ",", ";", ":", "…")) and not (
        line.isupper() or re.search(r"\b(?:[A-Z]\.|Mr\.|Mrs\.|Dr\.|etc\.)$", line)
    ):
        return False
    if line[0] in "\"“‘'«" and line[-1] not in "\"”’'»":
        return False
    return any(c.isalpha() for c in line)
