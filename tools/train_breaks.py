#!/usr/bin/env python3
"""Train the weights that tell scene breaks from lost lines.

    python tools/train_breaks.py CORPUS            writes packager/structure/break_weights.txt
    python tools/train_breaks.py CORPUS --check    prints figures with each author's books held out

CORPUS holds `clean/` (books as printed; break_corpus.py has the form) and, for --check, noisy variants of the
same books in `s0/`, `s1/` ... The training files are made from the clean books: lines lost in many ways, breaks
set in many ways. Needs numpy and scikit-learn; fanpack itself does not.
"""

from __future__ import annotations

import argparse
import random
import sys
from pathlib import Path

import numpy as np

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1])]

from break_corpus import Case, book_of, noisy, read_folder  # noqa: E402
from sklearn.ensemble import HistGradientBoostingClassifier  # noqa: E402
from sklearn.linear_model import LogisticRegression  # noqa: E402

from packager.structure.break_company import company  # noqa: E402 - after the path to the package
from packager.structure.break_features import at_gap, habits  # noqa: E402 - after the path to the package
from packager.structure.break_file import view  # noqa: E402 - after the path to the package

OUT = Path(__file__).parents[1] / "packager" / "structure" / "break_weights.txt"
VARIANTS = 50  # noisy files made of each clean one
STRENGTH = 0.003  # of the first look's fit against the pull of all weights to zero
TREES = 200
FOLDS = 6
HEAD = "# The scene-break judge's weights, written by tools/train_breaks.py; break_model.py says how to read them."


class Table:
    """Gaps of many files: what stands around each, the file's habits, truth, author, file number, length."""

    def __init__(self, cases: list[Case]):
        near, habit, truth, author, number, run = [], [], [], [], [], []
        self.near_names: list[str] = []
        self.habit_names: list[str] = []
        for k, case in enumerate(cases):
            file = view(case.paragraphs, case.gaps, case.kinds)
            if not file.candidates:
                continue
            facts = habits(file)
            for index in file.candidates:
                if index not in case.truth:
                    continue
                values = at_gap(file, index)
                near.append(list(values.values()))
                habit.append(list(facts.values()))
                self.near_names, self.habit_names = list(values), list(facts)
                truth.append(case.truth[index])
                author.append(case.author)
                number.append(k)
                run.append(case.gaps[index])
        self.near, self.habit = np.array(near), np.array(habit)
        self.truth, self.author, self.number = np.array(truth), np.array(author), np.array(number)
        self.run = np.array(run)

    def take(self, chosen: np.ndarray) -> Table:
        part = object.__new__(Table)
        part.near_names, part.habit_names = self.near_names, self.habit_names
        for name in ("near", "habit", "truth", "author", "number", "run"):
            setattr(part, name, getattr(self, name)[chosen])
        return part

    def weight(self) -> np.ndarray:
        """A file with many gaps counts more, but not as many times more."""
        _, where, counts = np.unique(self.number, return_inverse=True, return_counts=True)
        weight = 1 / np.sqrt(counts[where])
        return weight / weight.mean()

    def folds(self, number: int, seed: int) -> list[np.ndarray]:
        authors = np.random.RandomState(seed).permutation(sorted(set(self.author)))
        return [np.isin(self.author, fold) for fold in np.array_split(authors, number)]


class First:
    """The first look: logistic regression on what stands around a gap."""

    def __init__(self, table: Table):
        use = [not name.startswith("run") for name in table.near_names]
        self.names = [name for name, used in zip(table.near_names, use, strict=True) if used]
        self.use = np.array(use)
        x = table.near[:, self.use]
        self.usual, self.spread = x.mean(axis=0), x.std(axis=0)
        self.spread[self.spread < 1e-6] = 1.0
        fit = LogisticRegression(C=STRENGTH, max_iter=1000)
        fit.fit(self._scaled(x), table.truth, sample_weight=table.weight())
        self.weights, self.bias = fit.coef_[0], float(fit.intercept_[0])

    def _scaled(self, x: np.ndarray) -> np.ndarray:
        return np.clip((x - self.usual) / self.spread, -4, 4)

    def odds(self, table: Table) -> np.ndarray:
        return self._scaled(table.near[:, self.use]) @ self.weights + self.bias


def second_view(table: Table, odds: np.ndarray) -> tuple[list[str], np.ndarray]:
    """What the second look sees of each gap."""
    names: list[str] = []
    rows: list[list[float]] = [[]] * len(odds)
    for number in np.unique(table.number):
        where = np.flatnonzero(table.number == number)
        for k, values in zip(where, company(odds[where].tolist(), table.run[where].tolist()), strict=True):
            names = list(values)
            rows[k] = list(values.values())
    run = [name.startswith("run") for name in table.near_names]
    names = names + table.habit_names + [n for n, r in zip(table.near_names, run, strict=True) if r]
    return names, np.hstack([np.array(rows), table.habit, table.near[:, np.array(run)]])


