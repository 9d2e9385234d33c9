"""The evidence at one gap, as numbers. Every feature has a name; `break_model` weighs them."""

from __future__ import annotations

import math
from collections.abc import Iterable
from itertools import pairwise

from packager.structure import break_words as bw
from packager.structure.break_file import FileView
from packager.structure.break_passage import Passage

NEAR = 8  # paragraphs either side that count as the neighbourhood


def _log(value: float) -> float:
    return math.log1p(max(0.0, value))


def _share(passages: Iterable[bool]) -> float:
    items = list(passages)
    return sum(items) / len(items) if items else 0.0


def habits(file: FileView) -> dict[str, float]:
    """What the file as a whole shows; the same at each of its gaps."""
    paragraphs = max(1, len(file.text))
    short = [file.lengths.get(length, 0) for length in range(8)]
    gaps = len(file.candidates)
    # In prose that lost nothing one-word paragraphs are about as many as those of two words and
    # half as many as those of three or four together; so many must be gone if none is left.
    due = max(0.0, 0.35 * (short[2] + short[3]) + 0.3 * short[4] - short[1])
    due_two = max(0.0, 0.5 * (short[3] + short[4]) - short[2])
    per = 100 / paragraphs
    talk = sum(file.talk) / paragraphs
    shortest = min(file.lengths) if file.lengths else 0
    return {
        "file_size": _log(paragraphs),
        "file_keeps_one": float(short[1] > 0),
        "file_one": _log(short[1] * per),
        "file_one_n": _log(short[1]),
        "file_two": _log(short[2] * per),
        "file_three": _log((short[3] + short[4]) * per),
        "file_six": _log(sum(short[1:7]) * per),
        "file_one_ratio": math.log((short[1] + 0.5) / (short[2] + short[3] + 1)),
        "file_shortest": float(min(shortest, 6)),
        "file_due": math.log((due + 0.3) / (gaps + 0.3)),
        "file_due_two": math.log((due_two + 0.3) / (gaps + 0.3)),
        "file_due_n": _log(due),
        "file_gaps": _log(gaps),
        "file_gap_rate": _log(gaps * per),
        "file_gap_per_short": math.log((gaps + 0.5) / (sum(short[1:6]) + 1)),
        "file_talk": talk,
        "file_marks": float(file.marks > 0),
        "file_many_marks": float(file.marks > 2),
        "file_marks_per_gap": math.log((file.marks + 0.5) / (gaps + 1)),
        "file_run_kinds": float(len(file.runs)),
        "file_sections": _log(len(file.edges)),
    }


def at_gap(file: FileView, index: int) -> dict[str, float]:
    """The evidence at the gap before paragraph `index`."""
    place = file.place[index]
    section = file.section[place]
    low, high = file.edges[section]
    before = file.span(place - NEAR, place, section)
    after = file.span(place, place + NEAR, section)
    a, b = before[-1], after[0]
    out: dict[str, float] = {}
    _layout(out, file, index, place, low, high)
    _ends(out, a, before)
    _opens(out, b, after)
    _talk(out, a, b, before, after)
    _people(out, file, a, b, before, after)
    _cohesion(out, file, before, after)
    return out


def _layout(out: dict[str, float], file: FileView, index: int, place: int, low: int, high: int) -> None:
    extra = file.gaps[index]
    runs = file.runs
    total = sum(runs.values())
    common = max(runs, key=lambda run: (runs[run], -run))
    out["run"] = float(min(extra, 4))
    out["run_1"] = float(extra == 1)
    out["run_2"] = float(extra == 2)
    out["run_more"] = float(extra >= 3)
    out["run_common"] = float(extra == common)
    out["run_share"] = runs[extra] / total
    out["run_longer_share"] = sum(n for run, n in runs.items() if run > extra) / total
    out["run_shorter_share"] = sum(n for run, n in runs.items() if run < extra) / total
    out["run_least"] = float(extra == min(runs))
    gaps = file.gaps
    text = file.text
    back = next((k for k in range(1, 60) if place - k < low or gaps[text[place - k]] > 0), 60)
    ahead = next((k for k in range(1, 60) if place + k >= high or gaps[text[place + k]] > 0), 60)
    out["since_gap"], out["until_gap"] = _log(back), _log(ahead)
    out["gap_near"] = float(min(back, ahead) <= 2)
    out["gap_crowd"] = float(
        sum(1 for k in range(max(low, place - 20), min(high, place + 21)) if gaps[text[k]] > 0) - 1
    )
    out["from_opening"], out["to_close"] = _log(place - low), _log(high - place)
    out["words_before"] = _log(sum(file.counts[max(low, place - back) : place]) / 50)
    out["words_after"] = _log(sum(file.counts[place : min(high, place + ahead)]) / 50)
    around = file.counts[max(low, place - NEAR) : min(high, place + NEAR)]
    out["short_around"] = _share(count <= 6 for count in around)
    out["mean_around"] = _log(sum(around) / max(1, len(around)))


