"""The weights of `tools/train_breaks.py` and what they make of a gap. Plain Python, no arrays.

Two looks: a weighted sum over the evidence around the gap by itself; then a few hundred little decision trees over
that sum, the file's habits, and the company of the file's other gaps.
"""

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
class Node:
    """A question (value of `name` at most `limit`?) with the numbers of the nodes it leads to, or a leaf's log odds."""

    name: str
    limit: float
    yes: int
    no: int


@dataclass(frozen=True, slots=True)
class Model:
    bias: float
    terms: tuple[Term, ...]
    base: float
    trees: tuple[tuple[Node, ...], ...]

    def pull(self, values: Mapping[str, float]) -> dict[str, float]:
        """How far each piece of evidence around a gap moves the log odds of the first look from what is usual."""
        return {
            term.name: term.weight * max(-4.0, min(4.0, (values[term.name] - term.usual) / term.spread))
            for term in self.terms
        }

    def odds(self, values: Mapping[str, float]) -> float:
        """The log odds of the second look."""
        total = self.base
        for tree in self.trees:
            node = tree[0]
            while node.name:
                node = tree[node.yes if values[node.name] <= node.limit else node.no]
            total += node.limit
        return total


def probability(odds: float) -> float:
    """Log odds to a probability, safe at both ends."""
    if odds >= 0:
        return 1 / (1 + math.exp(-odds))
    return math.exp(odds) / (1 + math.exp(odds))


@lru_cache(maxsize=1)
def model() -> Model:
    """The weights that ship with fanpack.

    One record a line: `bias VALUE` and `term NAME USUAL SPREAD WEIGHT` of the first look, `base VALUE` and `tree ...`
    of the second: nodes in order, a question `NAME<=LIMIT?YES:NO` or a leaf's log odds.
    """
    return read(files("packager.structure").joinpath(WEIGHTS).read_text(encoding="utf-8"))


def read(text: str) -> Model:
    """A model from the text of its weights."""
    bias = base = 0.0
    terms: list[Term] = []
    trees: list[tuple[Node, ...]] = []
    for line in text.splitlines():
        match line.split():
            case ["bias", value]:
                bias = float(value)
            case ["base", value]:
                base = float(value)
            case ["term", name, usual, spread, weight]:
                terms.append(Term(name, float(usual), float(spread), float(weight)))
            case ["tree", *nodes]:
                trees.append(tuple(map(_node, nodes)))
    return Model(bias, tuple(terms), base, tuple(trees))


def _node(text: str) -> Node:
    question, asks, ways = text.partition("?")
    if not asks:
        return Node("", float(text), 0, 0)
    name, limit = question.split("<=")
    yes, no = ways.split(":")
    return Node(name, float(limit), int(yes), int(no))
