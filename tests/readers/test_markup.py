"""HTML elements to blocks: what gets through, what does not, and that no word is lost."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from packager.model import (
    Align,
    Block,
    Chat,
    Figure,
    Gap,
    Heading,
    Image,
    LineBreak,
    Link,
    ListBlock,
    Mark,
    Marked,
    Paragraph,
    Quote,
    QuoteKind,
    Ruby,
    Rule,
    Spoken,
    Table,
    Text,
    Verse,
    block_text,
    inline_text,
)
from packager.model import Element as BookElement
from packager.readers.counting import words_of
from packager.readers.links import Links
from packager.readers.markup import Conversion
from packager.readers.parsing import parse_html
from packager.readers.site_notes import SPECIALS
from packager.readers.styles import read_sheet
from tests.readers import samples
from tests.readers.law import Counter, source_words, words


def convert(html: str, css: str = "") -> tuple[tuple[BookElement, ...], Conversion]:
    root = parse_html(html)
    links = Links("https://example.org/story")
    links.survey([("", root)])
    conversion = Conversion("x", links=links, sheet=read_sheet(css), lang="en", specials=SPECIALS)
    return conversion.elements(root.find("body")), conversion


def blocks(html: str, css: str = "") -> tuple[BookElement, ...]:
    return convert(html, css)[0]


def texts(html: str) -> list[str]:
    return [block_text(element) for element in blocks(html)]


def first_inlines(html: str, css: str = "") -> tuple[object, ...]:
    first = blocks(html, css)[0]
    assert isinstance(first, Paragraph | Heading)
    return first.inlines


# --------------------------------------------------------------------------------------------- inlines


@pytest.mark.parametrize(
    ("html", "mark"),
    [
        ("<i>x</i>", Mark.EMPHASIS),
        ("<strong>x</strong>", Mark.STRONG),
        ("<ins>x</ins>", Mark.UNDERLINE),
        ("<strike>x</strike>", Mark.STRIKE),
        ("<small>x</small>", Mark.SMALL),
        ("<sub>x</sub>", Mark.SUB),
        ("<sup>x</sup>", Mark.SUP),
        ("<tt>x</tt>", Mark.CODE),
        ("<span style='font-style: italic'>x</span>", Mark.EMPHASIS),
        ("<span style='font-weight:700'>x</span>", Mark.STRONG),
        ("<span style='text-decoration: line-through'>x</span>", Mark.STRIKE),
        ("<span style='font-variant: small-caps'>x</span>", Mark.SMALL_CAPS),
    ],
)
def test_marks_by_element_and_by_style(html: str, mark: Mark) -> None:
    """A mark is kept however the page writes it."""
    assert first_inlines(f"<p>a {html}</p>") == (Text("a "), Marked(mark, (Text("x"),)))


def test_class_styles_are_heeded() -> None:
    """calibre writes italics as a class; a class can also switch a mark off."""
    css = ".c9 { font-style: italic } p.mid { text-align: center } .plain { font-style: normal }"
    assert first_inlines("<p>a <span class=c9>x</span></p>", css)[1] == Marked(Mark.EMPHASIS, (Text("x"),))
    assert blocks("<p class=mid>x</p>", css)[0].align is Align.CENTER  # type: ignore[union-attr]
    assert first_inlines("<p><i>a<span class=plain>b</span></i></p>", css)[1] == Text("b")


def test_words_across_marks_stay_whole() -> None:
    """No space comes between a mark and the letters beside it, and none is lost."""
    assert texts("<p>un<em>believ</em><strong>able</strong> <i> spaced </i>out</p>") == ["unbelievable spaced out"]


def test_marks_over_paragraphs_go_on() -> None:
    """Emphasis opened before paragraphs is kept in each of them."""
    first, second = blocks("<em><p>one</p><p>two</p></em>")
    assert first.inlines == (Marked(Mark.EMPHASIS, (Text("one"),)),)  # type: ignore[union-attr]
    assert second.inlines == (Marked(Mark.EMPHASIS, (Text("two"),)),)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "href",
    [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "data:text/html,x",
        "vbscript:x",
        "\\\\host\\share",
        "JaVaScRiPt:x",
        "#nowhere",
    ],
)
def test_unsafe_and_dead_links_keep_only_their_words(href: str) -> None:
    """A link that must not or cannot work is text."""
    from packager.readers.building import settled

    found, conversion = convert(f'<p><a href="{href}">words</a></p>')
    (paragraph,) = settled(found, conversion.anchors)
    inlines = paragraph.inlines  # type: ignore[union-attr]
    assert inlines == (Text("words"),) or inlines[0].href.startswith("https://example.org/")


def test_relative_links_are_completed() -> None:
    """A link of a saved page leads where it led on the site."""
    assert first_inlines('<p><a href="/works/1">x</a></p>') == (Link("https://example.org/works/1", (Text("x"),)),)


def test_ruby_language_and_direction() -> None:
    """Ruby, foreign words and right-to-left text keep what they are."""
    assert first_inlines("<p><ruby>漢字<rp>(</rp><rt>かんじ</rt><rp>)</rp></ruby></p>") == (Ruby("漢字", "かんじ"),)
    assert first_inlines('<p>the <span lang="fr">mer</span></p>')[1] == Spoken((Text("mer"),), lang="fr")
    assert blocks("<p>שלום עולם</p>")[0].dir == "rtl"  # type: ignore[union-attr]
    assert blocks('<p dir="rtl">abc</p>')[0].dir == "rtl"  # type: ignore[union-attr]


# ---------------------------------------------------------------------------------------------- blocks


def test_empty_paragraphs_are_gaps_and_rules_swallow_them() -> None:
    """White space beside a rule says nothing more; elsewhere it is a gap of so many lines."""
    found = blocks("<p>a</p><p></p><hr><p>&nbsp;</p><p>b</p><p> </p><p><br></p><p>c</p>")
    assert [type(element) for element in found] == [Paragraph, Rule, Paragraph, Gap, Paragraph]
    assert found[3].lines == 2  # type: ignore[union-attr]


def test_full_stops_around_a_rule_belong_to_it() -> None:
    """WebToEpub's '.' <hr> '.' is one break."""
    assert [type(e) for e in blocks("<p>a</p><p>.</p><hr><p>.</p><p>b</p>")] == [Paragraph, Rule, Paragraph]