def _ends(out: dict[str, float], a: Passage, before: list[Passage]) -> None:
    last = a.words[-12:]
    out["a_count"] = _log(a.count)
    out["a_short"] = float(a.count <= 8)
    out["a_talks"] = float(a.talks)
    out["a_only_talk"] = float(a.only_talk)
    out["a_ends_talking"] = float(a.ends_talking)
    out["a_question"] = float(a.ends == "?")
    out["a_question_talk"] = float(a.ends == "?" and a.ends_talking)
    out["a_question_told"] = float(a.ends == "?" and not a.ends_talking)
    out["a_exclaims"] = float(a.ends == "!")
    out["a_trails"] = float(a.ends == "…")
    out["a_breaks_off"] = float(a.ends == "-")
    out["a_colon"] = float(a.ends in ":,")
    out["a_no_end"] = float(a.ends == "")
    out["a_closing"] = _log(sum(word in bw.CLOSING for word in last))
    out["a_unclosed"] = float(a.unclosed)
    out["a_second"] = _log(sum(word in bw.SECOND for word in last))
    out["a_told_end"] = float(not a.ends_talking and not a.talks)
    out["a_only_short"] = float(a.only_talk and a.count <= 8)
    out["a_longer"] = _log(a.count) - _log(sum(p.count for p in before) / len(before))


def _opens(out: dict[str, float], b: Passage, after: list[Passage]) -> None:
    opening = b.opening
    first = b.words[0] if b.words else ""
    head = b.words[:18]
    out["b_count"] = _log(b.count)
    out["b_short"] = float(b.count <= 8)
    out["b_first_sentence"] = _log(b.first_sentence)
    out["b_talks"] = float(b.talks)
    out["b_only_talk"] = float(b.only_talk)
    out["b_tagged_talk"] = float(b.talks and bool(b.speakers))
    out["b_time_opening"] = float(bool(bw.TIME_OPENING.match(opening)))
    out["b_time_within"] = float(bool(bw.TIME_WITHIN.search(opening)))
    out["b_time_talk"] = float(b.talks and bool(bw.TIME_OPENING.match(opening)))
    out["b_time_told"] = float(not b.talks and bool(bw.TIME_OPENING.match(opening)))
    out["b_place_opening"] = float(not b.talks and bool(bw.PLACE_OPENING.match(opening)))
    out["b_setting"] = _log(sum(word in bw.SETTING for word in b.words[:40]))
    out["b_carry_on"] = float(first in bw.CARRY_ON)
    out["b_reply"] = float(b.talks and first in bw.REPLY)
    out["b_reply_told"] = float(not b.talks and first in bw.REPLY)
    out["b_he"] = float(first in bw.HE or first in bw.SHE or first in bw.THEY)
    out["b_i"] = float(not b.talks and first in bw.FIRST)
    out["b_it"] = float(first in ("it", "that", "this", "it's", "such", "these", "those", "there"))
    out["b_the"] = float(not b.talks and first in ("the", "a", "an"))
    out["b_when"] = float(
        not b.talks and first in ("when", "as", "after", "before", "while", "once", "since", "during", "until")
    )
    out["b_lower"] = float(opening[:1].islower())
    out["b_name_first"] = float(not b.talks and first in b.names)
    named = [word for word in head if word in b.names]
    out["b_names_head"] = _log(len(named))
    out["b_full_name"] = float(any(x in b.names and y in b.names for x, y in pairwise(head)))
    out["b_pluperfect"] = _log(sum(word == "had" or word.endswith("'d") for word in b.narration[:40]))
    out["b_was_ing"] = float(any(x in ("was", "were", "been") and y.endswith("ing") for x, y in pairwise(head)))
    out["b_question"] = float(b.ends == "?")
    out["b_colon"] = float(b.ends == ":")
    out["b_caps"] = float(opening.isupper())
    out["b_first_all_told"] = float(not b.talks and b.talk_share == 0)
    out["b_longer"] = _log(b.count) - _log(sum(p.count for p in after) / len(after))
    out["b_second"] = _log(sum(word in bw.SECOND for word in head))
    out["b_said_odd"] = float(bool(b.narration) and b.narration[0] in ("again", "finally", "still"))