class Judge:
    """Both looks. The second is trained on first looks by weights that never saw the gap's author."""

    def __init__(self, table: Table):
        self.first = First(table)
        odds = np.zeros(len(table.truth))
        for held in table.folds(5, seed=1):
            odds[held] = First(table.take(~held)).odds(table.take(held))
        self.names, x = second_view(table, odds)
        rising = [int(name == "own") for name in self.names]  # likelier by itself is never unlikelier in company
        self.second = HistGradientBoostingClassifier(
            max_iter=TREES,
            learning_rate=0.05,
            max_leaf_nodes=6,
            min_samples_leaf=80,
            l2_regularization=10,
            max_features=0.5,
            monotonic_cst=rising,
            random_state=0,
        ).fit(x, table.truth, sample_weight=table.weight())

    def chance(self, table: Table) -> np.ndarray:
        _, x = second_view(table, self.first.odds(table))
        return self.second.predict_proba(x)[:, 1]

    def lines(self) -> list[str]:
        first = self.first
        parts = zip(first.names, first.usual, first.spread, first.weights, strict=True)
        base = float(np.ravel(self.second._baseline_prediction)[0])
        return [
            HEAD,
            f"bias {first.bias:.5g}",
            *(f"term {name} {usual:.5g} {spread:.5g} {weight:.5g}" for name, usual, spread, weight in parts),
            f"base {base:.5g}",
            *(f"tree {self._tree(stage[0].nodes)}" for stage in self.second._predictors),
        ]

    def _tree(self, nodes: np.ndarray) -> str:
        return " ".join(
            f"{node['value']:.4g}"
            if node["is_leaf"]
            else f"{self.names[node['feature_idx']]}<={node['num_threshold']:.6g}?{node['left']}:{node['right']}"
            for node in nodes
        )


def made_of(clean: list[Case], variants: int) -> Table:
    cases = []
    for k, case in enumerate(clean):
        book, rng = book_of(case), random.Random(7919 * k + 1)
        cases += [made for _ in range(variants) if (made := noisy(book, rng))]
    table = Table(cases)
    print(f"{len(cases)} files, {len(table.truth)} gaps, {table.truth.mean():.2f} of them breaks")
    return table


def figures(chance: np.ndarray, truth: np.ndarray, at: float = 0.5) -> str:
    said = chance >= at
    right, wrong, missed = (said & truth).sum(), (said & ~truth).sum(), (~said & truth).sum()
    precision, recall = right / max(1, right + wrong), right / max(1, right + missed)
    score = 2 * right / max(1, 2 * right + wrong + missed)
    return f"at {at:.2f}: F1 {score:.3f} precision {precision:.3f} recall {recall:.3f} ({right}/{wrong}/{missed})"


def show(label: str, chance: np.ndarray, truth: np.ndarray) -> None:
    print(label)
    for at in (0.3, 0.4, 0.5, 0.6, 0.7, 0.8):
        print("   ", figures(chance, truth, at))
    order = np.argsort(-chance)
    right = np.cumsum(truth[order])
    sure = right / np.arange(1, len(order) + 1) >= 0.95
    kept = right[sure].max(initial=0) / max(1, truth.sum())
    print(f"    at 95 in 100 right {kept:.2f} of the breaks get an ornament")
    for low in np.arange(0, 1, 0.1):
        band = (chance >= low) & (chance < low + 0.1 + (low > 0.85))
        if band.any():
            print(f"    given {low:.1f}-{low + 0.1:.1f}: {truth[band].mean():.2f} of {band.sum()} are breaks")


def check(corpus: Path, clean: list[Case], table: Table) -> None:
    tests = {
        "noise": Table([c for folder in sorted(corpus.glob("s[0-9]*")) for c in read_folder(folder)]),
        "clean": Table(clean),
    }
    chances = {label: np.zeros(len(test.truth)) for label, test in tests.items()}
    for held in table.folds(FOLDS, seed=0):
        authors = sorted(set(table.author[held]))
        judge = Judge(table.take(~held))
        for label, test in tests.items():
            where = np.isin(test.author, authors)
            if where.any():
                chances[label][where] = judge.chance(test.take(where))
    for label, test in tests.items():
        show(f"{label}, authors held out", chances[label], test.truth)


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("corpus", type=Path)
    ask.add_argument("--check", action="store_true")
    ask.add_argument("--variants", type=int, default=VARIANTS)
    asked = ask.parse_args()
    clean = read_folder(asked.corpus / "clean")
    table = made_of(clean, asked.variants)
    if asked.check:
        check(asked.corpus, clean, table)
        return
    lines = Judge(table).lines()
    OUT.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{OUT}: {sum(map(len, lines)) // 1000} kB")


if __name__ == "__main__":
    main()
