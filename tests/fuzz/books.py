"""Hypothesis strategies for whole anthologies and manuscripts: every block and inline, any text a person can save."""

from __future__ import annotations

from dataclasses import dataclass, replace

from hypothesis import strategies as st

from packager.model import (
    Align,
    Anchor,
    Asset,
    Block,
    BookInfo,
    Break,
    Cell,
    Chapter,
    ChapterStart,
    Chat,
    Element,
    Figure,
    Footnote,
    Gap,
    Heading,
    Image,
    Inline,
    LeftOut,
    LineBreak,
    Lines,
    Link,
    ListBlock,
    Manuscript,
    Mark,
    Marked,
    Message,
    Metadata,
    Note,
    NoteKind,
    NotesPlace,
    Origin,
    Paragraph,
    Quote,
    QuoteKind,
    Ruby,
    Rule,
    Scene,
    Series,
    Signpost,
    Spoken,
    Story,
    Table,
    Text,
    Verse,
    words,
)
from packager.structure import Choices
from packager.themes import theme_names
from packager.walk import map_runs
from tests.readers.samples import png

# ---------------------------------------------------------------------------------------------- texts

ODD = (
    "<b>&amp;</b>",
    "a & b < c > d \" e ' f",
    "\u202eevil\u202c",
    "\x00\x1b[31m",
    "漢字かな交じり文。「はい」",
    "שלום עולם",
    "مرحبا، كيف الحال؟",
    "ภาษาไทยไม่มีช่องว่าง",
    "क्षत्रिय",
    "👩‍👩‍👧",
    "🏴\U000e0067\U000e0062\U000e007f",
    "ß ŉ ﬁ ½ İ ǅ ſ ² Ⅷ ٣",
    "Z\u0351\u036b\u0343\u036a\u0302\u036b\u033d\u034f\u0334\u0319A\u0327\u0489lgo",
    "e\u0301 é o\u0308 \u1100\u1161\u11a8",
    "soft\u00adhyphen zero\u200bwidth no\u2060break\ufeffmark non\u00a0break thin\u2009space",
    "line\u2028separator\u2029paragraph\u0085next\x0bvertical\x0cfeed",
    "../../x",
    "]]> <!-- --> <![CDATA[ <?php ?>",
    "{{x}} ${y} %s %(z)s \\n \\u0041",
    "'tis 'twas \"Yes,\" she said -- no... wait . . . '90s rock 'n' roll",
    "x" * 300,
    "https://example.org/" + "a/" * 60,
    "\ufffe\uffff\U0010ffff\U000f0000",
    "\ue000 \uf8ff",
    "***",
    "~ o ~",
    " ",
    "\t",
    "\n",
    "",
)
BAD = ("\ud800", "a\udfffb")  # lone surrogates: no UTF-8 file holds them, character references of a page may

prose = st.text(st.characters(codec="utf-8", exclude_characters="\r"), min_size=1, max_size=80)
plain = st.lists(
    st.sampled_from(
        "the moon fell and nobody said 'why' — not Mira nor her 41 stones… “Aye,” co-op it's itʼs naïve".split()
    ),
    min_size=1,
    max_size=30,
)
texts = st.one_of(plain.map(" ".join), plain.map(" ".join), prose, st.sampled_from(ODD + BAD))
names = st.one_of(
    plain.map(lambda found: " ".join(found[:4])),
    st.sampled_from([odd for odd in ODD if words(odd)]),
    st.text(min_size=1, max_size=30).filter(lambda t: any(c.isalnum() for c in t)),
)
maybe_names = st.one_of(st.just(""), names)
few_names = st.lists(names, max_size=3).map(tuple)
languages = st.sampled_from(
    [None, None, "ja", "he", "ar", "de", "en-GB", "zh-Hant", "x-klingon", "tlh", "und", "no language", "e"]
)
directions = st.sampled_from([None, None, "rtl", "ltr"])

# -------------------------------------------------------------------------------------------- inlines