def _talk(out: dict[str, float], a: Passage, b: Passage, before: list[Passage], after: list[Passage]) -> None:
    near_a, near_b = before[-4:], after[:4]
    out["both_talk"] = float(a.talks and b.talks)
    out["both_only_talk"] = float(a.only_talk and b.only_talk)
    out["neither_talks"] = float(not a.talks and not b.talks and a.talk_share + b.talk_share == 0)
    out["talk_to_told"] = float(a.talks and not b.talks)
    out["told_to_talk"] = float(b.talks and not a.talks)
    out["question_met"] = float(a.ends == "?" and a.talks and b.talks)
    out["question_reply"] = out["a_question"] * max(out["b_reply"], out["b_reply_told"])
    out["question_to_told"] = float(a.ends == "?" and a.ends_talking and not b.talks)
    share_a = sum(p.talk_share for p in near_a) / len(near_a)
    share_b = sum(p.talk_share for p in near_b) / len(near_b)
    out["talk_before"], out["talk_after"] = share_a, share_b
    out["talk_change"] = abs(share_a - share_b)
    out["talk_least"] = min(share_a, share_b)
    out["turns_before"] = _log(next((k for k, p in enumerate(reversed(before)) if not p.talks), NEAR))
    out["turns_after"] = _log(next((k for k, p in enumerate(after) if not p.talks), NEAR))
    out["turns_both"] = min(out["turns_before"], out["turns_after"])
    said_a = a.speakers[-1] if a.speakers else ""
    said_b = b.speakers[0] if b.speakers else ""
    out["same_speaker"] = float(bool(said_a) and said_a == said_b)
    out["other_speaker"] = float(bool(said_a) and bool(said_b) and said_a != said_b)
    earlier = next((p.speakers[-1] for p in before[-2::-1] if p.speakers), "")
    out["speaker_from_earlier"] = float(bool(said_b) and said_b == earlier)
    speakers = {s for p in before for s in p.speakers if s not in ("he", "she", "i", "they")}
    out["speaker_new"] = float(bool(said_b) and said_b not in ("he", "she", "i", "they") and said_b not in speakers)
    out["speaker_known"] = float(bool(said_b) and said_b in speakers)
    out["a_says_b"] = float(bool(set(a.words[-6:]) & set(b.words[:6]) - bw.COMMON))
    out["mid_talk"] = float(a.talks and b.talks and share_a > 0.5 and share_b > 0.5)


def _people(
    out: dict[str, float], file: FileView, a: Passage, b: Passage, before: list[Passage], after: list[Passage]
) -> None:
    ahead2 = b.names | (after[1].names if len(after) > 1 else frozenset())
    names_a = frozenset[str]().union(*(p.names for p in before))
    names_a3 = frozenset[str]().union(*(p.names for p in before[-3:]))
    names_b = frozenset[str]().union(*(p.names for p in after[:4]))
    out["names_shared"] = len(names_a & names_b) / max(1, len(names_a | names_b))
    out["names_none"] = float(not names_b)
    out["names_new"] = _log(len(ahead2 - names_a))
    out["names_new_b"] = _log(len(b.names - names_a))
    out["names_known_b"] = _log(len(b.names & names_a))
    out["names_known_b3"] = float(bool(b.names & names_a3))
    out["names_gone"] = len(names_a3 - names_b) / max(1, len(names_a3))
    out["b_names_none"] = float(not b.names)
    he_a, she_a, they_a, i_a, past_a, present_a = _grammar(before[-4:])
    he_b, she_b, they_b, i_b, past_b, present_b = _grammar(after[:4])
    out["he_change"] = abs(he_a - he_b)
    out["she_change"] = abs(she_a - she_b)
    out["they_change"] = abs(they_a - they_b)
    out["i_change"] = abs(i_a - i_b)
    out["gender_swap"] = float((he_a > 2 * she_a and she_b > 2 * he_b) or (she_a > 2 * he_a and he_b > 2 * she_b))
    tense_a = (past_a - present_a) / (past_a + present_a + 0.02)
    tense_b = (past_b - present_b) / (past_b + present_b + 0.02)
    out["tense_change"] = abs(tense_a - tense_b)
    pronoun = next((k for k, w in enumerate(b.narration[:12]) if w in bw.HE or w in bw.SHE), 99)
    name = next((k for k, w in enumerate(b.words[:30]) if w in b.names), 99)
    out["pronoun_before_name"] = float(pronoun < name)
    out["pronoun_opens_told"] = float(not b.talks and pronoun == 0)
    gender = bw.HE if b.narration[:1] and b.narration[0] in bw.HE else bw.SHE
    out["pronoun_carried"] = out["pronoun_opens_told"] * float(any(w in gender for w in a.narration))
    out["pronoun_unmet"] = out["pronoun_opens_told"] * float(not any(w in gender for w in a.words))


def _grammar(passages: list[Passage]) -> tuple[float, float, float, float, float, float]:
    told = [word for p in passages for word in p.narration]
    n = len(told) + 10

    def rate(words: frozenset[str]) -> float:
        return sum(word in words for word in told) / n

    return rate(bw.HE), rate(bw.SHE), rate(bw.THEY), rate(bw.FIRST), rate(bw.PAST), rate(bw.PRESENT)


def _cohesion(out: dict[str, float], file: FileView, before: list[Passage], after: list[Passage]) -> None:
    for width in (1, 3, NEAR):
        left = _bag(before[-width:])
        right = _bag(after[:width])
        shared = sum(min(left[word], right[word]) for word in left.keys() & right.keys())
        least = min(sum(left.values()), sum(right.values()))
        out[f"words_shared_{width}"] = shared / (least + 3)
    left = _bag(before)
    head = after[0].content
    out["b_words_met"] = sum(word in left for word in head) / (len(head) + 2)
    out["b_words_met_n"] = _log(sum(word in left for word in head))


def _bag(passages: list[Passage]) -> dict[str, int]:
    bag: dict[str, int] = {}
    for p in passages:
        for word in p.content:
            bag[word] = bag.get(word, 0) + 1
    return bag
