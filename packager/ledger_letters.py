"""Letters for the ledger of print: what must stand in a PDF, part by part, whatever its lines do.

A line breaks words, hyphenates them, sets them in small capitals and ligatures. So print is compared letter
by letter: signs, spaces and accents gone, case folded. A lost, doubled or exchanged word shows all the same.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from lxml import etree

from packager.ledger_align import Run, align, gaps
from packager.ledger_turned import beside, in_order, windows
from packager.ledger_words import NOT_SOURCE, XHTML

NO_LETTER = re.compile(r"[\W_]+")
# Scripts a PDF holds in the order of their glyphs, not of their letters: written from right to left, or with
# signs that stand before the letter they follow. Their letters are counted, not compared in order.
REORDERED = re.compile("[\u0590-\u08ff\u0900-\u109f\u1780-\u17ff\ufb1d-\ufdff\ufe70-\ufeff]+")

ABREAST = ("}table", "}dl")  # elements whose texts print sets side by side

TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")  # characters that set a direction

GRAM = 12  # letters in a row that must agree: about GRAM of the words' alignment
FEW = 4  # the same for footnotes that are short
SHOWN = 60


def letters(text: str) -> str:
    """The letters and digits of a text as print and page are compared."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return NO_LETTER.sub("", unicodedata.normalize("NFKD", plain).replace("ı", "i"))


@dataclass(frozen=True, slots=True)
class PartLetters:
    """What one page of the book must show in print.

    `text` is all of it in order, `own` the stretches (from, to) in it that fanpack wrote, which a style
    sheet may hide; `footnotes` stand at the feet of its pages. `numbered`: it has numbers that CSS writes.
    Print may add, in their order, `addresses` of links to the outside, in footnotes, and `marks`: the letters that
    count the items of a list.
    """

    page_id: str
    file_name: str
    text: str
    own: tuple[tuple[int, int], ...]
    footnotes: str
    numbered: bool
    addresses: str = ""
    marks: str = ""
    turned: bool = False  # some of it runs from right to left
    abreast: tuple[tuple[int, int], ...] = ()  # stretches whose texts stand side by side: tables, lists of facts

    @property
    def has_source(self) -> bool:
        return bool(self.footnotes) or sum(b - a for a, b in self.own) < len(self.text)


def part_letters(page_id: str, file_name: str, body: str) -> PartLetters:
    """The letters of a page's body, as `render` made it."""
    root = etree.fromstring(XHTML.format(body), etree.XMLParser(huge_tree=True, resolve_entities=False))
    return tree_letters(root, page_id, file_name)


PARTED = re.compile(r"\.part\d+\Z")


def joined_parts(parts: Iterable[PartLetters]) -> Iterator[PartLetters]:
    """Pages that an EPUB parts (`id.part2`, `id.part3`), as one again: print does not part them."""
    whole: PartLetters | None = None
    for part in parts:
        if whole is not None and PARTED.sub("", part.page_id) == whole.page_id:
            shift = len(whole.text)
            whole = replace(
                whole,
                text=whole.text + part.text,
                own=(*whole.own, *((a + shift, b + shift) for a, b in part.own)),
                footnotes=whole.footnotes + part.footnotes,
                numbered=whole.numbered or part.numbered,
                addresses=whole.addresses + part.addresses,
                marks=whole.marks + part.marks,
                turned=whole.turned or part.turned,
                abreast=(*whole.abreast, *((a + shift, b + shift) for a, b in part.abreast)),
            )
            continue
        if whole is not None:
            yield whole
        whole = part
    if whole is not None:
        yield whole


