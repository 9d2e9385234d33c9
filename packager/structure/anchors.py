"""Where in a manuscript the user's anchors point: by the first words of a paragraph."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from packager.model import Manuscript, words
from packager.problems import Report
from packager.structure.items import Item


def locate(
    items: Sequence[Item],
    anchors: Sequence[str],
    what: str,
    manuscript: Manuscript,
    places: Mapping[str, str],
    report: Report,
) -> frozenset[int]:
    """Items that anchors name. One that names none or several is reported, at its place, and has no effect."""
    found = set()
    source = manuscript.source
    for anchor in anchors:
        where = places.get(anchor, source)
        wanted = [word.lower() for word in words(anchor)]
        if not wanted:
            report.warn(
                "override-unmatched", where, f"{what} '{anchor}' holds no words; quote the first words of the paragraph"
            )
            continue
        hits = [i for i, item in enumerate(items) if _starts(item.text, wanted)]
        if not hits:
            hits = [i for i, item in enumerate(items) if _holds(item.text, wanted)]
        if len(hits) == 1:
            found.add(hits[0])
        elif not hits:
            report.warn(
                "override-unmatched",
                where,
                f"{what} '{anchor}' matches no paragraph of {source}; the text may have changed, quote its words anew",
            )
        else:
            told = [at for i in hits[:5] if (at := manuscript.place(items[i].where)) != source]
            lines = f" ({', '.join(told)})" if told else ""
            report.warn(
                "override-ambiguous",
                where,
                f"{what} '{anchor}' matches {len(hits)} paragraphs of {source}{lines}; quote more words",
            )
    return frozenset(found)


def anchor_of(text: str) -> str:
    """The first words of a paragraph, as a manifest quotes them."""
    line = " ".join(text.split())
    parts = line.split(" ")
    return " ".join(parts[:8])


def _starts(text: str, wanted: list[str]) -> bool:
    return [word.lower() for word in words(text[: 40 * len(wanted) + 200])[: len(wanted)]] == wanted


def _holds(text: str, wanted: list[str]) -> bool:
    have = [word.lower() for word in words(text)]
    n = len(wanted)
    return any(have[i : i + n] == wanted for i in range(len(have) - n + 1))
