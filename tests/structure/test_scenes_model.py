"""The parts of the scene-break judge: its weights, the company of other gaps, what it says in words."""

import math

from hypothesis import given
from hypothesis import strategies as st

from packager.structure.break_company import company
from packager.structure.break_features import at_gap, habits
from packager.structure.break_file import view
from packager.structure.break_model import model, probability, read
from packager.structure.scenes import judge

SENTENCES = st.lists(
    st.sampled_from(
        [
            '"Why not?"',
            "Yes.",
            "The next morning Orla rode down to the sea with the letter in her glove.",
            '"I never said so," Orla answered, and looked away.',
            "He waited by the door until the lamps were out.",
            "“You did,” said Bran.",
        ]
    ),
    min_size=2,
    max_size=30,
)


def test_the_weights_know_every_feature() -> None:
    """Each name the shipped weights ask for is one the features give."""
    paragraphs = ["One line of telling here.", "Another line of telling."]
    file = view(paragraphs, [0, 1], ["text", "text"])
    near = at_gap(file, 1)
    known = {**near, **habits(file), **company([0.0], [1])[0]}
    assert {term.name for term in model().terms} <= near.keys()
    assert {node.name for tree in model().trees for node in tree if node.name} <= known.keys()


def test_weights_are_read_from_text() -> None:
    """A record a line gives the sum of the first look and the walk through the trees of the second."""
    small = read("# a remark\nbias 0.5\nterm near 1 2 4\nbase 1\ntree own<=0?1:2 -0.5 0.25\n")
    assert small.pull({"near": 2.0}) == {"near": 2.0}
    assert small.odds({"own": -1.0}) == 0.5
    assert small.odds({"own": 1.0}) == 1.25


def test_probability_is_safe_at_both_ends() -> None:
    """Huge log odds give a probability, not an error."""
    assert probability(-1e6) == 0.0
    assert probability(1e6) == 1.0
    assert math.isclose(probability(0.0), 0.5)


def test_a_gap_is_not_its_own_company() -> None:
    """What is said of the others does not change with the gap's own log odds."""
    low, high = company([-5.0, 2.0, 3.0], [1, 1, 2])[0], company([5.0, 2.0, 3.0], [1, 1, 2])[0]
    for name in ("others_mean", "others_least", "others_greatest", "others_middle", "in_talk", "all_breaks"):
        assert math.isclose(low[name], high[name])


@given(SENTENCES, st.data())
def test_every_gap_between_text_gets_one_verdict(paragraphs: list[str], data: st.DataObject) -> None:
    """Whatever the layout, exactly the gaps with text on both sides are judged, each with words and a probability."""
    size = len(paragraphs)
    gaps = data.draw(st.lists(st.integers(0, 4), min_size=size, max_size=size))
    kinds = data.draw(
        st.lists(
            st.sampled_from(["text", "text", "text", "heading", "note", "mark", "other"]),
            min_size=size,
            max_size=size,
        )
    )
    verdicts = judge(paragraphs, gaps, kinds)
    assert set(verdicts) == {i for i in range(1, size) if gaps[i] and kinds[i] == kinds[i - 1] == "text"}
    for i, verdict in verdicts.items():
        assert 0 < verdict.probability < 1
        assert verdict.evidence[0].startswith(f"{gaps[i] + 1} blank lines")
