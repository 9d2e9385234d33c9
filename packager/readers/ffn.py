"""A chapter's page on FanFiction.net (or FictionPress, the same site) as a browser saves it."""

from __future__ import annotations

import re
from dataclasses import replace

from packager.model import ChapterStart, Element, Lines, Manuscript, Metadata, Paragraph, Text, words
from packager.problems import Report
from packager.readers import facts
from packager.readers.ao3_download import METADATA
from packager.readers.base import Source
from packager.readers.building import manuscript, rest
from packager.readers.counting import words_of
from packager.readers.links import Links
from packager.readers.markup import Conversion
from packager.readers.parsing import Node, body_of, by_id, decode, has_class, parse_html, text_of

CHROME = "page-chrome"
_SNIFF = 2_000_000
_ADDRESS = re.compile(r"(fanfiction\.net|fictionpress\.com)/s/(\d+)(?:/(\d+))?")
_STATS = re.compile(r"^(Chapters|Words|Reviews|Favs|Follows|Updated|Published|Status|id|Rated|Series)\s*:\s*(.*)$")
_GENRES = frozenset(
    "adventure angst crime drama family fantasy friendship general horror humor hurt/comfort mystery parody "
    "poetry romance sci-fi spiritual supernatural suspense tragedy western".split()
)


class FfnPage:
    """One chapter of a story; several pages of one story are put together by `joining`."""

    name = "ffn"

    def recognises(self, source: Source) -> bool:
        head = source.data[:_SNIFF]
        return re.search(rb"""id\s*=\s*["']?storytext\b""", head) is not None and (
            b"profile_top" in head or b"fanfiction.net" in head or b"fictionpress.com" in head
        )

    def read(self, source: Source, report: Report) -> tuple[Manuscript, ...]:
        root = parse_html(decode(source.data))
        site, work, chapter = _address(root)
        base = f"https://www.{site}/" if site else "https://www.fanfiction.net/"
        links = Links(base)
        links.survey([("", root)])
        conversion = Conversion(source.label, links=links, lang="")
        handled: set[Node] = set()
        metadata = _facts(root, conversion, handled)
        conversion.speak(metadata.language or "en")
        elements: list[Element] = []
        chapters = _chapter_list(root)
        number = chapter
        if chapters:
            number, heading = _chosen(chapters, chapter)
            if heading is not None:
                place = heading.sourceline or 0
                elements.append(ChapterStart(_heading(heading, number), Lines(place, place)))
                conversion.leave_words("chapter-number", _unused(heading, number))
                handled.add(heading)
        for text in by_id(root, "storytext")[:1]:
            elements.extend(conversion.elements(text))
            handled.add(text)
        rest(conversion, body_of(root), handled, CHROME)
        publisher = "FictionPress" if "fictionpress" in site else "FanFiction.net"
        metadata = replace(metadata, publisher=publisher, source_url=f"{base}s/{work}/" if work else "")
        return (
            manuscript(
                conversion,
                report,
                source=source.label,
                elements=tuple(elements),
                metadata=metadata,
                format=self.name,
                chapter_of=(number, len(chapters)) if chapters and number else None,
                work_id=f"{'fp' if 'fictionpress' in site else 'ffn'}:{work}" if work else "",
            ),
        )


def _address(root: Node) -> tuple[str, str, int]:
    """Site, story id and chapter number of the page; ('', '', 0) where it does not say."""
    spots = [link.get("href") or "" for link in root.iter("link") if link.get("rel") == "canonical"]
    spots += [meta.get("content") or "" for meta in root.iter("meta") if meta.get("property") == "og:url"]
    for spot in spots:
        if match := _ADDRESS.search(spot):
            return match[1], match[2], int((match[3] or "0")[:6])
    for node in root.iter("span"):
        if match := re.search(r"\bid: (\d+)", text_of(node)) if has_class(node, "xgray") else None:
            return "fanfiction.net", match[1], 0
    return "", "", 0


# ------------------------------------------------------------------------------------------- chapters


def _chapter_list(root: Node) -> list[Node]:
    """The options of the first chapter menu (the page holds the same menu twice, with unclosed options)."""
    menus = by_id(root, "chap_select")
    return list(menus[0].iter("option")) if menus else []


def _chosen(chapters: list[Node], number: int) -> tuple[int, Node | None]:
    """This page's chapter number and its option: the one marked as selected, else by the page's address."""
    for index, option in enumerate(chapters, 1):
        if option.get("selected") is not None:
            return index, option
    if 1 <= number <= len(chapters):
        return number, chapters[number - 1]
    return 0, None


