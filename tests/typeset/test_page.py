"""A page's body before and after its lines are set."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from lxml import etree, html

from packager.typeset import Typesetter, Wish
from packager.typeset.hyphens import points
from tests.typeset.made import LAMP

Setter = Callable[..., Typesetter]
LINE = re.compile(r'<span class="ln[^>]*>(.*?)</span>\n?(?=<span class="ln|</p>)', re.S)


def lines_of(body: str) -> list[str]:
    """The words of each line of the first paragraph."""
    return [re.sub(r"<[^>]+>", "", line).rstrip("\n") for line in LINE.findall(body)]


def words_of(body: str) -> str:
    """A body's text as a reader of the PDF puts it together: hyphens at line ends fall away, text's own stay."""
    text = "".join(html.fragment_fromstring(f"<div>{body}</div>").itertext())
    text = text.replace("-\n", "").replace("\u2010\n", "-").replace("\u2010", "-")
    return re.sub(r"\s+", " ", text).strip()


def test_every_line_but_the_last_is_a_line_of_its_own(setter: Setter) -> None:
    """A paragraph comes back as one <p> with a span for each line."""
    page = setter().set_page(f"<p>{LAMP}</p>")
    assert page.body.startswith('<p class="set"><span class="ln')
    assert page.paragraphs[0].lines == len(lines_of(page.body)) > 5
    assert words_of(page.body) == LAMP


def test_short_paragraph_is_one_line_with_its_own_gaps(setter: Setter) -> None:
    """A single line isn't stretched to the measure."""
    page = setter().set_page("<p>“You came back.”</p>")
    assert page.body == '<p class="set"><span class="ln ws0">“You came back.”</span></p>'


INLINE = st.recursive(
    st.text("abcdefghij KLM.,“”’—-é \n", min_size=1, max_size=40),
    lambda inner: st.builds(
        lambda tag, parts: f"<{tag}>{''.join(parts)}</{tag}>",
        st.sampled_from(["em", "strong", "sup", 'a href="#x"', 'span class="small-caps"']),
        st.lists(inner, max_size=3),
    ).map(lambda text: re.sub(r"</(\w+) [^>]*>", r"</\1>", text)),
    max_leaves=12,
)


@settings(deadline=None, max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(parts=st.lists(INLINE, max_size=12))
@example(parts=["K", "K", "K", "K ", "KKKKKKK", "KK-", "<em></em>", "K"])
def test_words_that_go_in_come_out(setter: Setter, parts: list[str]) -> None:
    """Whatever is nested in a paragraph, its text comes back whole and its markup well-formed."""
    body = f"<p>{''.join(parts)}</p>"
    page = setter(measure=120.0).set_page(body)
    etree.fromstring(f"<body>{page.body}</body>".encode())
    plain = re.sub(r"\s+", " ", "".join(html.fragment_fromstring(f"<div>{body}</div>").itertext())).strip()
    if page.paragraphs and page.paragraphs[0].lines:
        assert words_of(page.body).replace(" ", "") == plain.replace(" ", "")
    else:
        assert body.strip() in page.body or not plain


def test_emphasis_across_lines_is_opened_again(setter: Setter) -> None:
    """An element that reaches over several lines is closed and opened at each, its id only once."""
    page = setter().set_page(f'<p>So: <em id="long">{LAMP}</em></p>')
    lines = LINE.findall(page.body)
    assert all(line.count("<em") == line.count("</em>") == 1 for line in lines)
    assert page.body.count('id="long"') == 1


def test_empty_anchor_keeps_its_place_and_its_end_tag(setter: Setter) -> None:
    """An anchor without words stays before the word it marks, and no HTML parser takes it for an open tag."""
    page = setter().set_page(f'<h3 id="h"/><p>Here <a id="mark"/>it stands. {LAMP}</p>')
    assert '<a id="mark"></a>it' in page.body
    assert '<h3 id="h"></h3>' in page.body


def test_forced_break_ends_a_line(setter: Setter) -> None:
    """What stands after <br/> begins a line of its own, without an indent."""
    page = setter().set_page("<p>Dear you,<br/>I am well.</p>")
    assert lines_of(page.body) == ["Dear you,", "I am well."]


def test_no_break_space_holds_words_together(setter: Setter) -> None:
    """A no-break space is never where a line ends."""
    glued = LAMP.replace(" the ", " the\u00a0")
    for measure in range(200, 300, 10):
        for line in lines_of(setter(measure=float(measure)).set_page(f"<p>{glued}</p>").body):
            assert not line.endswith("the")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("日本語 in the text.", "script"),
        ("שלום in the text.", "script"),
        ("A grin 😀 in the text.", "script"),
        ("A rune ᚠ in the text.", "no glyph"),
        ('A <img src="x.png" alt="x"/> in it.', "img"),
        ("<ruby>base<rt>above</rt></ruby> in it.", "ruby"),
    ],
)
def test_what_cannot_be_measured_is_left_whole(setter: Setter, text: str, why: str) -> None:
    """Such a paragraph keeps its markup and its lines are left to the renderer, with the reason."""
    page = setter().set_page(f"<p>{text}</p><p>{LAMP}</p>")
    assert why in page.paragraphs[0].left_to
    assert page.body.startswith("<p>") or page.body.startswith("<p")
    assert "ln" not in page.body.split("</p>")[0]
    assert page.paragraphs[1].lines