PICTURES = {
    "a.png": ("image/png", png()),
    "wide.png": ("image/png", png(900, 2)),
    "tall.png": ("image/png", png(3, 1200)),
    "dot.gif": (
        "image/gif",
        bytes.fromhex("47494638396101000100800000ffffff00000021f90401000000002c00000000010001000002024401003b"),
    ),
}
anchors = st.sampled_from(["a", "b", "x y", "ü", "fn1", "s001", "p001-x", "1", "a:b"])
addresses = st.one_of(
    st.sampled_from(
        [
            "https://example.org/a?b=1&c=<d>",
            "http://example.org:8080/%zz/ä b#ü",
            "mailto:a@b.c",
            "#nowhere",
            "javascript:x()",
            "https://[::1",
            "https://ex ample.org/\\x",
            "HTTPS://EXAMPLE.ORG",
            "https://",
            "",
            "#",
        ]
    ),
    anchors.map(lambda name: f"#{name}"),
)
images = st.builds(Image, st.sampled_from(list(PICTURES)), st.one_of(st.just(""), texts))
leaves: st.SearchStrategy[Inline] = st.one_of(
    texts.map(Text),
    texts.map(Text),
    st.just(LineBreak()),
    st.builds(Ruby, texts.filter(lambda base: bool(words(base))), texts),
    anchors.map(Anchor),
    images,
)
runs: st.SearchStrategy[Inline] = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds(Marked, st.sampled_from(list(Mark)), st.lists(inner, max_size=3).map(tuple)),
        st.builds(Spoken, st.lists(inner, min_size=1, max_size=2).map(tuple), languages, directions),
        st.builds(Link, addresses, st.lists(inner, max_size=2).map(tuple)),
    ),
    max_leaves=6,
)
inlines: st.SearchStrategy[tuple[Inline, ...]] = st.lists(runs, min_size=1, max_size=4).map(tuple)
lines_of_text: st.SearchStrategy[tuple[Inline, ...]] = st.lists(runs, max_size=3).map(tuple)

# --------------------------------------------------------------------------------------------- blocks

aligns = st.sampled_from(list(Align))
bare = st.builds(Paragraph, inlines, align=aligns, lang=languages, dir=directions)
verses = st.builds(Verse, st.lists(lines_of_text, max_size=5).map(tuple))
asides = st.one_of(
    st.tuples(bare),
    st.tuples(bare, bare),
    st.tuples(verses),
    st.tuples(st.builds(ListBlock, st.lists(st.tuples(bare), min_size=1, max_size=2).map(tuple))),
    st.just(()),
).map(Footnote)


def _with_aside(paragraph: Paragraph, aside: Footnote, place: int) -> Paragraph:
    runs = list(paragraph.inlines)
    runs.insert(place % (len(runs) + 1), aside)
    return Paragraph(tuple(runs), align=paragraph.align, lang=paragraph.lang, dir=paragraph.dir)


noted = st.builds(_with_aside, bare, asides, st.integers(0, 5))
paragraphs = st.one_of(bare, bare, noted)
figures = st.builds(Figure, images, lines_of_text)
leaf_blocks: st.SearchStrategy[Block] = st.one_of(
    paragraphs,
    paragraphs,
    st.builds(Heading, inlines, st.integers(1, 6)),
    st.builds(Signpost, inlines),
    verses,
    figures,
)


def _groups(inner: st.SearchStrategy[Block]) -> st.SearchStrategy[Block]:
    some = st.lists(inner, max_size=3).map(tuple)
    cells = st.builds(Cell, some, st.booleans(), st.sampled_from([1, 1, 1, 2, 3]), st.sampled_from([1, 1, 1, 2, 3]))
    rows = st.lists(cells, max_size=3).map(tuple)
    return st.one_of(
        st.builds(Quote, some, st.sampled_from(list(QuoteKind))),
        st.builds(
            ListBlock,
            st.lists(some, max_size=3).map(tuple),
            st.booleans(),
            st.sampled_from([1, 0, -3, 7, 1_000_000]),
        ),
        st.builds(Table, st.lists(rows, max_size=3).map(tuple)),
        st.builds(Chat, st.lists(st.builds(Message, texts, some, st.booleans()), max_size=4).map(tuple)),
    )


blocks: st.SearchStrategy[Block] = st.recursive(leaf_blocks, _groups, max_leaves=5)
gaps = st.builds(Gap, st.integers(1, 9))
lines = st.builds(Paragraph, plain.map(lambda found: (Text(" ".join(found)),)))
notes = st.one_of(
    st.builds(
        Note,
        st.sampled_from([kind for kind in NoteKind if kind is not NoteKind.HEADER]),
        st.lists(st.one_of(paragraphs, blocks), min_size=1, max_size=2).map(tuple),
        title=maybe_names,
        origin=st.sampled_from(list(Origin)),
    ),
    # lines such as 'Rating: T' are paragraphs wherever they come from
    st.builds(Note, st.just(NoteKind.HEADER), st.lists(lines, min_size=1, max_size=2).map(tuple)),
)

# -------------------------------------------------------------------------------------------- stories

scenes = st.lists(st.one_of(blocks, blocks, blocks, gaps, notes), max_size=6).map(tuple)
MARKERS = ("hr", "blank", "***", "o0o", "image", "manifest", "- - -", "~ meanwhile ~", "<*>", "❦", "")
openings = st.builds(Break, st.sampled_from(MARKERS))


def _chapter(found: list[tuple[tuple[Block, ...], Break]], label: str, title: str, part: str, rest: str) -> Chapter:
    made = [Scene(inner, opening if i else None) for i, (inner, opening) in enumerate(found)]
    return Chapter(tuple(made), label=label, title=title, part=part, heading_rest=rest)


