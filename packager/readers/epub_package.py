"""An EPUB's package: what its OPF lists and says, its reading order and its table of contents."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from packager import limits
from packager.model import Metadata, Paragraph, Series, Text
from packager.problems import ExitCode, FanpackError
from packager.readers import facts
from packager.readers.archive import SafeZip
from packager.readers.links import member
from packager.readers.parsing import Node, decode, parse_html, parse_xhtml, parse_xml, text_of

_PAGES = frozenset(("application/xhtml+xml", "text/html", "application/x-dtbook+xml", "application/xml", "text/xml"))


@dataclass(frozen=True, slots=True)
class Item:
    """A line of the manifest. `path` is the archive member it names."""

    id: str
    path: str
    media_type: str
    properties: frozenset[str]


@dataclass(frozen=True, slots=True)
class TocEntry:
    """A line of the table of contents; depth counts from 0."""

    title: str
    path: str
    fragment: str
    depth: int
    parent: bool  # has lines below it


@dataclass(frozen=True, slots=True)
class Package:
    """One book of the archive: usually the only one, in an EPUB made by EpubMerge one of several."""

    path: str
    items: tuple[Item, ...]
    spine: tuple[Item, ...]
    toc: tuple[TocEntry, ...]
    metadata: Metadata
    generator: str
    cover: str = ""  # member of the cover image
    nav: str = ""  # member of the EPUB 3 navigation document
    direction: str = ""


def packages(archive: SafeZip) -> tuple[Package, tuple[Package, ...]]:
    """The main package and those of the books merged into it (none usually)."""
    _refuse_locked(archive)
    main_path = _main_path(archive)
    main = _package(archive, main_path)
    inner: list[Package] = []
    spine = {item.path for item in main.spine}
    for name in archive.names:
        if name.endswith(".opf") and name != main_path:
            try:
                book = _package(archive, name)
            except FanpackError:
                continue
            if book.spine and all(item.path in spine for item in book.spine):
                inner.append(book)
    if len(inner) > 1:
        order = {item.path: index for index, item in enumerate(main.spine)}
        inner.sort(key=lambda book: order[book.spine[0].path])
    return main, tuple(inner) if len(inner) > 1 else ()


def _refuse_locked(archive: SafeZip) -> None:
    """Raises `FanpackError` for a book under DRM. Fonts that are merely obfuscated lock nothing."""
    data = archive.read("META-INF/encryption.xml")
    if data is None:
        return
    for method in re.findall(rb"""EncryptionMethod[^>]{0,200}Algorithm\s*=\s*["']([^"']+)""", data):
        if method not in (b"http://www.idpf.org/2008/embedding", b"http://ns.adobe.com/pdf/enc#RC"):
            raise FanpackError(
                ExitCode.INPUT,
                archive.label,
                "the EPUB is locked by DRM; fanpack reads only books without; ask its seller",
            )


def _main_path(archive: SafeZip) -> str:
    data = archive.read("META-INF/container.xml")
    if data:
        root = parse_xml(decode(data))
        if root is None:
            root = parse_html(decode(data))
        for node in root.iter("rootfile"):
            path = unquote(node.get("full-path") or "")
            if path in archive:
                return path
    for name in archive.names:
        if name.endswith(".opf"):
            return name
    raise FanpackError(
        ExitCode.INPUT,
        archive.label,
        "the EPUB has no package file (.opf); it is damaged or no EPUB; download it again",
    )


def _package(archive: SafeZip, path: str) -> Package:
    text = decode(archive.read(path) or b"")
    root = parse_xml(text)
    if root is None:
        root = parse_html(text)
    items: dict[str, Item] = {}
    for node in root.iter("item"):
        href = node.get("href") or ""
        name = node.get("id") or href
        properties = frozenset((node.get("properties") or "").split())
        items.setdefault(
            name, Item(name, _found(archive, path, href), (node.get("media-type") or "").lower(), properties)
        )
    spine: list[Item] = []
    seen: set[str] = set()
    for node in root.iter("itemref"):
        item = items.get(node.get("idref") or "")
        if item is None or item.path in seen or item.path not in archive:
            continue
        if item.media_type in _PAGES or item.path.lower().endswith((".xhtml", ".html", ".htm", ".xml")):
            spine.append(item)
            seen.add(item.path)
    if not spine:
        spine = [item for item in items.values() if item.media_type in _PAGES and item.path in archive]
        spine = [item for item in spine if "nav" not in item.properties]
    if not spine:
        raise FanpackError(
            ExitCode.INPUT, archive.label, "the EPUB's package lists no documents to read; download it again"
        )
    if len(spine) > limits.DOCUMENTS:
        raise FanpackError(
            ExitCode.INPUT,
            archive.label,
            f"the EPUB has {len(spine):,} documents, more than the {limits.DOCUMENTS:,} fanpack takes; "
            "split it into several EPUBs",
        )
    nav = next((item.path for item in items.values() if "nav" in item.properties), "")
    spine_node = next(root.iter("spine"), None)
    ncx = items.get((spine_node.get("toc") or "") if spine_node is not None else "")
    if ncx is None:
        ncx = next((item for item in items.values() if item.media_type == "application/x-dtbncx+xml"), None)
    toc = tuple(_nav_toc(archive, nav)) if nav else ()
    if not toc and ncx is not None:
        toc = tuple(_ncx_toc(archive, ncx.path))
    direction = (spine_node.get("page-progression-direction") or "") if spine_node is not None else ""
    return Package(
        path,
        tuple(items.values()),
        tuple(spine),
        toc,
        _metadata(root),
        _generator(root),
        _cover(root, items),
        nav,
        direction,
    )


def _found(archive: SafeZip, page: str, href: str) -> str:
    """The member a package's href names; some tools escape names, some don't."""
    path = member(page, href.split("#", 1)[0])
    if path not in archive:
        plain = member(page, href.split("#", 1)[0].replace("%", "%25"))
        if plain in archive:
            return plain
    return path


# ------------------------------------------------------------------------------------------- contents


def _nav_toc(archive: SafeZip, path: str) -> Iterator[TocEntry]:
    data = archive.read(path)
    if not data:
        return
    root = parse_xhtml(decode(data))
    navs = list(root.iter("nav"))
    kind = "{http://www.idpf.org/2007/ops}type"
    chosen = [n for n in navs if "toc" in (n.get(kind) or n.get("epub:type") or "").split()] or navs[:1]
    for nav in chosen[:1]:
        for link in nav.iter("a"):
            depth = sum(1 for parent in link.iterancestors() if parent.tag in ("ol", "ul")) - 1
            item = next((parent for parent in link.iterancestors() if parent.tag == "li"), None)
            below = item is not None and any(True for _ in item.iter("ol", "ul"))
            yield _entry(path, link.get("href") or "", text_of(link), max(0, depth), below)


def _ncx_toc(archive: SafeZip, path: str) -> Iterator[TocEntry]:
    data = archive.read(path)
    root = parse_xml(decode(data)) if data else None
    if root is None:
        return
    for point in root.iter("navpoint"):
        label = next(point.iter("text"), None)
        content = point.find("content")
        if label is None or content is None:
            continue
        depth = sum(1 for parent in point.iterancestors() if parent.tag == "navpoint")
        yield _entry(path, content.get("src") or "", text_of(label), depth, point.find("navpoint") is not None)


def _entry(page: str, href: str, title: str, depth: int, parent: bool) -> TocEntry:
    path, _, fragment = href.partition("#")
    return TocEntry(facts.name(title), member(page, path) if path else page, unquote(fragment), depth, parent)


# ------------------------------------------------------------------------------------------- metadata


def _texts(root: Node, tag: str) -> list[str]:
    found = (text_of(node) for node in root.iter(tag))
    return [text for text in found if text]


def _metadata(root: Node) -> Metadata:
    head = next(root.iter("metadata"), root)
    roles = {
        (node.get("refines") or "").lstrip("#"): text_of(node)
        for node in head.iter("meta")
        if node.get("property") == "role"
    }
    authors = []
    for node in head.iter("creator"):
        role = node.get("{http://www.idpf.org/2007/opf}role") or node.get("opf:role") or roles.get(node.get("id") or "")
        if role in (None, "", "aut") and (author := facts.name(text_of(node))):
            authors.append(author)
    titles = _texts(head, "title")
    language = next(iter(_texts(head, "language")), "")
    addresses = [text for tag in ("source", "identifier", "relation") for text in _texts(head, tag)]
    dates = _texts(head, "date")
    return Metadata(
        title=facts.name(titles[0]) if titles else "",
        authors=tuple(dict.fromkeys(authors)),
        summary=_description(head),
        tags=tuple(dict.fromkeys(facts.name(text) for text in _texts(head, "subject"))),
        language=facts.language(language) if language.lower() not in ("und", "mul") else "",
        series=_series(head),
        published=facts.iso_date(dates[0]) if dates else "",
        publisher=facts.name(next(iter(_texts(head, "publisher")), "")),
        source_url=next((text for text in addresses if text.startswith(("http://", "https://"))), ""),
    )


def _description(head: Node) -> tuple[Paragraph, ...]:
    """dc:description: plain text, or HTML escaped inside it (calibre)."""
    for node in head.iter("description"):
        raw = "".join(node.itertext()).strip()
        if not raw:
            continue
        if "<" in raw and ">" in raw:
            from packager.readers.markup import Conversion

            tree = parse_html(raw)
            blocks = Conversion("", counts_blocks=True).blocks(tree)
            paragraphs = tuple(block for block in blocks if isinstance(block, Paragraph))
            if len(paragraphs) == len(blocks):
                return paragraphs
            raw = text_of(tree)
        return tuple(Paragraph((Text(" ".join(part.split())),)) for part in raw.split("\n\n") if part.strip())
    return ()


def _series(head: Node) -> tuple[Series, ...]:
    named: dict[str, str] = {}
    series: list[Series] = []
    for node in head.iter("meta"):
        if name := node.get("name"):
            named[name] = node.get("content") or ""
        elif node.get("property") == "belongs-to-collection":
            key = "#" + (node.get("id") or "")
            part = next(
                (
                    text_of(other)
                    for other in head.iter("meta")
                    if other.get("refines") == key and other.get("property") == "group-position"
                ),
                "",
            )
            series.append(Series(facts.name(text_of(node)), part))
    if not series and named.get("calibre:series"):
        part = named.get("calibre:series_index", "")
        series.append(Series(facts.name(named["calibre:series"]), part.removesuffix(".0")))
    return tuple(series)


def _generator(root: Node) -> str:
    """What made the EPUB, in lower case: generator, contributor and publisher statements together."""
    said = [node.get("content") or text_of(node) for node in root.iter("meta") if node.get("name") == "generator"]
    said += [text_of(node) for node in root.iter("meta") if node.get("property") == "generator"]
    said += _texts(root, "contributor") + _texts(root, "publisher")
    return " ".join(said).lower()


def _cover(root: Node, items: dict[str, Item]) -> str:
    for item in items.values():
        if "cover-image" in item.properties:
            return item.path
    for node in root.iter("meta"):
        if node.get("name") == "cover":
            wanted = node.get("content") or ""
            found = items.get(wanted) or next((i for i in items.values() if i.path.endswith(wanted)), None)
            if wanted and found is not None and found.media_type.startswith("image/"):
                return found.path
    return ""
