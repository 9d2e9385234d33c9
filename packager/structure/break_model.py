"""The weights of `tools/train_breaks.py` and what they make of a gap. Plain Python, no arrays."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

WEIGHTS = "break_weights.txt"


@dataclass(frozen=True, slots=True)
class Term:
    """One feature's usual value, its spread, and its weight per spread (log odds, positive: a break)."""

    name: str
    usual: float
    spread: float
    weight: float


@dataclass(frozen=True, slots=True)
class Model:
    bias: float
    terms: tuple[Term, ...]

    def pull(self, values: Mapping[str, float]) -> dict[str, float]:
        """How far each feature moves the log odds from what is usual."""
        return {
            term.name: term.weight * max(-4.0, min(4.0, (values[term.name] - term.usual) / term.spread))
            for term in self.terms
        }


def probability(odds: float) -> float:
    """Log odds to a probability, safe at both ends."""
    if odds >= 0:
        return 1 / (1 + math.exp(-odds))
    return math.exp(odds) / (1 + math.exp(odds))


@lru_cache(maxsize=1)
def model() -> Model:
    """The weights that ship with fanpack: lines `name usual spread weight`, first `bias 0 1 value`."""
    text = files("packager.structure").joinpath(WEIGHTS).read_text(encoding="utf-8")
    bias, terms = 0.0, []
    for line in text.splitlines():
        if not line or line.startswith("#"):
            continue
        name, usual, spread, weight = line.split()
        if name == "bias":
            bias = float(weight)
        else:
            terms.append(Term(name, float(usual), float(spread), float(weight)))
    return Model(bias, tuple(terms))
