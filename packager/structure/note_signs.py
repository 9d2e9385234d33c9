"""Small signs that notes are told by: end markers, dedications, speaking parts, who tells the story."""

from __future__ import annotations

import re
from collections.abc import Sequence

from packager.structure.author_talk import Talk, owns_nothing
from packager.structure.items import Item
from packager.structure.note_words import note_label

_END_MARKER = re.compile(
    r"^[\W_]*(?:(?:the )?end(?: of (?:chapter|part|story|book)(?: \w+)?)?|fin(?:is|ito)?|owari|tbc|t\.b\.c\.?|to be continued|tsuzuku|a suivre|[àa] suivre|continuar[áa]|fortsetzung folgt|ende|the beginning|the end\??|end chapter(?: \w+)?)[\W_]*$",
    re.I,
)
DEDICATION = re.compile(
    r"^[\W_]*(?:(?:for|to) (?:my|[A-Z][\w'’-]+|all|everyone|the)\b|dedicated to\b|in memory of\b|pour\b|für\b|para\b)"
)
LONGEST = 2500  # words: what follows a label at a chapter's end, replies to reviews at the most
FENCED = "fenced off from the story, among the author's words"
_SPEECH = re.compile(r"[\"“][^\"”]*[\"”]|(?<!\w)['‘][^'’]*['’](?!\w)")
_FIRST = re.compile(r"\b(?:I|my|me)\b")
_DISCLAIM = re.compile(r"\bdisclaim(?:er|ers|ed)\b", re.I)
ONWARD = re.compile(
    r"\b(?:on(?:ward|wards)?,? (?:to|with)|start(?:ing)?|begin|read on|enjoy)\b.*\b(?:story|fic|chapter|show|tale)\b",
    re.I,
)
"""'Enough of this chatter! On to the story!': the last of the author's words before it."""
SALUTE = re.compile(r"^\W*(?:my )?dear(?:est)?\b", re.I)
SCRIPT = re.compile(r"^[\W_]*[A-Z][\w'’-]*(?: [A-Z][\w'’-]*)?\s*:\s")


def is_end_marker(text: str) -> bool:
    """'The End', 'Fin', 'TBC': closes a chapter or story and is neither note nor prose."""
    return len(text) <= 40 and bool(_END_MARKER.match(text))


def disclaims(text: str, said: Talk) -> bool:
    """Whether a paragraph is a disclaimer without being called one: short, and no more than that."""
    if said.words <= 25 and _DISCLAIM.search(text) and not said.opens_quote:
        return True
    return (
        owns_nothing(text) and said.words <= 60 and not said.opens_quote and said.speech == 0 and said.narrative < 0.2
    )


def tells_in_third_person(items: Sequence[Item]) -> bool:
    """Whether the story's own sentences (speech taken out) hardly ever say 'I'."""
    prose = [item for item in items if item.plain and 25 <= item.words <= 400 and not note_label(item.text)]
    sample = prose[:: max(1, len(prose) // 150)]
    if len(sample) < 4:
        return False
    told = sum(1 for item in sample if _FIRST.search(_SPEECH.sub(" ", item.text)))
    return told < len(sample) * 0.12