chapters = st.builds(
    _chapter,
    st.lists(st.tuples(scenes, openings), min_size=1, max_size=3),
    st.sampled_from(["", "", "Chapter 1", "II", "Prologue", "第一章"]),
    maybe_names,
    st.one_of(st.just(""), st.just(""), names),
    st.one_of(st.just(""), st.just(""), names),
)
dates = st.sampled_from(["", "2021-03-04", "1999-12-31", "0001-01-01"])  # readers and the manifest let no other through
tags_of_languages = st.sampled_from(["", "en", "de", "ja", "he", "ar", "en-GB", "zh-Hant", "tlh", "und", "x-klingon"])
metadata = st.builds(
    Metadata,
    title=names,
    authors=few_names,
    summary=st.lists(bare, max_size=2).map(tuple),
    fandoms=few_names,
    rating=maybe_names,
    warnings=few_names,
    categories=few_names,
    relationships=few_names,
    characters=few_names,
    tags=few_names,
    language=tags_of_languages,
    series=st.lists(st.builds(Series, names, st.sampled_from(["", "1", "2.5", "x", "-1", "III"])), max_size=2).map(
        tuple
    ),
    collections=few_names,
    published=dates,
    updated=dates,
    complete=st.sampled_from([None, True, False]),
    source_url=st.one_of(st.just(""), addresses),
    publisher=maybe_names,
    inspired_by=st.lists(st.builds(Link, addresses, st.tuples(texts.map(Text))), max_size=2).map(tuple),
    extra=st.lists(st.tuples(names, names), max_size=2).map(tuple),
)
assets = tuple(Asset(name, kind, data) for name, (kind, data) in PICTURES.items())


def _story(source: str, meta: Metadata, found: list[Chapter], front: list[Note], back: list[Note]) -> Story:
    return Story(source, meta, tuple(found), tuple(front), tuple(back), assets)


stories = st.builds(
    _story,
    st.sampled_from(["a.txt", "b.html", "c d.epub", "é!x.zip!y.txt"]),
    metadata,
    st.lists(chapters, min_size=1, max_size=3),
    st.lists(notes, max_size=2),
    st.lists(notes, max_size=2),
)


def _long(chapters: int, words_each: int) -> Story:
    """A story of very many short chapters."""
    one = Paragraph((Text("stone " * words_each),))
    made = [Chapter((Scene((one,)),), label=f"Chapter {n}") for n in range(1, chapters + 1)]
    return Story("long.txt", Metadata(title="Long", authors=("Mira",)), tuple(made))


anthologies = st.lists(stories, min_size=1, max_size=3).map(tuple)
long_anthologies = st.tuples(st.builds(_long, st.integers(1000, 3000), st.integers(1, 5)))

info = st.builds(
    BookInfo,
    title=names,
    authors=few_names,
    subtitle=maybe_names,
    editor=maybe_names,
    publisher=maybe_names,
    language=tags_of_languages.map(lambda found: found or "en"),
    description=maybe_names,
    identifier=st.one_of(st.just(""), st.sampled_from(["urn:isbn:9783161484100", "x y<z>", "\x00"])),
    date=st.one_of(dates, st.sampled_from(["2021", "2021-03"])),
    series=st.lists(st.builds(Series, names, st.sampled_from(["", "1", "x"])), max_size=1).map(tuple),
    dedication=maybe_names,
    colophon=st.one_of(st.just(""), texts),
    cover=st.one_of(st.none(), st.just(Asset("cover.png", "image/png", png(60, 90), role="cover"))),
)


@dataclass(frozen=True)
class Wanted:
    """An anthology and how it is to be made."""

    stories: tuple[Story, ...]
    info: BookInfo
    notes: NotesPlace
    theme: str
    typography: bool
    colophon: bool
    fonts: bool
    subjects: tuple[str, ...] | None
    print: tuple[str, bool, bool, str, str]  # trim, screen, bleed, openings, variant


def _wanted(found: st.SearchStrategy[tuple[Story, ...]]) -> st.SearchStrategy[Wanted]:
    return st.builds(
        Wanted,
        found,
        info,
        st.sampled_from(list(NotesPlace)),
        st.sampled_from(theme_names()),
        st.booleans(),
        st.booleans(),
        st.booleans(),
        st.sampled_from([None, None, (), ("fandoms",), ("tags", "rating", "relationships", "characters")]),
        st.tuples(
            st.sampled_from(["", "a5", "a6", "b6", "6x9in", "90x120mm", "a4"]),
            st.booleans(),
            st.booleans(),
            st.sampled_from(["", "recto", "any"]),
            st.sampled_from(["pdf/ua-1", "pdf/a-3u"]),
        ),
    )


