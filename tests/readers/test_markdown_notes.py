"""Footnotes in Markdown stand where they are called, and no word of them gets lost."""

from __future__ import annotations

from packager.model import Footnote, Paragraph, Rule, blocks_text, words
from packager.problems import Report
from packager.readers.base import Source
from packager.readers.markdown import Markdown


def read(text: str) -> tuple[object, ...]:
    (found,) = Markdown().read(Source("story.md", text.encode()), Report())
    return found.elements


def test_a_footnote_stands_at_its_call() -> None:
    """'[^1]' becomes a footnote with the text of its definition; no rule and no list is left at the end."""
    elements = read("# Tale\n\nOnce[^1] upon a time.\n\n[^1]: Not *twice*.\n")
    paragraphs = [element for element in elements if isinstance(element, Paragraph)]
    (note,) = [inline for inline in paragraphs[0].inlines if isinstance(inline, Footnote)]
    assert blocks_text(note.blocks) == "Not twice."
    assert len(paragraphs) == 1
    assert not any(isinstance(element, Rule) for element in elements)


def test_a_note_that_nothing_calls_keeps_its_words() -> None:
    """A definition without a call, or two of one name, stays in the text as it was written."""
    for text in ("A line[^1].\n\n[^1]: one\n\n[^2]: lost\n", "A line[^1].\n\n[^1]: one\n\n[^1]: other\n"):
        found = words(" ".join(blocks_text((e,)) for e in read(text) if isinstance(e, Paragraph)))
        assert {"one", "lost" if "lost" in text else "other"} <= set(found)


def test_a_note_called_twice_is_set_once() -> None:
    """The second call shows a sign; the note's words are not doubled."""
    text = " ".join(blocks_text((e,)) for e in read("One[^n] two[^n].\n\n[^n]: noted\n") if isinstance(e, Paragraph))
    assert words(text).count("noted") == 1


def test_somebody_who_speaks_is_no_link_address() -> None:
    """'[Ilse]: Hello' stays in the text; a real address still serves its links."""
    text = " ".join(blocks_text((e,)) for e in read("# Chat\n\n[Ilse]: Hello\n") if isinstance(e, Paragraph))
    assert words(text) == ["Ilse", "Hello"]
    found = read("# A\n\nSee [there][1].\n\n[1]: https://example.org/x\n")
    assert len([e for e in found if isinstance(e, Paragraph)]) == 1


def test_a_note_called_again_bears_its_name() -> None:
    """The second call has no words and leads to the same note; a note called once needs no name."""
    elements = read("One[^n] two[^n] three[^m].\n\n[^n]: noted\n\n[^m]: once\n")
    (paragraph,) = [element for element in elements if isinstance(element, Paragraph)]
    first, second, other = [inline for inline in paragraph.inlines if isinstance(inline, Footnote)]
    assert (blocks_text(first.blocks), blocks_text(second.blocks)) == ("noted", "")
    assert first.name == second.name != ""
    assert other.name == ""


def test_what_only_looks_like_a_call_stays_as_it_is_written() -> None:
    """'[^ x]' calls nothing: in code as in text it is set sign for sign, also beside notes."""
    text = "# Tide\n\nUse `grep [^ x]` or `[^]`, she said, *at once*.\n\nMore [^ text][^1], [^]x.\n\n[^1]: A note.\n"
    said = blocks_text(element for element in read(text) if isinstance(element, Paragraph))
    assert "Use grep [^ x] or [^], she said, at once." in said
    assert "More [^ text]" in said
    assert "\\" not in said