def test_usual_distance_is_no_gap() -> None:
    """Where an empty paragraph stands between all paragraphs, only more than one is a gap."""
    html = "<p>&nbsp;</p>".join(f"<p>para {n}</p>" for n in range(8)) + "<p></p><p></p><p></p><p>last</p>"
    gaps = [element for element in blocks(html) if isinstance(element, Gap)]
    assert [gap.lines for gap in gaps] == [2]


def test_paragraphs_parted_by_double_breaks() -> None:
    """<br><br> parts paragraphs; more empty lines are white space."""
    found = blocks("<p>one<br> <br>two<br><br><br><br>three</p>")
    assert [type(element) for element in found] == [Paragraph, Paragraph, Gap, Paragraph]
    assert found[2].lines == 2  # type: ignore[union-attr]


def test_short_lines_are_verse_and_long_ones_paragraphs() -> None:
    """Single breaks keep a poem's lines, and part paragraphs whose lines are long."""
    (poem,) = blocks("<p>The sea<br>the sea<br>the open sea<br><br>the blue<br>the fresh</p>")
    assert isinstance(poem, Verse)
    assert [inline_text(line) for line in poem.lines] == [
        "The sea",
        "the sea",
        "the open sea",
        "",
        "the blue",
        "the fresh",
    ]
    long = "word " * 40
    assert [type(e) for e in blocks(f"<p>{long}<br>{long}<br>short</p>")] == [Paragraph] * 3
    (pair,) = blocks("<p>Yours,<br>Ilse</p>")
    assert LineBreak() in pair.inlines  # type: ignore[union-attr]


