"""Random stories as lists of pieces (kind, text): what they say is made up, and now and then what nobody expects."""

from __future__ import annotations

import html
import random

from tests.fuzz.books import ODD, TELLING

Piece = tuple[str, str]
VOCABULARY = (
    "the tide had gone out and nobody on the mole said so aloud; Ilse counted oars, Mara rope, and the gulls "
    "whatever they could reach. “Forty-one,” she said. 'It is late.' Yes! Why? never, home; sea -- mud ... boat's "
    "naïve co-op they'd rock 'n' roll 1984 №7 café"
).split()
SIGNS = ("***", "* * *", "~*~", "oOo", "-----", "xXx", "<>", "❦", "o", ".", "#", "__", "==", "~ later ~")
KINDS = (
    ["p"] * 30
    + ["break", "break", "gap", "gap", "chapter", "chapter", "note", "head", "verse", "quote", "list", "table"]
    + ["image", "footnote", "centre", "told", "told", "link", "ruby", "rtl", "odd", "chat", "pre", "hidden", "empty"]
)


def sentence(rng: random.Random, most: int = 25) -> str:
    return " ".join(rng.choice(VOCABULARY) for _ in range(rng.randint(1, most)))


def words_of(rng: random.Random) -> str:
    """A text: mostly plain, now and then what nobody expects."""
    return rng.choice(ODD) if rng.random() < 0.12 else sentence(rng)


def draft(rng: random.Random) -> list[Piece]:
    pieces: list[Piece] = []
    if rng.random() < 0.6:
        pieces.append(("title", words_of(rng)[:80]))
    if rng.random() < 0.5:
        pieces.append(("author", rng.choice(("osprey", "tern (mudlark)", words_of(rng)[:30]))))
    for _ in range(rng.choice((1, 3, 8, 8, 20, 20, 40))):
        kind = rng.choice(KINDS)
        if kind == "told":
            pieces.append(("p", rng.choice(TELLING)))
        elif kind == "chapter":
            said = rng.choice(("Chapter {}", "Chapter {}: Ebb", "{}.", "Part {}", "CHAPTER {} - THE WELL", "Prologue"))
            pieces.append((kind, said.format(rng.randint(1, 12))))
        elif kind == "break":
            pieces.append((kind, rng.choice(SIGNS)))
        elif kind == "note":
            pieces.append((kind, rng.choice(("A/N: ", "Author's Note: ", "Disclaimer: ", "Notes: ")) + words_of(rng)))
        elif kind == "odd":
            pieces.append(("p", rng.choice(ODD)))
        elif kind == "rtl":
            pieces.append(("p", "שלום עולם, אמרה מרה. " + sentence(rng, 4)))
        else:
            pieces.append((kind, words_of(rng)))
    return pieces or [("p", sentence(rng))]


def said_in_xml(text: str) -> str:
    """The text as XML can hold it, escaped."""
    legal = "".join(letter for letter in text if letter in "\t" or ord(letter) >= 32)
    return html.escape(legal.encode("utf-8", "replace").decode())
