"""Whether an extra blank line is a scene break or the trace of a lost line.

A dump marks a scene break by an extra blank line, and leaves the very same blank line where it dropped a
one-word paragraph. Each unmarked gap is given the probability that it is a break, from what the file keeps
and from what stands around the gap (docs/scene-breaks.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from packager.structure.break_company import company
from packager.structure.break_evidence import in_words
from packager.structure.break_features import at_gap, habits
from packager.structure.break_file import view
from packager.structure.break_model import model, probability

DEFAULT_THRESHOLD = 0.5
"""From this probability on a gap gets an ornament (docs/scene-breaks.md has the table it was chosen from)."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The probability that a gap is a scene break, and why, in words for people."""

    probability: float
    evidence: tuple[str, ...]


def judge(paragraphs: Sequence[str], gaps: Sequence[int], kinds: Sequence[str]) -> dict[int, Verdict]:
    """Judge every unmarked gap of a file.

    All three sequences run in parallel over the blocks of the file in order: their text, the number of extra
    blank lines before each beyond the file's usual distance (0: none), and 'text', 'heading', 'note', 'mark' (a
    symbol line, judged elsewhere) or 'other'. The result holds, for each gap with text on both sides, the
    index of the paragraph after it.
    """
    if not len(paragraphs) == len(gaps) == len(kinds):
        raise ValueError("paragraphs, gaps and kinds must be equally long")
    file = view(paragraphs, gaps, kinds)
    if not file.candidates:
        return {}
    weights = model()
    habit = habits(file)
    seen = [at_gap(file, index) for index in file.candidates]
    pulls = [weights.pull(values) for values in seen]
    first = [weights.bias + sum(pull.values()) for pull in pulls]
    others = company(first, [gaps[index] for index in file.candidates])
    verdicts = {}
    for index, values, pull, other in zip(file.candidates, seen, pulls, others, strict=True):
        chance = probability(weights.odds({**habit, **values, **other}))
        verdicts[index] = Verdict(chance, in_words(values, pull, file, index))
    return verdicts
