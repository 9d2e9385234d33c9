"""`render`: an `Anthology` becomes an `HtmlBook`, page by page in reading order."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from packager.html_book import HtmlBook, NavPoint, Page, StoryInfo, is_rtl
from packager.model import Anthology, Asset, Story, blocks_text
from packager.render import front
from packager.render.anchors import book_anchors
from packager.render.labels import labels, listed
from packager.render.openings import Openings
from packager.render.stories import StorySetting, story_pages
from packager.render.xhtml import legal


@dataclass(frozen=True, slots=True)
class RenderOptions:
    """What the theme and the user ask of the pages."""

    openings: Openings = field(default_factory=Openings)
    font_name: str = "EB Garamond"  # named in the colophon
    colophon: bool = True


def render(anthology: Anthology, options: RenderOptions | None = None) -> HtmlBook:
    """The book as pages. Names and titles hold only what XML and a line of print can."""
    options = options or RenderOptions()
    said = labels(anthology.info.language)
    assets: list[Asset] = []
    body: list[Page] = []
    nav: list[NavPoint] = []
    authors: dict[str, str] = {}
    pictures: list[dict[str, str]] = []
    anchors = book_anchors(anthology)
    for number, entry in enumerate(anthology.entries, 1):
        names = {a.name: f"{front.story_key(number)}-{a.name}" for a in entry.story.assets}
        pictures.append(names)
        assets += [replace(a, name=names[a.name]) for a in entry.story.assets if a.role != "cover"]
        setting = StorySetting(
            number,
            entry,
            said,
            options.openings,
            anthology.info.title,
            anthology.info.language,
            names,
            anchors[number - 1],
        )
        made = story_pages(setting)
        body += made.pages
        nav.append(made.nav)
        if len(anthology.entries) > 1 and entry.story.metadata.authors:
            authors[made.nav.href] = listed(entry.story.metadata.authors, said)
    notes = front.end_notes(anthology, said, pictures, anchors)
    back = [notes] if notes else []
    if options.colophon:
        back.append(front.colophon(anthology, said, options.font_name))
    nav += [NavPoint(page.title, page.file_name) for page in back]
    disclaimers = front.disclaimers(anthology, said, pictures, anchors)
    before = [front.half_title(anthology, said), front.title_page(anthology, said)]
    before += [page for page in (front.dedication(anthology), disclaimers) if page]
    inside = [NavPoint(disclaimers.title, disclaimers.file_name)] if disclaimers else []
    contents = front.contents(anthology, [*inside, *nav], authors, said)
    points = [NavPoint(said["title_page"], "title-page.xhtml"), *inside, *nav]
    return HtmlBook(
        info=replace(
            anthology.info,
            title=legal(anthology.info.title),
            authors=tuple(map(legal, front.book_authors(anthology))),
        ),
        pages=tuple(map(_legal, (*before, contents, *body, *back))),
        nav=tuple(map(_legal_point, points)),
        assets=tuple(assets),
        stories=tuple(_info(entry.story) for entry in anthology.entries),
        labels=said,
    )


def _legal(page: Page) -> Page:
    """A page whose title and running heads can be set: Pango fails on control characters in a line; and which way
    its language runs."""
    verso, recto = page.running
    direction = "rtl" if is_rtl(page.lang) else page.dir
    return replace(page, title=legal(page.title), running=(legal(verso), legal(recto)), dir=direction)


def _legal_point(point: NavPoint) -> NavPoint:
    return replace(point, title=legal(point.title), children=tuple(map(_legal_point, point.children)))


def _info(story: Story) -> StoryInfo:
    meta = story.metadata
    return StoryInfo(
        title=meta.title,
        authors=meta.authors,
        fandoms=meta.fandoms,
        language=meta.language,
        source_url=meta.source_url,
        tags=meta.tags,
        relationships=meta.relationships,
        characters=meta.characters,
        rating=meta.rating,
        published=meta.published,
        updated=meta.updated,
        summary=" ".join(blocks_text(meta.summary).split()),
        series=meta.series,
    )
