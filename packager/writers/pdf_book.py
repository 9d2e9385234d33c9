"""What belongs to the book as a whole: bookmarks, named destinations, page labels, metadata, saving."""

from __future__ import annotations

import io
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


SPACES = {
    "pdf": "http://ns.adobe.com/pdf/1.3/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "pdfuaid": "http://www.aiim.org/pdfua/ns/id/",
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
}


def _xmp(facts: dict[str, dict[str, str]], title: str, authors: Sequence[str], about: str, language: str) -> str:
    """The metadata packet: Dublin Core, and `facts` by namespace prefix."""

    def described(prefix: str, space: str, inside: str) -> str:
        return f'<rdf:Description rdf:about="" xmlns:{prefix}="{space}">{inside}</rdf:Description>'

    def listed(name: str, kind: str, values: Sequence[str], attribute: str = "") -> str:
        items = "".join(f"<rdf:li{attribute}>{escape(value)}</rdf:li>" for value in values)
        return f"<dc:{name}><rdf:{kind}>{items}</rdf:{kind}></dc:{name}>" if items else ""

    default = ' xml:lang="x-default"'
    core = listed("title", "Alt", [title], default) + listed("creator", "Seq", authors)
    core += listed("description", "Alt", [about] if about else [], default)
    core += listed("language", "Bag", [language])
    parts = [described("dc", "http://purl.org/dc/elements/1.1/", core)]
    for prefix, values in facts.items():
        inside = "".join(f"<{prefix}:{k}>{escape(v)}</{prefix}:{k}>" for k, v in values.items())
        parts.append(described(prefix, SPACES[prefix], inside))
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n<x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        + "".join(parts)
        + '</rdf:RDF></x:xmpmeta>\n<?xpacket end="w"?>'
    )


def add_metadata(made: Merged, book: HtmlBook, options: PdfOptions) -> None:
    """Title, authors, language and the standard the file keeps, in XMP and in the information dictionary."""
    info = book.info
    producer = f"fanpack {__version__}"
    authors = info.authors or ((info.editor,) if info.editor else ())
    standard, level = options.variant.partition("/")[2][:-2].rstrip("-"), options.variant[-2:]
    facts = {"pdf": {"Producer": producer}, "xmp": {"CreatorTool": producer}}
    if options.variant.startswith("pdf/ua-"):
        facts["pdfuaid"] = {"part": options.variant[-1]}
    elif standard:
        facts["pdfaid"] = {"part": level[0], "conformance": level[1].upper()}
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
        facts["xmp"]["CreateDate"] = f"{date:%Y-%m-%dT%H:%M:%SZ}"
        document["/CreationDate"] = pikepdf.String(f"{date:D:%Y%m%d%H%M%SZ}")
    packet = _xmp(facts, info.title, authors, info.description, info.language)
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
    """Write the file whole or not at all; the same input gives the same bytes.

    The PDF is made in memory first: QPDF ends the whole process when its file cannot grow (pikepdf 10.17, a
    full disk), while a plain write says so in an error that can be told.
    """
    whole = io.BytesIO()
    made.pdf.save(
        whole,
        deterministic_id=True,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
        compress_streams=True,
        min_version="1.7",
    )
    partial = target.with_name(target.name + ".part")
    try:
        partial.write_bytes(whole.getbuffer())
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
