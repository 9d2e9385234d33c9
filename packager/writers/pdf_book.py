"""What belongs to the book as a whole: bookmarks, named destinations, page labels, metadata, saving."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pikepdf
from pikepdf import Array, Dictionary, Name

from packager import __version__
from packager.html_book import HtmlBook, NavPoint
from packager.writers.pdf_merge import Merged
from packager.writers.pdf_options import PdfOptions


def add_destinations(made: Merged) -> None:
    """Every anchor of the book by its name."""
    names = Array()
    for name, (leaf, x, y) in sorted(made.anchors.items(), key=lambda item: item[0].encode("utf-8")):
        names.append(pikepdf.String(name))
        names.append(_destination(made, leaf, x, y))
    if len(names):
        made.pdf.Root["/Names"] = Dictionary(Dests=made.pdf.make_indirect(Dictionary(Names=names)))


def _destination(made: Merged, leaf: int, x: float, y: float) -> Any:
    return Array([made.pages[leaf], Name.XYZ, x, y, 0])


def add_outline(made: Merged, book: HtmlBook) -> None:
    """Bookmarks as the contents has them: part, story, chapter. A line whose page isn't printed is left out,
    its children are not."""
    ids = {page.file_name: page.id for page in book.pages}

    def place(point: NavPoint) -> tuple[int, float, float] | None:
        name, _, anchor = point.href.partition("#")
        return made.anchors.get(anchor or ids.get(name, ""))

    def build(points: Sequence[NavPoint], parent: Any) -> int:
        items: list[Any] = []
        count = 0
        for point in points:
            where = place(point)
            if where is None:
                continue
            item = made.pdf.make_indirect(
                Dictionary(Title=pikepdf.String(point.title), Dest=_destination(made, *where), Parent=parent)
            )
            inside = build(point.children, item)
            if inside:
                item["/Count"] = -inside  # closed: chapters fold under their story
            items.append(item)
            count += 1
        for before, after in pairwise(items):
            before["/Next"], after["/Prev"] = after, before
        if items:
            parent["/First"], parent["/Last"] = items[0], items[-1]
        return count

    root = made.pdf.make_indirect(Dictionary(Type=Name.Outlines))
    count = build(book.nav, root)
    if count:
        root["/Count"] = count
        made.pdf.Root["/Outlines"] = root
        made.pdf.Root["/PageMode"] = Name.UseOutlines


def add_labels(made: Merged, front: int, total: int) -> None:
    """Roman numbers for the `front` first pages, arabic ones from 1 for the rest."""
    nums = Array()
    if front:
        nums.extend([0, Dictionary(S=Name.r)])
    if total > front:
        nums.extend([front, Dictionary(S=Name.D)])
    made.pdf.Root["/PageLabels"] = Dictionary(Nums=nums)


def _date() -> datetime | None:
    """When the book was made, only if SOURCE_DATE_EPOCH says so: the same input gives the same bytes."""
    stamp = os.environ.get("SOURCE_DATE_EPOCH", "")
    return datetime.fromtimestamp(int(stamp), UTC) if stamp.isdigit() else None


def add_metadata(made: Merged, book: HtmlBook, options: PdfOptions) -> None:
    """Title, authors, language and the standard the file keeps, in XMP and in the information dictionary."""
    info = book.info
    part, rdf = options.variant.partition("/")[2], ""
    if part.startswith("ua-"):
        rdf += f'<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"><pdfuaid:part>{part[3:]}</pdfuaid:part></rdf:Description>'
    elif part.startswith("a-"):
        level, kind = part[2:3], part[3:].upper()
        rdf += (
            '<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">'
            f"<pdfaid:part>{level}</pdfaid:part><pdfaid:conformance>{kind}</pdfaid:conformance></rdf:Description>"
        )
    producer = f"fanpack {__version__}"
    authors = info.authors or ((info.editor,) if info.editor else ())
    dc = f'<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{escape(info.title)}</rdf:li></rdf:Alt></dc:title>'
    if authors:
        dc += (
            "<dc:creator><rdf:Seq>"
            + "".join(f"<rdf:li>{escape(a)}</rdf:li>" for a in authors)
            + "</rdf:Seq></dc:creator>"
        )
    if info.description:
        dc += f'<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{escape(info.description)}</rdf:li></rdf:Alt></dc:description>'
    dc += f"<dc:language><rdf:Bag><rdf:li>{escape(info.language)}</rdf:li></rdf:Bag></dc:language>"
    rdf += f'<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">{dc}</rdf:Description>'
    rdf += f'<rdf:Description rdf:about="" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"><pdf:Producer>{producer}</pdf:Producer></rdf:Description>'
    xmp = f"<xmp:CreatorTool>{producer}</xmp:CreatorTool>"
    document = made.pdf.docinfo
    document["/Title"] = pikepdf.String(info.title)
    if authors:
        document["/Author"] = pikepdf.String(", ".join(authors))
    if info.description:
        document["/Subject"] = pikepdf.String(info.description)
    document["/Producer"] = pikepdf.String(producer)
    document["/Creator"] = pikepdf.String(producer)
    date = _date()
    if date is not None:
        xmp += f"<xmp:CreateDate>{date:%Y-%m-%dT%H:%M:%SZ}</xmp:CreateDate>"
        document["/CreationDate"] = pikepdf.String(f"{date:D:%Y%m%d%H%M%SZ}")
    rdf += f'<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/">{xmp}</rdf:Description>'
    packet = (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n<x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">' + rdf + "</rdf:RDF></x:xmpmeta>\n"
        '<?xpacket end="w"?>'
    )
    stream = made.pdf.make_stream(packet.encode())
    stream["/Type"], stream["/Subtype"] = Name.Metadata, Name.XML
    made.pdf.Root["/Metadata"] = stream


def add_output_intent(made: Merged) -> None:
    """PDF/A wants to know what its RGB means: sRGB, with the profile WeasyPrint ships."""
    from importlib.resources import files

    profile = made.pdf.make_stream((files("weasyprint.pdf") / "sRGB2014.icc").read_bytes())
    profile["/N"] = 3
    made.pdf.Root["/OutputIntents"] = Array(
        [
            Dictionary(
                Type=Name.OutputIntent,
                S=Name.GTS_PDFA1,
                OutputConditionIdentifier=pikepdf.String("sRGB2014.icc"),
                Info=pikepdf.String("sRGB2014.icc"),
                DestOutputProfile=profile,
            )
        ]
    )


def save(made: Merged, target: Path) -> None:
    """Write the file whole or not at all; the same input gives the same bytes."""
    partial = target.with_name(target.name + ".part")
    try:
        made.pdf.save(
            partial,
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            compress_streams=True,
            min_version="1.7",
        )
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
