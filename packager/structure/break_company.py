"""What the other gaps of a file say about one gap.

A file that lost no line has only breaks for gaps; one that lost its one-word lines has gaps in mid-conversation
too; one that sets its breaks two lines wider keeps the two apart by their length. So after a first look at each gap
by itself (log odds), a second one weighs it in the company of the others, leaving itself out.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

_PSEUDO = 1.0  # a file with one gap says little: every mean is drawn to zero as by one more gap


def company(odds: Sequence[float], runs: Sequence[int]) -> list[dict[str, float]]:
    """For each gap, in order: its own log odds `odds`, and what the rest of the file shows.

    `runs` are the lengths of the gaps (extra blank lines).
    """
    own = [max(-6.0, min(6.0, value)) for value in odds]
    chance = [1 / (1 + math.exp(-value)) for value in own]
    order = sorted(range(len(own)), key=lambda k: own[k])
    rank = [0] * len(own)
    for position, k in enumerate(order):
        rank[k] = position
    in_order = [own[k] for k in order]
    total, lasting = sum(own), sum(math.log(p) for p in chance)
    same: dict[int, tuple[int, float]] = {}
    for value, run in zip(own, runs, strict=True):
        number, amount = same.get(run, (0, 0.0))
        same[run] = number + 1, amount + value
    share = _share(own)
    shares = {run: _share([v for v, r in zip(own, runs, strict=True) if r == run]) for run in same}
    in_talk = sum(p < 0.15 for p in chance)
    rest = len(own) - 1
    result = []
    for k, value in enumerate(own):
        number, amount = same[runs[k]]

        def at(part: float, k: int = k) -> float:  # the others in order of odds: 0 the least, 1 the greatest
            if rest == 0:
                return 0.0
            place = round(part * (rest - 1))
            return in_order[place if place < rank[k] else place + 1]

        clear = in_talk - (chance[k] < 0.15)
        result.append(
            {
                "own": value,
                "others_mean": (total - value) / (rest + _PSEUDO),
                "others_same_run": (amount - value) / (number - 1 + _PSEUDO),
                "others_other_run": (total - amount) / (len(own) - number + _PSEUDO),
                "others_least": at(0.0),
                "others_low": at(0.15),
                "others_middle": at(0.5),
                "others_high": at(0.85),
                "others_greatest": at(1.0),
                "all_breaks": max(-30.0, lasting - math.log(chance[k])),
                "share": share,
                "share_same_run": shares[runs[k]],
                "gap_before": own[k - 1] if k else 0.0,
                "gap_after": own[k + 1] if k < rest else 0.0,
                "in_talk_share": clear / (rest + _PSEUDO),
                "in_talk": math.log1p(clear),
            }
        )
    return result


def _share(odds: Sequence[float]) -> float:
    """The log odds of breaks among gaps that these log odds fit best, drawn to even odds (a few rounds of EM)."""
    share = 0.5
    for _ in range(8):
        prior = math.log(share / (1 - share))
        found = sum(1 / (1 + math.exp(-max(-30.0, min(30.0, value + prior)))) for value in odds)
        share = (found + 1.0) / (len(odds) + 2.0)
    return math.log(share / (1 - share))
