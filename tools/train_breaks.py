#!/usr/bin/env python3
"""Train the weights that tell scene breaks from lost lines.

    python tools/train_breaks.py CORPUS            writes packager/structure/break_weights.txt
    python tools/train_breaks.py CORPUS --check    prints cross-validated figures, authors held out

CORPUS holds `clean/` (books as printed; break_corpus.py has the form) and, for --check, noisy variants of the
same books in `s0/`, `s1/` ... The training files are made from the clean books: lines lost in many ways, breaks
set in many ways. Needs numpy and scikit-learn, fanpack itself does not.
"""

from __future__ import annotations

import argparse
import random
import sys
from pathlib import Path

import numpy as np

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1])]

from break_corpus import Case, book_of, noisy, read_folder
from sklearn.linear_model import LogisticRegression

from packager.structure.break_features import at_gap, habits
from packager.structure.break_file import view

OUT = Path(__file__).parents[1] / "packager" / "structure" / "break_weights.txt"
VARIANTS = 60  # noisy files made of each clean one
STRENGTH = 0.003  # of the fit against the pull of all weights to zero


def rows(case: Case) -> list[tuple[dict[str, float], bool]]:
    file = view(case.paragraphs, case.gaps, case.kinds)
    if not file.candidates:
        return []
    habit = habits(file)
    return [({**habit, **at_gap(file, i)}, case.truth[i]) for i in file.candidates if i in case.truth]


class Table:
    """Gaps of many files: features, truth, author, file number."""

    def __init__(self, cases: list[Case]):
        self.names: list[str] = []
        x, y, author, number = [], [], [], []
        for k, case in enumerate(cases):
            for values, truth in rows(case):
                self.names = self.names or list(values)
                x.append([values[name] for name in self.names])
                y.append(truth)
                author.append(case.author)
                number.append(k)
        self.x, self.y = np.array(x, dtype=np.float64), np.array(y)
        self.author, self.number = np.array(author), np.array(number)


def fit(table: Table, rows_: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, float]:
    x, y, number = table.x[rows_], table.y[rows_], table.number[rows_]
    usual, spread = x.mean(axis=0), x.std(axis=0)
    spread[spread < 1e-6] = 1.0
    files, counts = np.unique(number, return_counts=True)
    weight = np.array([1 / np.sqrt(dict(zip(files, counts, strict=True))[n]) for n in number])
    weight /= weight.mean()
    z = np.clip((x - usual) / spread, -4, 4)
    model = LogisticRegression(C=STRENGTH, max_iter=1000).fit(z, y, sample_weight=weight)
    return usual, spread, model.coef_[0], float(model.intercept_[0])


def predict(parts: tuple[np.ndarray, np.ndarray, np.ndarray, float], x: np.ndarray) -> np.ndarray:
    usual, spread, coef, bias = parts
    return 1 / (1 + np.exp(-(np.clip((x - usual) / spread, -4, 4) @ coef + bias)))


def figures(p: np.ndarray, y: np.ndarray, at: float = 0.5) -> str:
    said = p >= at
    tp, fp, fn = (said & y).sum(), (said & ~y).sum(), (~said & y).sum()
    return f"F1 {2 * tp / max(1, 2 * tp + fp + fn):.3f} precision {tp / max(1, tp + fp):.3f} recall {tp / max(1, tp + fn):.3f} ({tp}/{fp}/{fn})"


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("corpus", type=Path)
    ask.add_argument("--check", action="store_true")
    ask.add_argument("--variants", type=int, default=VARIANTS)
    asked = ask.parse_args()
    clean = read_folder(asked.corpus / "clean")
    cases = []
    for k, case in enumerate(clean):
        book, rng = book_of(case), random.Random(7919 * k + 1)
        cases += [made for _ in range(asked.variants) if (made := noisy(book, rng))]
    table = Table(cases)
    print(f"{len(cases)} files, {len(table.y)} gaps, {table.y.mean():.2f} of them breaks")
    if asked.check:
        noise = [case for folder in sorted(asked.corpus.glob("s[0-9]*")) for case in read_folder(folder)]
        for label, held in (("noise", Table(noise)), ("clean", Table(clean))):
            p = np.zeros(len(held.y))
            for fold in np.array_split(np.random.RandomState(0).permutation(sorted(set(table.author))), 6):
                test = np.isin(held.author, fold)
                p[test] = predict(fit(table, ~np.isin(table.author, fold)), held.x[test])
            print(f"{label:6} {figures(p, held.y)}")
        return
    usual, spread, coef, bias = fit(table, np.ones(len(table.y), bool))
    lines = [
        "# Weights of the scene-break judge, written by tools/train_breaks.py: name, usual value, spread, weight",
        f"bias 0 1 {bias:.5g}",
    ]
    lines += [
        f"{n} {u:.5g} {s:.5g} {c:.5g}" for n, u, s, c in zip(table.names, usual, spread, coef, strict=True)
    ]
    OUT.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{OUT}: {len(lines) - 1} weights")


if __name__ == "__main__":
    main()