def tree_letters(root: etree._Element, page_id: str, file_name: str) -> PartLetters:
    """The letters below an element."""
    texts: list[str] = []
    own: list[tuple[int, int]] = []
    notes: list[str] = []
    addresses: list[str] = []
    marks: list[str] = []
    lists: dict[etree._Element, int] = {}
    abreast: list[tuple[int, int]] = []
    length = skip = note = hidden = begun = beside = 0
    numbered = turned = False

    def add(text: str | None) -> None:
        nonlocal length, turned
        turned = turned or bool(text and TURNING.search(text))
        found = letters(text) if text and not hidden else ""
        if not found:
            return
        if note:
            notes.append(found)
            return
        if skip:
            own.append((length, length + len(found)))
        texts.append(found)
        length += len(found)

    for event, element in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        if event in ("comment", "pi"):
            add(element.tail)
            continue
        classes = set((element.get("class") or "").split())
        generated = not NOT_SOURCE.isdisjoint(classes)
        # print numbers its notes itself
        silent = not classes.isdisjoint({"noteref", "footnote-back"})
        footnote = "footnote" in classes
        if event == "start":
            turned = turned or element.get("dir") == "rtl"
            numbered = numbered or footnote or element.tag.endswith(("}ol", "}li"))
            skip += generated
            hidden += silent
            note += footnote
            if element.tag.endswith(ABREAST):
                begun = begun if beside else length
                beside += 1
            if "outer" in classes:
                addresses.append(letters(re.sub("^mailto:", "", element.get("href") or "", flags=re.I)))
            if element.tag.endswith("}li"):
                marks.append(_counted(element, lists))
            add(element.text)
        else:
            skip -= generated
            hidden -= silent
            note -= footnote
            if element.tag.endswith(ABREAST):
                beside -= 1
                abreast += [] if beside else [(begun, length)]
            if element is not root:
                add(element.tail)
    numbered = numbered or bool(addresses)
    footnotes, linked, counted = ("".join(found) for found in (notes, addresses, marks))
    text, columns = "".join(texts), tuple(abreast)
    return PartLetters(page_id, file_name, text, tuple(own), footnotes, numbered, linked, counted, turned, columns)


ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l")),
    *((40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)


def _counted(item: etree._Element, lists: dict[etree._Element, int]) -> str:
    """The letters that count an item, where its list is counted by letters; '' for figures."""
    parent = item.getparent()
    kind = (parent.get("type") or "").lower() if parent is not None else ""
    if parent is None or kind not in ("a", "i"):
        return ""
    number = int(item.get("value") or lists.get(parent, int(parent.get("start") or 1) - 1) + 1)
    lists[parent] = number
    found = ""
    if kind == "i" and number < 4000:
        for value, letter in ROMAN:
            while number >= value:
                found, number = found + letter, number - value
    while kind == "a" and number > 0:
        number -= 1
        found = chr(ord("a") + number % 26) + found
        number //= 26
    return found


@dataclass(frozen=True, slots=True)
class Difference:
    """Letters `missing` from print or `extra` in it, and the letters before the place in the part."""

    kind: str
    letters: str
    after: str
    page: int  # of the part's pages, from 0


def differences(part: PartLetters, pages: Sequence[str], feet: Sequence[str] = ()) -> list[Difference]:
    """How print differs from what a part must show; empty where every letter is there, in order, once.

    `pages` holds the letters of each printed page of the part; `feet` those of its notes, where they are known apart
    (else they stand among the page's). Within one page the order is free where the
    same letters lack at one place and stand at another: what floats (a drop cap) is drawn before the text. It is free
    too where a line may run from right to left.
    """
    found = _in_order(part, pages, feet)
    texts = (part.text, part.footnotes, *pages, *feet)
    if found and (part.turned or any(map(REORDERED.search, texts))):
        return _page_by_page(part, pages, feet)
    return found


def _page_by_page(part: PartLetters, pages: Sequence[str], feet: Sequence[str]) -> list[Difference]:
    found: list[Difference] = []
    extras: list[tuple[int, Counter[str]]] = []
    for window in windows(part.text, part.own, pages, part.abreast):
        before = part.text[max(0, window.start - SHOWN) : window.start]
        if window.missing:
            lost = in_order(part.text[window.start : window.end], window.missing)
            found.append(Difference("missing", lost, before, window.page))
        extras.append((window.page, window.extra))
    extras += ((i, Counter(foot)) for i, foot in enumerate(feet))
    extra = sum((letters for _, letters in extras), Counter[str]())
    notes = Counter(part.footnotes)
    if notes - extra:
        found.append(Difference("missing", in_order(part.footnotes, notes - extra), "footnotes", 0))
    spare = beside(extra, (part.footnotes, part.addresses, part.marks), part.numbered)
    if spare:
        page = next(page for page, letters in extras if letters & spare)
        found.append(Difference("extra", in_order(pages[page], spare), "", page))
    return found


def _in_order(part: PartLetters, pages: Sequence[str], feet: Sequence[str]) -> list[Difference]:
    wanted, printed = part.text, "".join(pages)
    found: list[Difference] = []
    if REORDERED.search(wanted) or REORDERED.search(part.footnotes) or REORDERED.search(printed):
        found += _reordered(wanted + part.footnotes, printed + "".join(feet))
        own = _own(part)
        kept = [i for i, letter in enumerate(wanted) if not REORDERED.match(letter)]
        own = [own[i] for i in kept]
        wanted, pages = REORDERED.sub("", wanted), [REORDERED.sub("", page) for page in pages]
        printed = "".join(pages)
    elif wanted == printed and not part.footnotes and not any(feet):
        return []
    else:
        own = _own(part)
    ends = list(accumulate(len(page) for page in pages))
    runs = align(wanted, printed, GRAM)
    lacking: list[Difference] = []
    extras: list[Difference] = []
    places: dict[int, int] = {}  # of each, in the text
    for a, b, c, d in gaps(runs, len(wanted), len(printed)):
        before, page = wanted[max(0, a - SHOWN) : a], bisect_right(ends, c)
        lost = "".join(letter for i, letter in enumerate(wanted[a:b], a) if not own[i])
        extra = printed[c:d]
        if a < b and c < d:  # too few letters in a row for a run: the same ones all the same
            lost, extra = _alike(lost, extra)[0], _alike(wanted[a:b], extra)[1]
        if lost:
            lacking.append(Difference("missing", lost, before, page))
            places[id(lacking[-1])] = a
        if extra:
            extras.append(Difference("extra", extra, before, page))
            places[id(extras[-1])] = a
    if len(wanted) == len(part.text):
        lacking, extras = _rows(part, places, lacking, extras)
    for lost_there in list(lacking):
        drawn = next((e for e in extras if e.letters == lost_there.letters and _near(e, lost_there)), None)
        if drawn:
            lacking.remove(lost_there)
            extras.remove(drawn)
    beside = (Difference("extra", REORDERED.sub("", foot), "footnotes", i) for i, foot in enumerate(feet) if foot)
    return found + lacking + _notes(part, [*extras, *beside])


def _rows(
    part: PartLetters, places: dict[int, int], lacking: list[Difference], extras: list[Difference]
) -> tuple[list[Difference], list[Difference]]:
    """The differences but those of a table or list of facts whose letters are all there: a row that is broken over
    pages begins each of them with all its columns."""
    for start, end in part.abreast:
        lost = [one for one in lacking if start <= places[id(one)] <= end]
        more = [one for one in extras if start <= places[id(one)] <= end]
        wanted = Counter(letter for one in lost for letter in one.letters)
        if not lost or wanted - Counter(letter for one in more for letter in one.letters):
            continue
        said = {one.letters for one in lost}
        left = {id(one): _without(one.letters, wanted) for one in sorted(more, key=lambda one: one.letters not in said)}
        lacking = [one for one in lacking if not any(one is gone for gone in lost)]
        kept = [(places[id(one)], replace(one, letters=left.get(id(one), one.letters))) for one in extras]
        extras = [one for _, one in kept if one.letters]
        places |= {id(one): place for place, one in kept}
    return lacking, extras


def _without(letters: str, gone: Counter[str]) -> str:
    """Letters in their order without those that are `gone`, which are used up."""
    kept = []
    for letter in letters:
        if gone[letter] > 0:
            gone[letter] -= 1
        else:
            kept.append(letter)
    return "".join(kept)


def _near(one: Difference, other: Difference) -> bool:
    """Whether two differences stand on one page; a gap between pages is told as the later one's."""
    return abs(one.page - other.page) <= 1


def _own(part: PartLetters) -> list[bool]:
    """For each letter of the part's text whether fanpack wrote it."""
    own = [False] * len(part.text)
    for a, b in part.own:
        own[a:b] = [True] * (b - a)
    return own


def _alike(lost: str, extra: str) -> tuple[str, str]:
    """What two short stretches do not share, in order."""
    from difflib import SequenceMatcher

    if len(lost) * len(extra) > 4_000_000:
        return lost, extra
    left, right = [], []
    for tag, a, b, c, d in SequenceMatcher(None, lost, extra, autojunk=False).get_opcodes():
        if tag != "equal":
            left.append(lost[a:b])
            right.append(extra[c:d])
    return "".join(left), "".join(right)


def _spare(wanted: str, printed: str) -> bytes:
    """For each printed letter 0 where it is one of the wanted ones in their order, else 1."""
    from difflib import SequenceMatcher

    spare = bytearray(b"\1" * len(printed))
    if len(wanted) * len(printed) > 4_000_000:
        return bytes(spare)
    for match in SequenceMatcher(None, wanted, printed, autojunk=False).get_matching_blocks():
        spare[match.b : match.b + match.size] = bytes(match.size)
    return bytes(spare)


def _notes(part: PartLetters, extras: Sequence[Difference]) -> list[Difference]:
    """Letters beside the text: they must be the part's footnotes, or numbers that CSS wrote."""
    wanted = REORDERED.sub("", part.footnotes)
    joined = "".join(extra.letters for extra in extras)
    found: list[Difference] = []
    spare = bytearray(b"\1" * len(joined))  # letters that are no footnote's
    runs = align(wanted, joined, min(GRAM, len(wanted)))
    if _covered(runs) < len(wanted):
        # Short notes that say the same over and over meet in wrong places where many letters in a row are asked for.
        runs = max(runs, align(wanted, joined, min(FEW, len(wanted))), key=_covered)
    for run in runs:
        spare[run.right : run.right + run.length] = bytes(run.length)
    for a, b, c, d in gaps(runs, len(wanted), len(joined)):
        lost, extra = _alike(wanted[a:b], joined[c:d])
        if lost:
            before = wanted[max(0, a - SHOWN) : a]
            found.append(Difference("missing", lost, f"footnotes: {before}", extras[0].page if extras else 0))
        if len(extra) < d - c:
            spare[c:d] = _spare(wanted[a:b], joined[c:d])
    found = [one for one in found if len(one.letters) >= FEW or not _struck(one.letters, joined, spare)]
    _strike(part.addresses, joined, spare)
    _strike(part.marks, joined, spare)
    place = 0
    for difference in extras:
        end = place + len(difference.letters)
        rest = "".join(letter for letter, odd in zip(difference.letters, spare[place:end], strict=True) if odd)
        place = end
        if rest and not (part.numbered and rest.isdigit()):
            found.append(replace(difference, letters=rest))
    return found


def _struck(few: str, joined: str, spare: bytearray) -> bool:
    """Whether these letters stand side by side among the spare ones, which they then are no more: so few cannot be told
    from the same ones of another note, and may have been taken for those."""
    places = [i for i, odd in enumerate(spare) if odd]
    at = "".join(joined[i] for i in places).find(few)
    for i in places[at : at + len(few)] if at >= 0 else ():
        spare[i] = 0
    return at >= 0


def _covered(runs: Iterable[Run]) -> int:
    return sum(run.length for run in runs)


def _strike(beside: str, joined: str, spare: bytearray) -> None:
    """Letters that are no footnote's may be what print adds beside the text, in its order; each at most once."""
    places = [i for i, odd in enumerate(spare) if odd]
    left = "".join(joined[i] for i in places)
    if not beside or not left:
        return
    runs = align(beside, left, min(GRAM, len(beside)))
    for run in runs:
        for i in places[run.right : run.right + run.length]:
            spare[i] = 0
    for a, b, c, d in gaps(runs, len(beside), len(left)):
        kept = _alike(beside[a:b], left[c:d])[1]
        for i, letter in zip(places[c:d], _marks(left[c:d], kept), strict=True):
            spare[i] = letter


def _marks(letters: str, kept: str) -> Iterator[int]:
    """For each letter whether it is one of `kept`, a subsequence."""
    place = len(kept)
    found = []
    for letter in reversed(letters):
        take = place > 0 and kept[place - 1] == letter
        place -= take
        found.append(int(take))
    return reversed(found)


def _reordered(wanted: str, printed: str) -> list[Difference]:
    """Letters of scripts that a PDF reorders: there must be those that should be."""
    left = Counter("".join(REORDERED.findall(wanted)))
    right = Counter("".join(REORDERED.findall(printed)))
    odd = (("missing", left - right), ("extra", right - left))
    return [Difference(kind, "".join(sorted(found.elements()))[:SHOWN], "", 0) for kind, found in odd if found]
