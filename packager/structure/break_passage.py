"""What one paragraph shows to a reader who asks: does the talk, the place, the company change here?"""

from __future__ import annotations

import re
from dataclasses import dataclass

from packager.structure import break_words as bw

TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
OPENING_QUOTES = '"“«„‘'
_QUOTED = re.compile(r"[\"“«„][^\"”»“]*(?:[\"”»“]|$)|(?<![^\W_])['‘][^'’‘]{2,}?[,.!?…—-]['’](?![^\W_])")
_TAG = re.compile(
    rf"(?:\b([A-Z][\w’'-]+|he|she|i|they|He|She|I|They)\b (?:\w+ly )?(?:{bw.SPEECH_VERBS})\b|"
    rf"\b(?:{bw.SPEECH_VERBS}) (?:the )?([A-Z][\w’'-]+|he|she|I|they)\b)"
)
_SENTENCE_END = re.compile(r"[.!?…]+[\"”'’»)]*\s")
_TRAIL = re.compile(r"[\"”'’»)\]*_\s]+$")


@dataclass(frozen=True, slots=True)
class Passage:
    """One paragraph: its words and how it opens and ends. `count` is the number of tokens between spaces."""

    count: int
    words: tuple[str, ...]  # lower case, apostrophes straight
    opening: str  # the first 120 characters
    first_sentence: int  # words in the first sentence
    talks: bool  # opens with a quotation mark
    only_talk: bool  # is nothing but speech
    talk_share: float  # characters in quotation marks
    ends_talking: bool
    ends: str  # the last mark: . ? ! … - : , or '' (a letter)
    speakers: tuple[str, ...]  # who is said to speak, in order
    narration: tuple[str, ...]  # words outside quotation marks
    content: frozenset[str]  # words that tell what it is about
    names: frozenset[str]
    unclosed: bool  # an opening quotation mark that nothing closes


def passage(text: str, known: frozenset[str]) -> Passage:
    """Look at one paragraph; `known` are the words of the file that are names (lower case)."""
    text = text.strip()
    plain = text.replace("’", "'")
    words = tuple(word.lower() for word in TOKEN.findall(plain))
    told = _QUOTED.sub(" ", text)
    narration = tuple(word.lower() for word in TOKEN.findall(told.replace("’", "'")))
    bare = _TRAIL.sub("", text)
    end = bare[-1:] if bare else ""
    if end in "-–—":
        end = "-"
    elif end.isalnum():
        end = ""
    talks = text[:1] in OPENING_QUOTES or (text[:1] == "'" and text[1:2].isupper())
    cut = _SENTENCE_END.search(text)
    first = TOKEN.findall(text[: cut.end()] if cut else text)
    speakers = tuple((a or b).lower() for a, b in _TAG.findall(told))
    stripped = {_stem(word) for word in words}
    return Passage(
        count=len(text.split()),
        words=words,
        opening=plain[:120],
        first_sentence=len(first),
        talks=talks,
        only_talk=talks and not narration,
        talk_share=1 - len(told) / max(1, len(text)),
        ends_talking=text[-1:] in '"”»' or (text[-1:] in "'’" and talks),
        ends=end,
        speakers=speakers,
        narration=narration,
        content=frozenset(word for word in stripped if len(word) > 2 and word not in bw.COMMON and word not in known),
        names=frozenset(word for word in stripped if word in known),
        unclosed=text.count("“") > text.count("”") or text.count('"') % 2 == 1,
    )


def _stem(word: str) -> str:
    return word[:-2] if word.endswith("'s") else word


_CAPITAL = re.compile(r"(?<=[a-z,;] )[A-Z][a-z]{2,}(?:[-'][A-Za-z]+)?")
_LOWER = re.compile(r"\b[a-z]{3,}\b")


def names_of(paragraphs: list[str]) -> frozenset[str]:
    """The words a file writes with a capital in the middle of sentences: its people and places, in lower case."""
    text = "\n".join(paragraphs)
    seen: dict[str, int] = {}
    for name in _CAPITAL.findall(text):
        low = name.lower()
        low = low[:-2] if low.endswith("'s") else low
        seen[low] = seen.get(low, 0) + 1
    candidates = {
        name for name, times in seen.items() if times >= (2 if len(text) > 20_000 else 1) and name not in bw.COMMON
    }
    plain: dict[str, int] = {}
    for word in _LOWER.findall(text):
        if word in candidates:
            plain[word] = plain.get(word, 0) + 1
    return frozenset(name for name in candidates if plain.get(name, 0) <= seen[name] // 2)