def test_one_line_that_is_not_justified_is_let_alone(setter: Setter) -> None:
    """A heading or a centred line that fits the measure isn't touched, nor is text flush right."""
    body = f'<h3>Title</h3><p class="center">The End</p><p style="text-align:right">{LAMP}</p>'
    assert setter().set_page(body).body == body


def test_ragged_lines_keep_their_gaps_and_leave_no_word_alone(setter: Setter) -> None:
    """Ragged lines are drawn in the natural face and space, and words go down rather than leave one behind."""
    greedy = (
        "It was a long way from there to the harbour, and she had to walk all the way in the rain that never let up."
    )
    ragged = setter(204.0, "p{text-align:left;text-indent:0}").set_page(f"<p>{greedy}</p>")
    found = lines_of(ragged.body)
    assert len(found) == 3
    assert set(re.findall('class="ln ([^"]*)"', ragged.body)) == {"ws0"}
    assert len(found[-1].split()) > 1
    assert words_of(ragged.body) == greedy


def test_a_heading_of_two_lines_is_balanced(setter: Setter) -> None:
    """A centred heading that needs two lines doesn't end in one short word."""
    title = "In Which the Lamp Goes Out, the Boat Comes In and Nobody Says Anything"
    page = setter(css="h3{text-align:center;font-size:12pt}").set_page(f"<h3>{title}</h3>")
    found = re.findall(r'<span class="ln[^>]*>([^<]*)', page.body)
    assert len(found) == 2
    assert 'class="set mid"' in page.body
    assert min(map(len, found)) > 0.6 * max(map(len, found))


def test_quotes_are_set_to_their_own_measure(setter: Setter) -> None:
    """A quotation's narrower lines hold fewer words."""
    page = setter().set_page(f"<p>{LAMP}</p><blockquote><p>{LAMP}</p></blockquote>")
    assert page.paragraphs[1].lines > page.paragraphs[0].lines


def test_neighbours_count_as_the_stylesheet_says(setter: Setter) -> None:
    """A paragraph after a heading has no indent where the theme says so with `h3 + p`, so its first line is fuller."""
    after = setter().set_page(f"<h3>Title</h3><p>{LAMP}</p>").body
    first = setter().set_page(f'<p class="first">{LAMP}</p>').body
    usual = setter().set_page(f"<p>{LAMP}</p>").body
    assert LINE.search(after)[0] == LINE.search(first)[0] != LINE.search(usual)[0]  # type: ignore[index]


def test_initial_takes_its_room_from_three_lines(setter: Setter) -> None:
    """The three lines beside a drop cap are short; the fourth has the full measure."""
    page = setter().set_page(f'<p class="first"><span class="drop-cap">T</span>{LAMP[1:]}</p>')
    assert page.body.startswith('<p class="first set"><span class="drop-cap">T</span><span class="ln')
    lengths = [len(line) for line in lines_of(page.body)]
    assert max(lengths[:3]) < min(lengths[3:-1])
    assert page.body.count("margin-right") == 3


def test_footnote_stays_at_its_word(setter: Setter) -> None:
    """A footnote is set inside its line, number measured, and keeps its own way of breaking lines."""
    page = setter().set_page(f'<p>Here<span class="footnote" id="n1">A note on <em>it</em>.</span> now. {LAMP}</p>')
    assert page.paragraphs[0].lines
    assert re.search(r'Here<span style="white-space:normal[^"]*" class="footnote" id="n1">A note on <em>', page.body)


def test_a_footnote_may_speak_of_xml(setter: Setter) -> None:
    """What looks like a namespace in a note's words stays there."""
    note = 'He wrote &lt;html xmlns="u" style="v"&gt;.'
    page = setter().set_page(f'<p>Here<span class="footnote" id="n1">{note}</span> now. {LAMP}</p>')
    assert note in page.body