def test_quotes_letters_lists_and_tables() -> None:
    """Containers hold their blocks; a letter is told by its class."""
    quote, letter, items, table = blocks(
        "<blockquote><p>a</p></blockquote><blockquote class='letter'><p>Dear M,</p></blockquote>"
        "<ol start=3><li>x<li>y<ul><li>z</ul></ol><table><tr><th>h<td colspan=2>d</table>"
    )
    assert isinstance(quote, Quote)
    assert isinstance(letter, Quote)
    assert letter.kind is QuoteKind.LETTER
    assert isinstance(items, ListBlock)
    assert (items.ordered, items.start, len(items.items)) == (True, 3, 2)
    assert isinstance(table, Table)
    assert [(cell.header, cell.columns) for cell in table.rows[0]] == [(True, 1), (False, 2)]


def test_a_rule_in_a_quotation_parts_it() -> None:
    """A scene break inside a quotation is still a break of the story."""
    assert [type(e) for e in blocks("<blockquote><p>a</p><hr><p>b</p></blockquote>")] == [Quote, Rule, Quote]


def test_layout_tables_are_read_through() -> None:
    """A table that lays out the page leaves only its text."""
    html = f"<table><tr><td><table><tr><td><p>{samples.PROSE}</p></td></tr></table></td></tr></table>"
    assert texts(html) == [samples.PROSE]


def test_pictures() -> None:
    """A picture in the page is kept with its words; one that is missing leaves its words in brackets."""
    src = "data:image/png;base64," + base64.b64encode(samples.png()).decode()
    figure, missing = blocks(f'<p><img src="{src}" alt="A boat"></p><p><img src="gone.png" alt="Two oars"></p>')
    assert isinstance(figure, Figure)
    assert figure.image.alt == "A boat"
    assert block_text(missing) == "[Two oars]"


def test_divider_pictures_are_rules() -> None:
    """The same small picture alone three times parts scenes."""
    src = "data:image/png;base64," + base64.b64encode(samples.png(60, 6)).decode()
    html = f"<p>a</p><p><img src='{src}'></p>" * 3 + "<p>b</p>"
    assert [type(e) for e in blocks(html)] == [Paragraph, Rule] * 3 + [Paragraph]


def test_text_messages_of_a_work_skin() -> None:
    """Messages keep their senders and sides, with or without the skin's styles."""
    html = (
        '<div class="phone"><p class="messagebody"><span class="header"><b>Mara</b></span><br>'
        '<span class="hide"><b>Mara:</b></span> <span class="text">Where <i>are</i> you?</span><br>'
        '<span class="hide"><b>Ilse:</b></span> <span class="reply">On my way</span></p></div>'
    )
    (chat,) = blocks(html)
    assert isinstance(chat, Chat)
    assert [(m.sender, block_text_of(m.blocks), m.own) for m in chat.messages] == [
        ("", "Mara", False),
        ("Mara", "Where are you?", False),
        ("Ilse", "On my way", True),
    ]


def block_text_of(found: tuple[Block, ...]) -> str:
    return "\n".join(block_text(block) for block in found)


# --------------------------------------------------------------------------------------------- refusal


def test_active_content_has_no_way_in() -> None:
    """Scripts, frames, forms, handlers and styles leave no trace; their visible words are counted."""
    html = (
        '<p onclick="evil()">kept</p><script>evil()</script><iframe src="http://x/">frame words</iframe>'
        '<form><button>Press me</button><p>also kept</p></form><style>p{}</style><object data="x">old words</object>'
        '<svg><script>evil()</script><text>drawn</text></svg><p style="display:none">hidden words</p>'
    )
    found, conversion = convert(html)
    assert [block_text(element) for element in found] == ["kept", "also kept"]
    left = {left.rule for left in conversion.left_out}
    assert left == {"embedded-content", "form-control", "hidden"}
    assert "evil" not in repr(found)


def test_deep_nesting_ends() -> None:
    """Ten thousand quotations inside one another, or unclosed marks, neither crash nor lose a word."""
    for tag in ("blockquote", "div", "span", "i", "ul><li", "table><tr><td"):
        found, conversion = convert(f"<{tag}>" * 10_000 + "the bottom")
        assert " ".join(block_text(element) for element in found).split() == ["the", "bottom"], tag
        del conversion


_TAGS = "p div em strong span blockquote ul ol li table tr td h2 br hr a sup pre center section ruby rt q".split()


