"""Scene breaks without a mark: what the judge says of gaps in made-up stories."""

import pytest

from packager.structure.scenes import judge

TALK = [
    '"Did you bring the lantern?" asked Mira as she leaned over the rail.',
    '"I brought two," Tolen said, and held them up so that the glass rang.',
    '"Then why is it still dark down there?"',
    '"Because nobody told me to light them," he said with a grin.',
]
TELLING = [
    "The harbour lay quiet under the fog, and the ropes creaked against the stone as the water rose and fell.",
    "Mira pulled her coat about her shoulders and counted the boats that had come home before the storm.",
    "There were fewer of them than there had been in the spring, and she knew each missing name by heart.",
    "She turned away at last, closed the door behind her and went slowly home to bed in the dark.",
]
LATER = [
    "Three weeks later Captain Aldous Venn rode into the city with the morning sun at his back.",
    "He had slept in the saddle and his horse was lame, but the king's letter was dry under his shirt.",
    "The guards at the northern gate let him pass without a question.",
    "In the great hall the council was already waiting for him.",
]


def story(*parts: tuple[int, list[str]]) -> tuple[list[str], list[int], list[str]]:
    paragraphs: list[str] = []
    gaps: list[int] = []
    for gap, part in parts:
        gaps += [gap] + [0] * (len(part) - 1)
        paragraphs += part
    return paragraphs, gaps, ["text"] * len(paragraphs)


def test_a_time_and_new_people_speak_for_a_break() -> None:
    """A gap after which a time opens and new people act is likelier a break than one in mid-conversation."""
    verdicts = judge(*story((0, TELLING), (1, LATER), (0, TALK[:3]), (1, TALK[3:]), (0, TELLING)))
    scene, talk = verdicts[4], verdicts[11]
    assert scene.probability > 0.5 > talk.probability
    assert "opens with a time" in scene.evidence
    assert any("blank lines where the file" in words for words in scene.evidence)


def test_only_gaps_between_text_are_judged() -> None:
    """A gap beside a heading, a note or a symbol line is not the judge's business."""
    paragraphs, gaps, kinds = story((0, TELLING), (1, LATER), (1, TALK))
    for kind in ("heading", "note", "mark", "other"):
        changed = list(kinds)
        changed[3] = kind
        assert set(judge(paragraphs, gaps, changed)) == {8}


def test_nothing_to_judge() -> None:
    """A text without extra blank lines, or no text at all, has no verdicts."""
    assert judge([], [], []) == {}
    assert judge(*story((0, TELLING + LATER))) == {}


def test_uneven_input_is_refused() -> None:
    """Sequences of unequal length are a caller's mistake and said so."""
    with pytest.raises(ValueError, match="equally long"):
        judge(["a"], [], ["text"])


def test_odd_paragraphs_do_no_harm() -> None:
    """Symbols, emoji, empty strings, other scripts and lone quotation marks get a probability like any other."""
    odd = ["", "…", "“", "\N{PARTY POPPER}", "她走了。", "1.", "'", "—" * 50, "a" * 5000]
    verdicts = judge(odd, [0] + [1] * (len(odd) - 1), ["text"] * len(odd))
    assert len(verdicts) == len(odd) - 1
    assert all(0 <= verdict.probability <= 1 for verdict in verdicts.values())
