"""Put the parts together: pages, stamps, destinations, one structure tree, one subset of each font.

A merge of pages alone would lose structure, outline and names. What one process would have made of the
whole book is made here from the parts: text, pixels, links and tags are the same.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name

from packager.writers.pdf_boxes import Sheet
from packager.writers.pdf_fonts import embed, unite
from packager.writers.pdf_layout import FaceFile, FontUse, PartInfo
from packager.writers.pdf_options import Geometry


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page of the book: page `page` of part `part`, or a blank one (`part` None).

    `head` and `folio` are (stamp sheet, page in it); `label` is its page label.
    """

    part: int | None
    page: int = 0
    label: str = ""
    head: tuple[str, int] | None = None
    folio: tuple[str, int] | None = None
    centred: bool = False  # a cover: no gutter


@dataclass(slots=True)
class Merged:
    """A book being put together."""

    pdf: pikepdf.Pdf
    pages: list[Any] = field(default_factory=list)
    anchors: dict[str, tuple[int, float, float]] = field(default_factory=dict)  # leaf, x, y


def merge(
    parts: Sequence[bytes],
    leaves: Sequence[Leaf],
    sheets: Mapping[str, bytes],
    faces: Mapping[str, FaceFile],
    page: Geometry,
    *,
    shift: float,
    sheet: Sheet,
    langs: Sequence[str],
    lang: str,
) -> Merged:
    """All leaves in one PDF, tags and fonts united, anchors collected. `shift` moves rectos right, versos left."""
    pdf = pikepdf.new()
    made = Merged(pdf)
    infos: list[PartInfo] = []
    uses: dict[str, FontUse] = {}
    stamps, stamp_infos = _stamp_forms(pdf, sheets)
    tree = _Tree(pdf)
    faces_of: list[tuple[str, ...]] = []
    resources_of: dict[int, Any] = {}
    pages_of: dict[tuple[int, int], Any] = {}
    for number, data in enumerate(parts):
        source = pikepdf.open(io.BytesIO(data))
        info = part_info(source)
        infos.append(info)
        faces_of.append(_taken(info, uses))
        first = len(pdf.pages)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it warns that destinations stay behind; they are made anew
            pdf.pages.extend(source.pages)
        for offset in range(info.pages):
            pages_of[number, offset] = pdf.pages[first + offset].obj
        resources_of[number] = pages_of[number, 0]["/Resources"] if info.pages else None
        tree.add(
            source,
            [pages_of[number, i] for i in range(info.pages)],
            langs[number] if langs[number] != lang else "",
        )
    stamp_faces = [_taken(info, uses) for info in stamp_infos]
    embedded = embed(pdf, uses, faces)
    for number, names in enumerate(faces_of):
        if infos[number].pages:
            _give_fonts(resources_of[number], names, embedded)
    for forms, names in zip(stamps.values(), stamp_faces, strict=True):
        for form in forms:
            if "/Resources" in form:
                _give_fonts(form["/Resources"], names, embedded)
    _set_leaves(made, leaves, pages_of, infos, stamps, page, shift, sheet)
    tree.finish(lang)
    return made


def part_info(source: pikepdf.Pdf) -> PartInfo:
    """What `pdf_layout` noted in a part's PDF."""
    return PartInfo.from_json(source.Root["/FanpackPart"].read_bytes())


def _taken(info: PartInfo, uses: dict[str, FontUse]) -> tuple[str, ...]:
    """Add what a part drew to what all drew and forget it: of a long book it is a quarter of the memory. Returns the
    names of the part's faces."""
    unite(uses, info.fonts)
    names = tuple(info.fonts)
    info.fonts = {}
    return names


def _give_fonts(resources: Any, names: Iterable[str], embedded: Mapping[str, Any]) -> None:
    """Point the part's fonts at the united ones (forms inside share the same dictionary)."""
    for name in names:
        resources["/Font"]["/" + name] = embedded[name]


def _stamp_forms(pdf: pikepdf.Pdf, sheets: Mapping[str, bytes]) -> tuple[dict[str, list[Any]], list[PartInfo]]:
    forms: dict[str, list[Any]] = {}
    infos = []
    for name, data in sheets.items():
        source = pikepdf.open(io.BytesIO(data))
        infos.append(part_info(source))
        forms[name] = [pdf.copy_foreign(page.as_form_xobject()) for page in source.pages]
    return forms, infos


