"""Chapter headings without number or chapter word: a title alone on its line."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from packager.structure.chapters import Head
from packager.structure.heading_grammar import Form, is_title_like, titlecase
from packager.structure.items import Item, Role, ends_sentence, opens_quote
from packager.structure.note_signs import is_end_marker
from packager.structure.note_words import byline, header_field, note_label
from packager.structure.notes import Findings
from packager.structure.signposts import is_signpost

LEAST_DISTANCE = 250  # words between two such headings: titles nearer than that are something else


def find_bare_titles(
    items: Sequence[Item], marks: frozenset[int], barred: frozenset[int], found: Findings
) -> tuple[Head, ...]:
    """Lines that open a chapter by their look and place. Called only where no numbered heading was found."""
    noted = {i for note in found.notes for i in range(note.first, note.last + 1)}
    scored = []
    for i, item in enumerate(items):
        if i in marks or i in barred or i in noted or i == found.title or not item.plain:
            continue
        if (
            score := _score(items, i, noted | ({found.title} if found.title is not None else set()), marks)
        ) is not None:
            scored.append((i, score))
    sure = [i for i, score in scored if score >= 1.5]
    if not sure:
        return ()
    many = len(sure) >= 2
    keep = [i for i, score in scored if score >= (1.0 if many else 1.5)]
    uppers = [i for i in keep if items[i].text.isupper()]
    if len(uppers) >= 2 and len(uppers) * 2 >= len(keep):
        keep = uppers
    spaced = [i for i in keep if items[i].gap > 0]
    if len(keep) >= 4 and len(spaced) >= len(keep) * 0.6:
        keep = [i for i in keep if items[i].gap > 0 or i - 1 in noted or i == 0]
    if many and len(keep) >= 2:
        keep = _completed(items, keep, [i for i, score in scored if -0.5 <= score < 1.0])
    title = found.title
    if title is not None and keep and _opens_story(items, title, keep, noted):
        keep.insert(0, title)  # what seemed the story's title is its first chapter's
    total = sum(item.words for item in items)
    if len(keep) > 1 and total / len(keep) < LEAST_DISTANCE:
        return ()
    return tuple(
        Head(
            i,
            i,
            Role.HEAD,
            "",
            items[i].text.strip(" *_~#="),
            form=Form.SPECIAL,
            evidence=("a title alone on its line",),
        )
        for i in keep
    )


def _completed(items: Sequence[Item], keep: list[int], doubtful: list[int]) -> list[int]:
    """Doubtful lines that stand where a chapter is due: far from the headings around them, over prose."""
    total = 0
    before = []
    for item in items:
        before.append(total)
        total += item.words
    spacing = sorted(before[b] - before[a] for a, b in itertools.pairwise(keep))[(len(keep) - 1) // 2]
    upper = all(items[i].text.isupper() for i in keep)
    for i in doubtful:
        if upper and not items[i].text.isupper():
            continue
        near = min(abs(before[i] - before[k]) for k in keep)
        alone = len(items[i].text.split()) == 1 and not upper
        if (
            near >= spacing * (0.6 if alone else 0.4)
            and total - before[i] >= 200
            and (items[i + 1].words >= 25 or not alone)
        ):
            keep = sorted([*keep, i])
    return keep


def _opens_story(items: Sequence[Item], title: int, heads: Sequence[int], noted: set[int]) -> bool:
    """Whether the title line stands over the story's first words in the manner of the chapter titles."""
    after = title + 1
    while after < len(items) and after in noted:
        after += 1
    if after in heads or after >= len(items) or items[after].words < 12:
        return False
    return items[title].text.isupper() == all(items[i].text.isupper() for i in heads)


def _score(items: Sequence[Item], i: int, noted: set[int], marks: frozenset[int]) -> float | None:
    item = items[i]
    text = item.text
    if not is_title_like(text) or i + 1 >= len(items) or is_signpost(text) or is_end_marker(text):
        return None
    if note_label(text) or header_field(text) or byline(text):
        return None
    upper = text.isupper() and sum(c.isalpha() for c in text) >= 3
    case = titlecase(text)
    if not upper and case < 0.9:
        return None
    if opens_quote(text) and not upper:
        return None
    if not upper and text[-1] in "!?" and len(text.split()) < 3:
        return None
    words = [word for word in text.split() if word[:1].isupper()]
    previous = items[i - 1] if i else None
    following = items[i + 1]
    edge = previous is None or i - 1 in noted or is_end_marker(previous.text)
    score = 0.0
    score += 1.0 if upper or len(words) >= 2 else -0.5
    score += 0.5 if upper else 0.0
    score += 1.0 if item.gap > 0 else 0.0
    score += 0.5 if following.gap > 0 else 0.0
    score += 1.5 if edge else 0.0
    score += 1.0 if i + 1 in noted else 0.0
    score += 0.5 if text.split()[0] in ("The", "A", "An", "In", "On") and len(text.split()) > 1 else 0.0
    if following.words < 12 and i + 1 not in noted:
        score -= 1.0
    if opens_quote(following.text) and following.words < 25:
        score -= 0.75
    if previous is not None and i - 1 not in noted and i - 1 not in marks:
        if not ends_sentence(previous.text) and not is_end_marker(previous.text):
            score -= 1.0
        if previous.text.endswith((":", ",", "—", "-")):
            score -= 1.5
        if previous.words < 8:
            score -= 0.5
    return score
