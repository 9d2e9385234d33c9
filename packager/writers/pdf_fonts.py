"""One subset of each face for the whole book, from what every part drew with it.

WeasyPrint keeps the glyph ids of the file and names faces by stable hashes, so the parts' content streams fit a
subset made afterwards. (Parts with subsets of their own would repeat each face once a chapter.)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pikepdf
import uharfbuzz
from pikepdf import Array, Dictionary, Name

from packager.writers.pdf_layout import FaceFile, FontUse

# Tables a PDF has no use for (those WeasyPrint 70 drops, and layout tables: shaping is done).
DROPPED = (
    "BASE", "DSIG", "EBDT", "EBLC", "EBSC", "GDEF", "GPOS", "GSUB", "JSTF", "LTSH", "PCLT", "SVG ", "STAT", "meta"
)  # fmt: skip


def unite(total: dict[str, FontUse], part: Mapping[str, FontUse]) -> None:
    """Add what a part drew to what all before it did, face by face: the first part to name a glyph's text has its
    way, as within one document; where roundings of a width differ between type sizes the smaller is kept."""
    for name, use in part.items():
        have = total.get(name)
        if have is None:
            total[name] = replace(use, widths=dict(use.widths), texts=dict(use.texts))
            continue
        for glyph, width in use.widths.items():
            have.widths[glyph] = min(width, have.widths.get(glyph, width))
        for glyph, text in use.texts.items():
            have.texts.setdefault(glyph, text)
        have.ascent, have.descent = max(have.ascent, use.ascent), min(have.descent, use.descent)


def embed(pdf: pikepdf.Pdf, uses: Mapping[str, FontUse], faces: Mapping[str, FaceFile]) -> dict[str, pikepdf.Object]:
    """Put every face used into `pdf`; `faces` are the theme's by sha256. Returns the font objects by name."""
    glyphs: dict[str, set[int]] = {}
    for use in uses.values():
        glyphs.setdefault(use.sha, set()).update(use.texts)
    files = {sha: _file(pdf, faces[sha].data, wanted) for sha, wanted in sorted(glyphs.items())}
    return {name: _font(pdf, use, files[use.sha], faces[use.sha].data) for name, use in sorted(uses.items())}


def _file(pdf: pikepdf.Pdf, data: bytes, glyphs: set[int]) -> pikepdf.Object:
    face = uharfbuzz.Face(data)
    wanted = uharfbuzz.SubsetInput()
    wanted.sets(uharfbuzz.SubsetInputSets.GLYPH_INDEX).update(glyphs)
    wanted.sets(uharfbuzz.SubsetInputSets.DROP_TABLE_TAG).update(int.from_bytes(tag.encode()) for tag in DROPPED)
    flags = uharfbuzz.SubsetFlags
    wanted.flags = flags.RETAIN_GIDS | flags.NO_HINTING | flags.DESUBROUTINIZE | flags.NOTDEF_OUTLINE
    content = uharfbuzz.subset(face, wanted).blob.data
    stream = pdf.make_stream(content)
    if content[:4] == b"OTTO":
        stream["/Subtype"] = Name.OpenType
    else:
        stream["/Length1"] = len(content)
    return stream


def _font(pdf: pikepdf.Pdf, use: FontUse, file: pikepdf.Object, data: bytes) -> pikepdf.Object:
    ordered = sorted(use.widths)
    key = "/FontFile3" if data[:4] == b"OTTO" else "/FontFile2"
    descriptor = Dictionary(
        Type=Name.FontDescriptor,
        FontName=Name("/" + use.name),
        FontFamily=pikepdf.String(use.family),
        Flags=use.flags,
        FontBBox=Array([0, use.descent, max(use.widths.values(), default=0), use.ascent]),
        ItalicAngle=0,
        Ascent=use.ascent,
        Descent=use.descent,
        CapHeight=use.ascent,
        StemV=80,
        StemH=80,
    )
    descriptor[key] = file
    widths = Array()
    run: list[int] = []
    for glyph in ordered:
        if run and glyph != run[-1] + 1:
            widths.extend([run[0], Array([use.widths[g] for g in run])])
            run = []
        run.append(glyph)
    if run:
        widths.extend([run[0], Array([use.widths[g] for g in run])])
    descendant = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType0 if key == "/FontFile3" else Name.CIDFontType2,
        BaseFont=Name("/" + use.name),
        CIDSystemInfo=Dictionary(Registry="Adobe", Ordering="Identity", Supplement=0),
        W=widths,
        DW=0,
        FontDescriptor=pdf.make_indirect(descriptor),
    )
    if key == "/FontFile2":
        descendant["/CIDToGIDMap"] = Name.Identity
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.Type0,
            BaseFont=Name("/" + use.name),
            Encoding=Name("/Identity-H"),
            ToUnicode=pdf.make_stream(_to_unicode(use.texts)),
            DescendantFonts=Array([pdf.make_indirect(descendant)]),
        )
    )


def _to_unicode(texts: Mapping[int, str]) -> bytes:
    lines = [
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap",
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def",
        "1 begincodespacerange\n<0000> <ffff>\nendcodespacerange",
    ]
    items = sorted(texts.items())
    for start in range(0, len(items), 100):
        chunk = items[start : start + 100]
        lines.append(f"{len(chunk)} beginbfchar")
        lines += [f"<{glyph:04x}> <{text.encode('utf-16-be').hex()}>" for glyph, text in chunk]
        lines.append("endbfchar")
    lines.append("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend")
    return "\n".join(lines).encode()