wanted = _wanted(anthologies)
wanted_long = _wanted(long_anthologies)

# ---------------------------------------------------------------------------------------- manuscripts

TELLING = (
    "Chapter 1", "Chapter 2: The Well", "CHAPTER THREE", "Prologue", "Epilogue", "IV.", "5", "Part Two", "The End",
    "A/N: thank you all for reading, see you next week!", "Author's Note: I own nothing.", "(A/N: she means the dog)",
    "Disclaimer: I do not own these people.", "Rating: T", "Pairing: Mira/Ilse", "Summary: A boat is lost.",
    "Title: Slack Water", "By osprey", "***", "* * *", "~*~", "oOo", "-----", "Flashback", "End flashback",
    "Mira's POV", "Three years later", "Meanwhile, on the shore", "TBC", "Please review!", "Contents",
    "For Wren, who asked.", "Warning: mud.", "Beta: moonfall", "Dear Mira,", "Yours, Ilse", "“Where is it?” she said.",
    "Glossary", "ebb - the tide going out", "1. Mud is wet.", "[1] Mud is wet.", "He fell.[1]", "She rowed* home.", "* the boat",
    "*** START OF THE PROJECT GUTENBERG EBOOK SLACK WATER ***", "*** END OF THE PROJECT GUTENBERG EBOOK SLACK WATER ***",
    "Slack Water", "Slack Water Chapter 2", "Chapter 2 - Slack Water", "Chapter", "Chapter 1 Chapter 1", "THE TIDE",
)  # fmt: skip
telling = st.builds(
    Paragraph,
    st.one_of(
        st.sampled_from(TELLING).map(lambda t: (Text(t),)),
        st.sampled_from(TELLING).map(lambda t: (Marked(Mark.STRONG, (Text(t),)),)),
        st.lists(st.sampled_from(TELLING), min_size=2, max_size=4).map(
            lambda found: tuple(part for t in found for part in (Text(t), LineBreak()))
        ),
    ),
    align=aligns,
)
tale = st.builds(Paragraph, plain.map(lambda found: (Text(" ".join(found) + "."),)))
elements: st.SearchStrategy[Element] = st.one_of(
    tale,
    tale,
    tale,
    telling,
    telling,
    gaps,
    gaps,
    blocks,
    notes,
    st.just(Rule()),
    st.builds(Rule, marker=st.sampled_from(["hr", "image"])),
    st.builds(ChapterStart, st.one_of(maybe_names, st.sampled_from(TELLING)), part=st.booleans()),
    st.builds(Heading, st.sampled_from(TELLING).map(lambda t: (Text(t),)), st.integers(1, 6)),
)


def _numbered(found: list[Element]) -> tuple[Element, ...]:
    """Elements on lines of their own, as a reader gives them."""
    read = (one if isinstance(one, Rule | ChapterStart) else map_runs(one, breaks_out) for one in found)
    return tuple(replace(element, where=Lines(2 * n + 1, 2 * n + 1)) for n, element in enumerate(read))


def breaks_out(run: tuple[Inline, ...]) -> tuple[Inline, ...]:
    """The run as readers give it: no mark, link or language goes over the end of a line."""
    done: list[Inline] = []
    for inline in run:
        match inline:
            case Marked(_, children) | Spoken(children) | Link(_, children):
                lines: list[list[Inline]] = [[]]
                for child in breaks_out(children):
                    if isinstance(child, LineBreak):
                        lines.append([])
                    else:
                        lines[-1].append(child)
                for number, line in enumerate(lines):
                    done += [LineBreak()] * bool(number)
                    done += [replace(inline, children=tuple(line))] if line or len(lines) == 1 else []
            case _:
                done.append(inline)
    return tuple(done)


manuscripts = st.builds(
    Manuscript,
    st.sampled_from(["a.txt", "b.html", "c d.epub"]),
    st.lists(elements, min_size=1, max_size=25).map(_numbered),
    st.one_of(st.just(Metadata()), metadata),
    st.just(assets),
    st.one_of(st.just(()), st.just((LeftOut("page-chrome", ("Home", "Login")),))),
    st.sampled_from(["text", "html", "ao3", "ffn", "markdown", "docx", "epub"]),
)
anchored = st.lists(st.one_of(st.sampled_from(TELLING), names, plain.map(lambda f: " ".join(f[:3]))), max_size=2).map(
    tuple
)
choices = st.one_of(
    st.just(Choices()),
    st.builds(
        Choices,
        breaks=anchored,
        no_breaks=anchored,
        notes=anchored,
        not_notes=anchored,
        chapters=anchored,
        no_chapters=anchored,
        title=maybe_names,
        authors=few_names,
        threshold=st.floats(0, 1),
    ),
)
shelves = st.lists(st.tuples(manuscripts, choices), min_size=1, max_size=3)
