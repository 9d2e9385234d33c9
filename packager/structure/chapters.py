"""Which lines open a chapter, a part, or a section inside a chapter."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from packager.model import ChapterStart, Origin
from packager.model import Heading as HeadingBlock
from packager.structure.heading_grammar import Form, Heading, is_title_like, parse_heading, titlecase
from packager.structure.heading_runs import NEAR, Numbered, longest_run
from packager.structure.items import Item, Role, opens_quote
from packager.structure.note_words import note_label
from packager.structure.signposts import is_signpost


@dataclass(frozen=True, slots=True)
class Head:
    """A heading over items `first` to `last`. `role` is HEAD, PART or SUB; `label`, `title` and `rest`
    (a running title) hold all its words."""

    first: int
    last: int
    role: Role
    label: str = ""
    title: str = ""
    rest: str = ""
    number: float | None = None
    form: Form = Form.CHAPTER
    origin: Origin = Origin.GUESS
    evidence: tuple[str, ...] = ()


def find_heads(items: Sequence[Item], marks: frozenset[int], barred: frozenset[int]) -> tuple[Head, ...]:
    """Headings in order. `barred` are items that can be none (contents, notes the source states)."""
    if any(isinstance(item.element, ChapterStart) for item in items):
        return _stated(items)
    parsed = {
        i: heading
        for i, item in enumerate(items)
        if i not in barred and _can_be_heading(item) and (heading := parse_heading(item.text)) is not None
    }
    parsed = _without_lone_prefixes(parsed)
    offset = _words_before(items)
    roles = _roles(items, parsed, offset, marks)
    heads = [_head(i, role, parsed[i]) for i, role in sorted(roles.items())]
    return _with_neighbours(items, _merged(_sectioned(items, heads)), marks, barred)


def _without_lone_prefixes(parsed: dict[int, Heading]) -> dict[int, Heading]:
    """'Leaf and Sand: Chapter 3' is a heading where the same words stand over other chapters too."""
    prefixes = Counter(heading.prefix for heading in parsed.values())
    return {i: heading for i, heading in parsed.items() if not heading.prefix or prefixes[heading.prefix] >= 2}


def _head(i: int, role: Role, heading: Heading) -> Head:
    figure = heading.decoration if any(c.isalnum() for c in heading.decoration) else ""
    rest = f"{heading.prefix} {figure}".strip()
    return Head(i, i, role, heading.label, heading.title, rest, heading.number, heading.form, evidence=_why(heading))


def _can_be_heading(item: Item) -> bool:
    if isinstance(item.element, HeadingBlock):
        return True
    return item.plain and 0 < item.words <= 20 and "\n" not in item.text


def _words_before(items: Sequence[Item]) -> list[int]:
    total, out = 0, []
    for item in items:
        out.append(total)
        total += item.words
    return [*out, total]


def _stated(items: Sequence[Item]) -> tuple[Head, ...]:
    heads = []
    for i, item in enumerate(items):
        if isinstance(item.element, ChapterStart):
            heading = parse_heading(item.text) if item.text else None
            label, title = (heading.label, heading.title) if heading else ("", item.text)
            role = Role.PART if item.element.part else Role.HEAD
            form = heading.form if heading else Form.CHAPTER
            number = heading.number if heading else None
            heads.append(Head(i, i, role, label, title, "", number, form, Origin.SOURCE, ("the source says so",)))
    return tuple(heads)


def _why(heading: Heading) -> tuple[str, ...]:
    match heading.form:
        case Form.NUMBER:
            return ("a number that runs on",)
        case Form.SPECIAL:
            return (f"the word '{heading.keyword}'",)
        case _:
            return (f"'{heading.keyword}' and a number",)


# ----------------------------------------------------------------------------------- which level is which


def _roles(
    items: Sequence[Item], parsed: dict[int, Heading], offset: Sequence[int], marks: frozenset[int]
) -> dict[int, Role]:
    by_form: dict[Form, list[int]] = {form: [] for form in Form}
    for i, heading in parsed.items():
        by_form[heading.form].append(i)
    chapters = [i for i in by_form[Form.CHAPTER] if i not in marks]
    parts = [i for i in by_form[Form.PART] if i not in marks]
    number_forms = {i: parsed[i] for i in by_form[Form.NUMBER]}
    numbers = _number_run(items, number_forms, offset, marks)
    roles: dict[int, Role] = {}
    roles.update(dict.fromkeys(chapters, Role.HEAD))
    roles.update(_nested(numbers, chapters, parsed))
    if numbers and not chapters:
        others = {i: heading for i, heading in number_forms.items() if i not in roles}
        inner = _number_run(items, others, offset, marks) if len(others) >= 2 else []
        if len(inner) >= 2 and _begins_anew([Numbered(i, parsed[i].number or 0, offset[i]) for i in inner]):
            roles.update(dict.fromkeys(inner, Role.SUB))
    lower = sorted(i for i, role in roles.items() if role is Role.HEAD)
    roles.update(_part_roles(items, parts, lower, parsed))
    lessers = _lesser_run(parsed, by_form[Form.LESSER], offset)
    for i in lessers:
        inside = bool(lower) and lower[0] < i < lower[-1]
        roles[i] = Role.SUB if inside else Role.HEAD
    for i in by_form[Form.SPECIAL]:
        if _special_holds(items, i, parsed[i], bool(roles)):
            roles[i] = Role.HEAD
    return roles


_WEAK = re.compile(
    r"^(?:extra|opening|finale|conclusion|coda|introduction|overture|postscript|appendix|outtakes?|deleted scenes?)$",
    re.I,
)


def _special_holds(items: Sequence[Item], i: int, heading: Heading, others: bool) -> bool:
    """'Prologue' alone on its line is a heading; 'Finale' only beside others, at the start, or in capitals."""
    if items[i].text.rstrip().endswith((",", ";")):
        return False
    if not _WEAK.match(heading.keyword):
        return True
    return others or i == 0 or items[i].text.isupper() or bool(heading.decoration)


def _style(text: str, heading: Heading) -> str:
    label = heading.label.rstrip(".)")
    if label.isdigit():
        return "digit"
    if re.fullmatch(r"[IVXLC]+", label):
        return "roman"
    return "lower-roman" if re.fullmatch(r"[ivxlc]+", label) else "word"


def _number_run(
    items: Sequence[Item], parsed: dict[int, Heading], offset: Sequence[int], marks: frozenset[int]
) -> list[int]:
    """Bare numbers that are headings: the longest run of one style; or a single one where a heading must be."""
    best: tuple[Numbered, ...] = ()
    styles: dict[str, list[Numbered]] = {}
    for i, heading in parsed.items():
        assert heading.number is not None
        styles.setdefault(_style(items[i].text, heading), []).append(Numbered(i, heading.number, offset[i]))
    runs = sorted(map(longest_run, styles.values()), key=len, reverse=True)
    if runs:
        best = runs[0]
    # 'I', 'II', 'I', 'II' under '1', '2': what begins anew is the lower level, however often it comes.
    if _begins_anew(best):
        best = next((run for run in runs[1:] if len(run) >= 2 and not _begins_anew(run) and _holds(run, best)), best)
    if len(best) >= 2:
        span = best[-1].words - best[0].words
        titled = sum(1 for n in best if parsed[n.index].title)
        if span >= 120 * (len(best) - 1) and (len(best) >= 3 or titled < 2 or span > 1500):
            return [n.index for n in best]
    pure = [i for i, heading in parsed.items() if not heading.title and i not in marks]
    if len(pure) == 1:
        i = pure[0]
        story_before = sum(item.words for item in items[:i] if item.words >= PROSE and not note_label(item.text))
        after = offset[-1] - offset[i]
        opening = story_before == 0 and i + 1 < len(items) and after >= NEAR
        apart = story_before >= 300 and after >= 300 and len(items[i].text) > 1 and parsed[i].number != 1
        if opening or apart:
            return pure
    return []


def _begins_anew(run: Sequence[Numbered]) -> bool:
    return any(b.value <= a.value for a, b in itertools.pairwise(run))


def _holds(upper: Sequence[Numbered], lower: Sequence[Numbered]) -> bool:
    """Whether the lower run begins anew only where a number of the upper one stands between."""
    breaks = [(a.index, b.index) for a, b in itertools.pairwise(lower) if b.value <= a.value]
    held = sum(1 for a, b in breaks if any(a < n.index < b for n in upper))
    return held >= len(breaks) * 0.8


PROSE = 12  # words: a line of that length before a number is story


def _nested(numbers: list[int], chapters: list[int], parsed: dict[int, Heading]) -> dict[int, Role]:
    """Numbers under 'Chapter' headings are sections of them; numbers without any are chapters."""
    if not chapters:
        return dict.fromkeys(numbers, Role.HEAD)
    outside = not any(chapters[0] < i < chapters[-1] for i in numbers)
    first = parsed[chapters[0]].number
    if outside and numbers and len(numbers) >= 2 and chapters[0] > numbers[-1] and first not in (1.0, None):
        return dict.fromkeys(numbers, Role.HEAD)
    return dict.fromkeys(numbers, Role.SUB)


def _part_roles(
    items: Sequence[Item], parts: list[int], lower: list[int], parsed: dict[int, Heading]
) -> dict[int, Role]:
    """'Part Two' is a part where a chapter heading follows before the story goes on, else itself a chapter."""
    if not parts:
        return {}
    heads = sorted({*parts, *lower})
    followed = {}
    for a, b in zip(heads, [*heads[1:], len(items)], strict=True):
        if a in set(parts):
            between = sum(item.words for item in items[a + 1 : b] if not note_label(item.text))
            followed[a] = b < len(items) and between <= 60 and b - a <= 6
    holders = [i for i in parts if followed[i]]
    if not holders:
        if lower and _restart(parts, lower, parsed):
            return dict.fromkeys(parts, Role.SUB)
        return dict.fromkeys(parts, Role.HEAD)
    if lower and len(holders) * 2 >= len(parts):
        return dict.fromkeys(parts, Role.PART)
    return {i: Role.PART if followed[i] else Role.HEAD for i in parts}


def _restart(parts: list[int], lower: list[int], parsed: dict[int, Heading]) -> bool:
    """Whether the numbers of parts begin anew inside chapters: then they are sections of them."""
    values = [parsed[i].number or 0 for i in parts]
    inside = sum(1 for i in parts if lower[0] < i)
    again = sum(1 for a, b in itertools.pairwise(values) if b <= a)
    return inside == len(parts) and (again > 0 or len(parts) < len(lower))


def _lesser_run(parsed: dict[int, Heading], indices: list[int], offset: Sequence[int]) -> list[int]:
    """'Letter 1', 'Letter 2' ...: headings only where they run on, some way apart."""
    by_keyword: dict[str, list[Numbered]] = {}
    for i in indices:
        number = parsed[i].number
        if number is not None:
            by_keyword.setdefault(parsed[i].keyword, []).append(Numbered(i, number, offset[i]))
    found: list[int] = []
    for candidates in by_keyword.values():
        run = longest_run(candidates, restarts=False)
        if len(run) >= 2 and run[-1].words - run[0].words >= 120 * (len(run) - 1):
            found += [n.index for n in run]
    return sorted(found)


# -------------------------------------------------------------------------------------- neighbouring lines


def _sectioned(items: Sequence[Item], heads: list[Head]) -> list[Head]:
    """Numbers that begin anew under one title line after the other are sections: the titles are the chapters."""
    numbers = [head for head in heads if head.form is Form.NUMBER and head.role is Role.HEAD]
    ones = [head for head in numbers if head.number == 1]
    parts = {head.last for head in heads if head.role is Role.PART}

    def titled(head: Head) -> bool:
        i = head.first - 1
        while i > head.first - 4 and i > 0 and note_label(items[i].text):
            i -= 1
        return i >= 0 and i not in parts and is_title_like(items[i].text) and _surely_title(items[i].text)

    if len(ones) < 2 or sum(map(titled, ones)) < len(ones) * 0.6:
        return heads
    return [replace(head, role=Role.SUB) if head in numbers else head for head in heads]


def _merged(heads: list[Head]) -> list[Head]:
    """The same chapter announced twice in a row ('Chapter 3' over 'Chapter 3: The Well') is one heading; so
    is a number over 'Conclusion'."""
    out: list[Head] = []
    for head in heads:
        previous = out[-1] if out else None
        if previous and previous.last + 1 == head.first and _one_heading(previous, head):
            if previous.title and not head.title:  # only here a heading stands behind the one that it says again
                fuller, rest = previous, [previous.rest, head.rest, head.label]
            else:
                fuller, rest = head, [previous.rest, previous.label, previous.title, head.rest]
            out[-1] = replace(fuller, first=previous.first, last=head.last, rest=" ".join(filter(None, rest)))
        elif (
            previous
            and previous.last + 1 == head.first
            and previous.role is head.role is Role.HEAD
            and previous.form in (Form.NUMBER, Form.CHAPTER)
            and head.form is Form.SPECIAL
            and not previous.title
        ):
            name = " ".join(part for part in (head.label, head.title) if part)
            out[-1] = replace(previous, last=head.last, title=name)
        else:
            out.append(head)
    return out


def _one_heading(previous: Head, head: Head) -> bool:
    """Whether two lines in a row announce the same part or chapter. Names that differ are those of two parts ('Book
    One: The Sea' over 'Part One: Ebb'); but a chapter without words is none, so it rather has two names ('Chapter 3:
    The Well' over 'Chapter Three: Down'), unless these are numbered too ('Chapter 1 - Part 1', 'Chapter 1 - Part 2').
    Sections of one number in a row count two things ('Day 1' over 'Letter 1')."""
    if (
        head.role is Role.SUB
        or previous.role is not head.role
        or previous.form is not head.form
        or previous.number != head.number
        or head.number is None
    ):
        return False
    if not (previous.title and head.title) or _plain(previous.title) == _plain(head.title):
        return True
    inner = [parse_heading(title) for title in (previous.title, head.title)]
    numbers = {heading.number for heading in inner if heading and heading.number is not None}
    return head.role is Role.HEAD and len(numbers) < 2


def _with_neighbours(
    items: Sequence[Item], heads: list[Head], marks: frozenset[int], barred: frozenset[int]
) -> tuple[Head, ...]:
    """Give headings the title line that stands below or above them."""
    taken = {i for head in heads for i in range(head.first, head.last + 1)} | marks | barred

    def free(i: int) -> bool:
        return (
            0 <= i < len(items) and i not in taken and items[i].plain and is_title_like(items[i].text)
            and not note_label(items[i].text) and not is_signpost(items[i].text)
        )  # fmt: skip

    bare = [
        n
        for n, head in enumerate(heads)
        if not head.title and head.role is not Role.SUB and head.form is not Form.SPECIAL
    ]
    below = [n for n in bare if free(heads[n].last + 1) and _story_follows(items, heads[n].last + 2, taken)]
    usual = len(below) >= 2 and len(below) >= len(bare) * 0.6
    for n in below:
        j = heads[n].last + 1
        if usual or _surely_title(items[j].text):
            heads[n] = replace(heads[n], last=j, title=items[j].text)
            taken.add(j)
    above = [n for n, head in enumerate(heads) if head.role is Role.HEAD and free(head.first - 1)]
    texts = Counter(_plain(items[heads[n].first - 1].text) for n in above)
    named = [n for n in above if not heads[n].title]
    distinct = [n for n in named if texts[_plain(items[heads[n].first - 1].text)] == 1 and heads[n].first > 1]
    for n in above:
        j = heads[n].first - 1
        count = texts[_plain(items[j].text)]
        if count >= max(2, len(heads) * 0.4) and titlecase(items[j].text) >= 0.5 and not opens_quote(items[j].text):
            heads[n] = replace(heads[n], first=j, rest=f"{items[j].text} {heads[n].rest}".strip())
        elif (
            n in distinct
            and len(distinct) >= 2
            and len(distinct) >= len(bare) * 0.5
            and titlecase(items[j].text) >= 0.6
        ):
            heads[n] = replace(heads[n], first=j, title=items[j].text)
    return tuple(heads)


def _plain(text: str) -> str:
    return re.sub(r"\W+", " ", text).strip().lower()


def _story_follows(items: Sequence[Item], i: int, taken: set[int]) -> bool:
    """After a title line comes the story, a note or a section number; at the end of the text there is no title."""
    return i < len(items)


def _surely_title(text: str) -> bool:
    words = re.findall(r"[^\W\d_]+", text)
    return (text.isupper() and len(text) > 3) or (len(words) >= 2 and titlecase(text) >= 0.95)
