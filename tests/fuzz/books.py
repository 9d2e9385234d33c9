"""Hypothesis strategies for whole anthologies: stories with chapters, notes and any text a person can save."""

from __future__ import annotations

from hypothesis import strategies as st

from packager.model import (
    Align,
    Block,
    Break,
    Chapter,
    Chat,
    Footnote,
    Gap,
    Heading,
    Inline,
    LineBreak,
    Link,
    ListBlock,
    Mark,
    Marked,
    Message,
    Metadata,
    Note,
    NoteKind,
    Paragraph,
    Quote,
    QuoteKind,
    Ruby,
    Scene,
    Signpost,
    Spoken,
    Story,
    Text,
    Verse,
)

ODD = (
    "<b>&amp;</b>",
    "a & b < c",
    "\u202eevil\u202c",
    "\x00\x1b[31m",
    "漢字",
    "שלום",
    "👩‍👩‍👧",
    "ß ŉ ﬁ ½",
    "../../x",
    "]]>",
    "'tis",
    "\ud800",
)
prose = st.text(st.characters(codec="utf-8", exclude_characters="\r"), min_size=1, max_size=80)
plain = st.lists(
    st.sampled_from("the moon fell and nobody said 'why' — not Mira nor her 41 stones…".split()),
    min_size=1,
    max_size=30,
)
texts = st.one_of(plain.map(" ".join), prose, st.sampled_from(ODD))
names = st.one_of(
    st.sampled_from(ODD[:-1]), st.text(min_size=1, max_size=30).filter(lambda t: any(c.isalnum() for c in t))
)
runs = st.recursive(
    st.one_of(texts.map(Text), st.just(LineBreak()), st.builds(Ruby, texts, texts)),
    lambda inner: st.one_of(
        st.builds(Marked, st.sampled_from(list(Mark)), st.lists(inner, min_size=1, max_size=3).map(tuple)),
        st.builds(Spoken, st.lists(inner, min_size=1, max_size=2).map(tuple), st.sampled_from([None, "ja", "he"])),
        st.builds(
            Link, st.sampled_from(["https://example.org/a?b=1&c", "#nowhere", "javascript:x()"]), st.tuples(inner)
        ),
    ),
    max_leaves=6,
)
inlines: st.SearchStrategy[tuple[Inline, ...]] = st.lists(runs, min_size=1, max_size=4).map(tuple)
paragraphs = st.builds(Paragraph, inlines, align=st.sampled_from(list(Align)))
noted = st.builds(lambda p, n: Paragraph((*p.inlines, Footnote((n,)))), paragraphs, paragraphs)
simple: st.SearchStrategy[Block] = st.one_of(
    paragraphs,
    noted,
    st.builds(Heading, inlines, st.integers(1, 6)),
    st.builds(Signpost, inlines),
    st.builds(Gap, st.integers(1, 9)),
    st.builds(Verse, st.lists(inlines, min_size=1, max_size=4).map(tuple)),
)
blocks: st.SearchStrategy[Block] = st.one_of(
    simple,
    st.builds(Quote, st.lists(paragraphs, min_size=1, max_size=3).map(tuple), st.sampled_from(list(QuoteKind))),
    st.builds(ListBlock, st.lists(st.tuples(paragraphs), min_size=1, max_size=3).map(tuple), st.booleans()),
    st.builds(Chat, st.lists(st.builds(Message, texts, st.tuples(paragraphs)), min_size=1, max_size=3).map(tuple)),
)
notes = st.builds(Note, st.sampled_from(list(NoteKind)), st.lists(paragraphs, min_size=1, max_size=2).map(tuple))
scenes = st.lists(st.one_of(blocks, blocks, blocks, notes), min_size=1, max_size=6).map(tuple)


def _chapter(found: list[tuple[Block, ...]], label: str, title: str) -> Chapter:
    made = [Scene(inner, Break("hr") if i else None) for i, inner in enumerate(found)]
    return Chapter(tuple(made), label=label, title=title)


chapters = st.builds(
    _chapter,
    st.lists(scenes, min_size=1, max_size=3),
    st.sampled_from(["", "Chapter 1", "II"]),
    st.one_of(st.just(""), names),
)


def _story(number: str, found: list[Chapter], front: list[Note], title: str, author: str) -> Story:
    return Story(f"{number}.txt", Metadata(title=title, authors=(author,)), tuple(found), tuple(front))


stories = st.builds(
    _story,
    st.sampled_from("abc"),
    st.lists(chapters, min_size=1, max_size=3),
    st.lists(notes, max_size=2),
    names,
    names,
)
anthologies = st.lists(stories, min_size=1, max_size=3).map(tuple)