def _set_leaves(
    made: Merged,
    leaves: Sequence[Leaf],
    pages_of: Mapping[tuple[int, int], Any],
    infos: Sequence[PartInfo],
    stamps: Mapping[str, list[Any]],
    page: Geometry,
    shift: float,
    sheet: Sheet,
) -> None:
    """Order the pages, put in blank ones, move each to its place on the sheet and stamp heads and folios."""
    pdf = made.pdf
    openers: dict[tuple[float, float], Any] = {}
    order: list[Any] = []
    marks = sheet.marks(page.width, page.height) if sheet.crop_marks else None
    leaf_of: dict[tuple[int, int], int] = {}
    for number, leaf in enumerate(leaves):
        dx = 0.0 if leaf.centred else (shift if number % 2 == 0 else -shift)
        dx, dy = dx + sheet.margin, sheet.margin
        if leaf.part is None:
            obj = pdf.make_indirect(Dictionary(Type=Name.Page, Resources=Dictionary()))
        else:
            obj = pages_of[leaf.part, leaf.page]
            leaf_of[leaf.part, leaf.page] = number
            for annotation in obj.get("/Annots", ()):
                x1, y1, x2, y2 = (float(v) for v in annotation["/Rect"])
                annotation["/Rect"] = _rounded(x1 + dx, y1 + dy, x2 + dx, y2 + dy)
        closing = b""
        if leaf.part is not None:
            if (dx, dy) not in openers:
                openers[dx, dy] = pdf.make_stream(f"q 1 0 0 1 {dx:g} {dy:g} cm".encode())
            closing = b"Q"
        xobjects: Any = None
        for kind, place in (("Header", leaf.head), ("Footer", leaf.folio)):
            if place is None:
                continue
            form = stamps[place[0]][place[1]]
            name = f"/Fp{place[0]}{place[1]}"
            if xobjects is None:
                if "/XObject" not in obj["/Resources"]:
                    obj["/Resources"]["/XObject"] = Dictionary()
                xobjects = obj["/Resources"]["/XObject"]
            if name not in xobjects:
                xobjects[name] = form
            closing += (
                f"\n/Artifact <</Type /Pagination /Subtype /{kind}>> BDC q 1 0 0 1 {dx:g} {dy:g} cm {name} Do Q EMC"
            ).encode()
        if marks is not None:
            closing += marks
        if leaf.part is not None:
            obj["/Contents"] = Array([openers[dx, dy], obj["/Contents"], pdf.make_stream(closing)])
        elif closing:
            obj["/Contents"] = pdf.make_stream(closing)
        sheet.set_boxes(obj, page.width, page.height)
        order.append(obj)
    for index, info in enumerate(infos):
        moved: dict[str, int] = info.patterns
        for name, offset in moved.items():
            leaf_number = leaf_of[index, offset]
            centred = leaves[leaf_number].centred
            dx = sheet.margin + (0.0 if centred else (shift if leaf_number % 2 == 0 else -shift))
            pattern = pages_of[index, offset]["/Resources"]["/Pattern"]["/" + name]
            matrix = [float(v) for v in pattern.get("/Matrix", [1, 0, 0, 1, 0, 0])]
            pattern["/Matrix"] = _rounded(*matrix[:4], matrix[4] + dx, matrix[5] + sheet.margin)
        for name, (offset, x, y) in info.anchors.items():
            leaf_number = leaf_of[index, offset]
            dx = sheet.margin + (shift if leaf_number % 2 == 0 else -shift)
            made.anchors.setdefault(name, (leaf_number, round(x + dx, 2), round(y + sheet.margin, 2)))
    while len(pdf.pages):
        del pdf.pages[-1]
    for obj in order:
        pdf.pages.append(pikepdf.Page(obj))
    made.pages = [p.obj for p in pdf.pages]


def _rounded(*numbers: float) -> Any:
    return Array([round(number, 3) for number in numbers])


class _Tree:
    """The structure tree of the whole book: the parts' elements under one Document, in reading order."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self.pdf = pdf
        self.kids = Array()
        self.nums = Array()
        self.count = 0
        self.document = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Document))

    def add(self, source: pikepdf.Pdf, pages: Iterable[Any], lang: str) -> None:
        """Take over a part's tree. Its pages must have been copied before: elements point at them."""
        root = source.Root.get("/StructTreeRoot")
        if root is None:
            return
        copied = self.pdf.copy_foreign(root if root.is_indirect else source.make_indirect(root))
        for element in copied["/K"][0]["/K"]:
            element["/P"] = self.document
            if lang:
                element["/Lang"] = pikepdf.String(lang)
            self.kids.append(element)
        nums = copied["/ParentTree"]["/Nums"]
        base = self.count
        for position in range(0, len(nums), 2):
            self.nums.append(base + int(nums[position]))
            self.nums.append(nums[position + 1])
        self.count += len(nums) // 2
        for page in pages:
            if "/StructParents" in page:
                page["/StructParents"] = base + int(page["/StructParents"])
            for annotation in page.get("/Annots", ()):
                if "/StructParent" in annotation:
                    annotation["/StructParent"] = base + int(annotation["/StructParent"])

    def finish(self, lang: str) -> None:
        pdf = self.pdf
        root = pdf.make_indirect(
            Dictionary(
                Type=Name.StructTreeRoot,
                K=Array([self.document]),
                ParentTree=pdf.make_indirect(Dictionary(Nums=self.nums)),
                ParentTreeNextKey=self.count,
            )
        )
        self.document["/P"] = root
        self.document["/K"] = self.kids
        pdf.Root["/StructTreeRoot"] = root
        pdf.Root["/MarkInfo"] = Dictionary(Marked=True)
        pdf.Root["/ViewerPreferences"] = Dictionary(DisplayDocTitle=True)
        pdf.Root["/Lang"] = pikepdf.String(lang)
