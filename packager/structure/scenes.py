"""Which unmarked gap is a scene break: a stand-in until the trained model lands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Verdict:
    probability: float
    evidence: tuple[str, ...]


def judge(paragraphs: Sequence[str], gaps: Sequence[int], kinds: Sequence[str]) -> dict[int, Verdict]:
    """For each text paragraph after an unmarked gap, the probability that a scene begins there."""
    verdicts = {}
    for i in range(1, len(paragraphs)):
        if gaps[i] and kinds[i] == "text" and kinds[i - 1] == "text":
            opens = paragraphs[i].lstrip()[:1] in "\"“'‘"
            verdicts[i] = Verdict(0.4 if opens else 0.6, (f"{gaps[i]} extra blank lines",))
    return verdicts
