"""Which page stands where, what it is called and what is printed on it."""

from __future__ import annotations

from packager.html_book import Page, PageKind
from packager.writers.pdf_options import PdfOptions
from packager.writers.pdf_order import contents_page, heads, order, roman, shortened, stamped

FRONT = (PageKind.HALF_TITLE, PageKind.TITLE, PageKind.DISCLAIMERS, PageKind.CONTENTS)


def page(kind: PageKind, number: int) -> Page:
    return Page(f"p{number}", f"p{number}.xhtml", kind, "T", "<section/>", running=("Ilse", "Rain"))


def pages(*kinds: PageKind) -> list[Page]:
    return [page(kind, number) for number, kind in enumerate(kinds)]


def test_roman_numerals_count() -> None:
    """Front matter is numbered as printers number it."""
    assert [roman(n) for n in (1, 4, 9, 14, 40, 99)] == ["i", "iv", "ix", "xiv", "xl", "xcix"]


def test_the_body_begins_on_page_one_of_the_right_hand_side() -> None:
    """The front matter has roman labels, the first story page is 1 and stands on the right."""
    book = pages(*FRONT, PageKind.STORY_TITLE, PageKind.CHAPTER)
    leaves, front = order(book, [1, 1, 1, 1, 1, 3], PdfOptions())
    assert front % 2 == 0
    assert leaves[front].label == "1"
    assert leaves[front].part == 4
    assert leaves[0].label == "i"
    assert len(leaves) % 2 == 0


def test_chapters_open_right_or_anywhere_as_asked() -> None:
    """`openings` decides for chapters; story titles always open right; a screen has no blank pages."""
    book = pages(PageKind.STORY_TITLE, PageKind.CHAPTER, PageKind.CHAPTER)

    def starts(options: PdfOptions) -> list[int]:
        leaves, _ = order(book, [1, 3, 3], options)
        return [i for i, leaf in enumerate(leaves) if leaf.part is not None and leaf.page == 0]

    assert starts(PdfOptions()) == [0, 2, 6]
    assert starts(PdfOptions(openings="any")) == [0, 1, 4]
    assert starts(PdfOptions(screen=True)) == [0, 1, 4]


def test_openings_have_a_folio_but_no_head_and_titles_have_neither() -> None:
    """Heads are dropped on openings and blanks, folios also on title pages."""
    book = pages(PageKind.STORY_TITLE, PageKind.CHAPTER)
    made = heads(book, 40)
    leaves, front = order(book, [1, 3], PdfOptions())
    title, blank, opening, verso, recto, _ = stamped(leaves, book, made, front)
    assert title.head is title.folio is blank.head is blank.folio is None
    assert opening.head is None
    assert opening.folio is not None
    assert verso.head != recto.head
    assert made.texts[verso.head[1]] == "Ilse"  # type: ignore[index]
    assert made.texts[recto.head[1]] == "Rain"  # type: ignore[index]


def test_a_long_running_head_is_cut_at_a_word() -> None:
    """A head that would not fit ends in whole words and an ellipsis."""
    assert shortened("The Lamps of the Harbour", 15) == "The Lamps of…"
    assert shortened("Rain", 15) == "Rain"


def test_contents_lines_get_their_numbers_and_keep_their_links() -> None:
    """Every line of the contents ends in the label of the page it leads to."""
    body = (
        '<nav class="toc"><ol><li><a href="c1.xhtml"><span class="toc-title">Rain &amp; Wind</span></a></li></ol></nav>'
    )
    made = contents_page(Page("c", "c.xhtml", PageKind.CONTENTS, "Contents", body), {"c1.xhtml": "17"})
    assert 'href="c1.xhtml"' in made.body
    assert "Rain &amp; Wind" in made.body
    assert '<span class="toc-page">17</span>' in made.body