@st.composite
def tag_soup(draw: st.DrawFn) -> str:
    """HTML as bad as it comes: tags opened and closed at random, words between."""
    parts = draw(
        st.lists(
            st.one_of(
                st.sampled_from([f"<{tag}>" for tag in _TAGS] + [f"</{tag}>" for tag in _TAGS]),
                st.sampled_from(
                    ["boat ", "tide", " mud", "l’été", "&nbsp;", "\n", "&amp;", "&lt;b&gt;", "…", "words-joined"]
                ),
            ),
            max_size=60,
        )
    )
    return "".join(parts)


@settings(max_examples=400, deadline=None)
@given(tag_soup())
def test_no_word_of_any_soup_is_lost(html: str) -> None:
    """Words of the elements and words left out are the words of the page, however bad its tags."""
    html = f"<html><body>{html}</body></html>"
    found, conversion = convert(html)
    mine = Counter(word for element in found for word in words(block_text(element)))
    mine += Counter(word for left in conversion.left_out for word in left.words)
    theirs = Counter(words_of(parse_html(html).find("body")))
    assert mine == theirs


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="ab c<>/&;=\"'-!p\n\t\0é", max_size=200))
def test_any_text_parses(text: str) -> None:
    """Nothing that calls itself HTML makes the reader fail."""
    convert(text)


def test_counting_agrees_with_another_counter() -> None:
    """The counter readers use agrees with one written without them."""
    for data in (samples.AO3_DOWNLOAD, samples.AO3_PAGE, samples.ffn_page()):
        assert Counter(words_of(parse_html(data.decode()).find("body"))) == source_words(data)


@pytest.mark.parametrize(
    ("html", "start", "marks", "numbers"),
    [
        ("<ol reversed><li>x<li>y<li>z</ol>", 3, "", (3, 2, 1)),
        ("<ol type=A start=-1><li>x<li>y</ol>", -1, "A", ()),
        ("<ol style='list-style-type: lower-roman'><li value=4>x<li>y</ol>", 4, "i", ()),
        ("<ol><li>x<li value=7>y<li>z</ol>", 1, "", (1, 7, 8)),
        ("<ol reversed start=9><li>x<li>y</ol>", 9, "", (9, 8)),
    ],
)
def test_lists_keep_their_numbers(html: str, start: int, marks: str, numbers: tuple[int, ...]) -> None:
    """What counts a list and how, by its attributes or its style."""
    (made,) = blocks(html)
    assert isinstance(made, ListBlock)
    assert (made.ordered, made.start, made.marks, made.numbers) == (True, start, marks, numbers)


@pytest.mark.parametrize(
    ("how", "width"),
    [('width="4"', 4), ('style="border:0; height: 2px"', 2), ('width="50%"', 0), ('width="900"', 0), ("", 0)],
)
def test_a_picture_shown_small_stays_small(how: str, width: int) -> None:
    """An icon in a line of text is as wide as the page shows it; a share of the page, or more than it is, is not."""
    src = "data:image/png;base64," + base64.b64encode(samples.png(8, 8)).decode()
    (inline, *_) = [i for i in first_inlines(f'<p>A <img src="{src}" {how}> boat.</p>') if isinstance(i, Image)]
    assert inline.width == width


def test_lines_of_any_block_are_inlines() -> None:
    """Three short lines make verse, a list none at all: as a line of text each keeps its words."""
    for inside, lines in (
        ("<small>one<br></small><small>two<br></small>three", "one two three"),
        ("<ul><li>four</li><li>five</li></ul>", "four five"),
    ):
        root = parse_html(f"<body><div>{inside}</div></body>")
        found = Conversion("x").inlines(root.find("body/div"))
        assert inline_text(found).split() == lines.split()


def test_a_gap_is_no_line() -> None:
    """White space or a rule between two paragraphs that become lines leaves one line break, not two."""
    root = parse_html("<body><div><p>a</p><hr/><p>b</p></div></body>")
    assert Conversion("x").inlines(root.find("body/div")) == (Text("a"), LineBreak(), Text("b"))