def test_broken_words_and_own_hyphens_can_be_told_apart(setter: Setter) -> None:
    """Our hyphen at a line's end is U+002D, one of the text's own is written U+2010."""
    text = (
        "Tsunade-sama pulled the half-forgotten, mother-of-pearl letter-opener out of the long-lost blood-red box. " * 4
    )
    page = setter(measure=150.0).set_page(f"<p>{text.strip()}</p>")
    ends = [line for line in lines_of(page.body)[:-1] if line.endswith(("-", "\u2010"))]
    assert any(line.endswith("\u2010") for line in ends)
    assert words_of(page.body) == text.strip()


def test_wish_for_a_line_less_hyphen_is_heard_by_the_page(setter: Setter) -> None:
    """A paragraph that ends a page in a hyphen can be asked for another way."""
    typesetter = setter(measure=110.0)
    body = f"<p>{LAMP}</p>"
    page = typesetter.set_page(body)
    number = page.paragraphs[0].hyphens[0]
    again = typesetter.set_page(body, wishes={0: Wish(no_hyphen_after=frozenset({number}))})
    assert number not in again.paragraphs[0].hyphens
    assert words_of(again.body) == LAMP


def test_stylesheet_says_how_much_of_a_word_stays(setter: Setter) -> None:
    """`hyphenate-limit-chars` is kept: no word leaves fewer letters before its hyphen than it asks for."""
    usual = setter(measure=100.0).set_page(f"<p>{LAMP}</p>")
    strict = setter(measure=100.0, css="p { hyphenate-limit-chars: 7 4 4 }").set_page(f"<p>{LAMP}</p>")
    assert usual.paragraphs[0].hyphens
    for number in strict.paragraphs[0].hyphens:
        lines = lines_of(strict.body)
        assert len(lines[number].split()[-1]) >= 5
        assert len(lines[number + 1].split()[0].strip(",.")) >= 4


def test_words_are_broken_in_their_own_language(setter: Setter) -> None:
    """A paragraph marked as German is hyphenated by German patterns."""
    text = "Die Silbentrennung der Donaudampfschifffahrtsgesellschaft unterscheidet Buchstabenverbindungen. " * 3
    page = setter(measure=130.0).set_page(f'<p lang="de">{text.strip()}</p>')
    lines = lines_of(page.body)
    assert page.paragraphs[0].hyphens
    allowed = points("Buchstabenverbindungen.", "de", 5, 2, 2, True) + points(
        "Donaudampfschifffahrtsgesellschaft", "de", 5, 2, 2, True
    )
    stems = {"Buchstabenverbindungen."[:at] for at, _ in allowed} | {
        "Donaudampfschifffahrtsgesellschaft"[:at] for at, _ in allowed
    }
    for number in page.paragraphs[0].hyphens:
        stem = lines[number].split()[-1].rstrip("-")
        if stem.startswith(("Buch", "Donau")):
            assert stem in stems
    assert words_of(page.body) == text.strip()


def test_word_spacing_of_a_stylesheet_gives_way(setter: Setter) -> None:
    """A theme's word-spacing moves no line off the edge; an element with its own is left to the renderer."""
    plain = setter().set_page(f"<p>{LAMP}</p>")
    assert setter(css="p { word-spacing: .1em }").set_page(f"<p>{LAMP}</p>") == plain
    page = setter(css="em { word-spacing: .1em }").set_page(f"<p>{LAMP} <em>and so on</em></p>")
    assert page.paragraphs[0].left_to == "em with word-spacing of its own"


def test_talk_of_a_line_and_a_word_is_tracked(setter: Setter) -> None:
    """A line of talk that would leave a syllable or a short word behind it has its letters set a hair apart."""
    names = ("Anne", "Teresa", "Bertha", "Rosamund", "Wilhelmina")
    lines, tracked = [], 0
    for name in names:
        for word in ("now", "there", "to me", "softly", "laughing"):
            body = f"<p>“It can’t have been the boat that I saw from the pier,” said {name}, {word}.</p>"
            page = setter().set_page(body)
            assert words_of(page.body) == re.sub("<[^>]+>", "", body)
            lines.append(lines_of(page.body))
            tracked += bool(re.search(r'class="set l[sm]\d', page.body))
    alone = [found for found in lines if len(found) > 1 and len(found[-1]) < 6]
    assert tracked
    assert not alone