def _own_text(option: Node) -> str:
    return facts.name(option.text or "")


def _heading(option: Node, number: int) -> str:
    """'9. Title' as written; just 'Chapter 9' where the title is the site's own numbering once more."""
    text = _own_text(option)
    match = re.fullmatch(r"(\d+)\.\s+(chapter\s+(\d+))", text, re.I)
    return match[2] if match and match[1] == match[3] else text


def _unused(option: Node, number: int) -> list[str]:
    """The words of the option that its heading leaves out: the site's numbering, and elements within a damaged one."""
    own, heading = len(words(_own_text(option))), len(words(_heading(option, number)))
    found = words_of(option)
    return found[: own - heading] + found[own:]


# ---------------------------------------------------------------------------------------------- facts


def _facts(root: Node, conversion: Conversion, handled: set[Node]) -> Metadata:
    metadata = Metadata()
    for box in by_id(root, "profile_top")[:1]:
        for node in box.iter():
            if node.tag == "b" and has_class(node, "xcontrast_txt") and not metadata.title:
                metadata = replace(metadata, title=facts.name(text_of(node)))
            elif node.tag == "a" and (node.get("href") or "").startswith("/u/") and not metadata.authors:
                metadata = replace(metadata, authors=(facts.name(text_of(node)),))
            elif node.tag == "div" and has_class(node, "xcontrast_txt") and not metadata.summary:
                summary = Paragraph((Text(text_of(node)),)) if text_of(node) else None
                metadata = replace(metadata, summary=(summary,) if summary else ())
            elif node.tag == "span" and has_class(node, "xgray"):
                metadata = _rating_line(node, metadata)
            else:
                continue
            if not any(parent in handled for parent in node.iterancestors()):
                conversion.leave_out(METADATA, node)
                handled.add(node)
    for trail in by_id(root, "pre_story_links")[:1]:
        links = [a for a in trail.iter("a") if text_of(a)]
        if links:
            fandom = facts.name(re.sub(r"\s+Crossover$", "", text_of(links[-1])))
            names = (
                tuple(part.strip() for part in fandom.split(" + ")) if "Crossover" in text_of(links[-1]) else (fandom,)
            )
            metadata = replace(metadata, fandoms=names)
            conversion.leave_out(METADATA, links[-1])
            handled.add(links[-1])
    return metadata


def _rating_line(span: Node, metadata: Metadata) -> Metadata:
    """'Rated: Fiction T - English - Genre - Characters - Chapters: n - Words: n - ... - id: n'."""
    extra: list[tuple[str, str]] = []
    dates = [stamp.get("data-xutime") or "" for stamp in span.iter("span") if stamp.get("data-xutime")]
    parts = [part.strip() for part in re.split(r"\s+-\s+", text_of(span)) if part.strip()]
    complete: bool | None = False
    for index, part in enumerate(parts):
        if match := _STATS.match(part):
            label, value = match[1], match[2].strip()
            if label == "Rated":
                metadata = replace(metadata, rating=value.replace("Fiction", "").strip() or value)
            elif label == "Status":
                complete = value == "Complete"
            elif label in ("Words", "Chapters"):
                extra.append((label, value))
            elif label in ("Updated", "Published") and dates:
                day = facts.epoch_date(dates.pop(0))
                metadata = replace(metadata, updated=day) if label == "Updated" else replace(metadata, published=day)
        elif index == 1 and facts.language(part):
            metadata = replace(metadata, language=facts.language(part))
        elif all(genre.lower() in _GENRES for genre in _genres(part)):
            metadata = replace(metadata, tags=(*metadata.tags, *_genres(part)))
        elif index < len(parts) - 1:
            people, pairs = _people(part)
            metadata = replace(metadata, characters=people, relationships=pairs)
    return replace(metadata, complete=complete, extra=(*metadata.extra, *extra))


def _genres(part: str) -> tuple[str, ...]:
    return tuple(re.findall(r"Hurt/Comfort|[^/]+", part))


def _people(part: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Characters and relationships of '[Harry P., Ginny W.] Ron W.': a bracketed group is a relationship."""
    pairs = tuple("/".join(facts.listed(group)) for group in re.findall(r"\[([^\]]+)\]", part))
    people = facts.listed(re.sub(r"[\[\]]", ",", part))
    return people, pairs
