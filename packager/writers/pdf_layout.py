"""Lay out one part of the book: a page's XHTML in, a small PDF with what the merge must know out.

A part is laid out without running heads, on pages with equal side margins, so that it doesn't depend on where
it comes to stand. Its fonts are left out (the merge makes one subset of each) and its links to other parts are
already named destinations. What the merge must know travels in the PDF itself, as JSON under /FanpackPart.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Literal

import cssselect2
import pydyf
import weasyprint
from weasyprint import CSS, DEFAULT_OPTIONS
from weasyprint.images import get_image_from_uri

from packager.typeset import CssStyles, Face, Tuning, Typesetter, TypeSpec
from packager.writers.pdf_fetch import BASE, Shelf
from packager.writers.pdf_fontconfig import theme_fonts
from packager.writers.pdf_html import LINK_SCHEME, Element, TreeHTML
from packager.writers.pdf_lines import known_lines
from packager.writers.pdf_options import Geometry, PdfOptions
from packager.writers.pdf_pen import Scribe
from packager.writers.pdf_tags import own_tags
from packager.writers.pdf_texts import own_texts

TALL = 10_000_000.0  # points; a million-word chapter is a twentieth of that

LEADER = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="6pt" height="14pt" viewBox="0 0 6 14">'
    '<circle cx="3" cy="10.2" r=".5" fill="{ink}"/></svg>'
)


def file_mark(data: bytes) -> str:
    """What tells font files apart: their table directory, which holds the length and checksum of every table
    (OpenType: 'Organization of an OpenType Font'), so that the rest needn't be hashed for every part."""
    tables = int.from_bytes(data[4:6])
    return sha256(data[: 12 + 16 * tables]).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class FaceFile:
    """A font file of the theme and the rule that declares it."""

    file: str
    family: str
    weight: int
    italic: bool
    data: bytes = field(repr=False)

    @property
    def sha(self) -> str:
        return file_mark(self.data)

    def rule(self) -> str:
        style = "italic" if self.italic else "normal"
        return (
            f'@font-face{{font-family:"{self.family}";font-style:{style};font-weight:{self.weight};'
            f'src:url("{BASE}fonts/{self.file}")}}\n'
        )


@dataclass(frozen=True, slots=True)
class Setup:
    """All that every part of a book shares: pickled to workers where processes are spawned."""

    css: str
    faces: tuple[FaceFile, ...]  # all that may be drawn with, the theme's and the typesetter's copies
    spec_faces: tuple[Face, ...]  # the theme's, as the typesetter takes them; none: lines are left to WeasyPrint
    tuning: Tuning
    files: dict[str, tuple[bytes, str]]  # what `book:/NAME` serves: pictures
    geometry: Geometry
    options: PdfOptions

    def shape(self) -> tuple[object, ...]:
        """All in it that shapes every page: what a part's name in the cache is made from, but for pictures."""
        drawings = {name: file for name, file in self.files.items() if not name.startswith("images/")}
        marks = tuple(face.sha for face in self.faces)
        options = self.options
        told = (PartInfo.__annotations__, FontUse.__annotations__)  # a part kept with other fields can't be read
        return self.css, marks, self.tuning, bool(self.spec_faces), drawings, self.geometry, options.footnotes, told

    def pictures(self, body: str) -> tuple[object, ...]:
        """The pictures that a body shows."""
        return tuple((name, file) for name, file in sorted(self.files.items()) if f'{name}"' in body)


@dataclass(slots=True)
class FontUse:
    """What a part drew with one face of the theme: glyph ids with their widths (1/1000 em) and texts."""

    sha: str
    name: str
    family: str
    italic: bool
    flags: int
    ascent: int
    descent: int
    widths: dict[int, int]
    texts: dict[int, str]


Found = Literal["weasyprint", "fallback", "coarse-image", "uncut", "notes-behind"]
"""What layout finds: something WeasyPrint says, a font that is none of the theme's, a picture with few dots for its
size, a chapter that is paginated by WeasyPrint, one whose notes stand at its end. `pdf_say` tells each in words."""


@dataclass(slots=True)
class PartInfo:
    """What is known of a part once it is laid out."""

    pages: int = 0
    anchors: dict[str, tuple[int, float, float]] = field(default_factory=dict)  # page from 0, x, y in PDF points
    fonts: dict[str, FontUse] = field(default_factory=dict)  # by WeasyPrint's stable name of the face
    letters: list[int] = field(default_factory=list)  # before each page's first word
    patterns: dict[str, int] = field(default_factory=dict)  # resource name -> page that uses it
    said: list[tuple[Found, str, str]] = field(default_factory=list)  # what was found, where, how it is told
    words: int = 0
    off_page: bool = False  # some of them stand, in part, beyond the page's edge

    def to_json(self) -> bytes:
        raw = {name: getattr(self, name) for name in self.__slots__}
        raw["fonts"] = {name: {item: getattr(use, item) for item in use.__slots__} for name, use in self.fonts.items()}
        return json.dumps(raw, separators=(",", ":"), ensure_ascii=False).encode()

    @classmethod
    def from_json(cls, data: bytes) -> PartInfo:
        raw = json.loads(data)
        raw["fonts"] = {
            name: FontUse(
                **{
                    **use,
                    "widths": {int(k): v for k, v in use["widths"].items()},
                    "texts": {int(k): v for k, v in use["texts"].items()},
                }
            )
            for name, use in raw["fonts"].items()
        }
        raw["anchors"] = {name: (p, x, y) for name, (p, x, y) in raw["anchors"].items()}
        raw["said"] = [(found, where, message) for found, where, message in raw["said"]]
        return cls(**raw)


def galley_css(page: Geometry) -> str:
    """CSS that makes a part one tall page.

    A float on the page makes WeasyPrint 70 measure every later line twice (`get_next_linebox` asks for each line's
    least width while any shape is excluded), so an initial keeps to its own formatting context.
    """
    return f"@page{{size:{page.width:.3f}pt {TALL:.0f}pt}}p.opening{{display:flow-root}}\n"


class LineMatcher(cssselect2.Matcher):  # type: ignore[misc]
    """Remembers which rules match a line of the typesetter's: they differ by class and by what they stand in only.

    A book has ten times as many lines as paragraphs; looking each up anew was a tenth of layout.
    """

    def __init__(self) -> None:
        super().__init__()
        self._lines: dict[tuple[str | None, ...], list[Any]] = {}

    def copy(self) -> LineMatcher:
        """The same rules, to which others can be added."""
        made = LineMatcher()
        for name, rules in vars(self).items():
            if isinstance(rules, list):
                setattr(made, name, list(rules))
            elif isinstance(rules, dict) and name != "_lines":
                setattr(made, name, {key: list(value) for key, value in rules.items()})
        made.order = self.order
        return made

    def match(self, element: Any) -> list[Any]:
        line = element.etree_element
        if line.tag != "span" or not line.get("class", "").startswith("ln"):
            return list(super().match(element))
        key: list[str | None] = [line.get("class")]
        above = element.parent
        while above is not None:
            key += [above.etree_element.tag, above.etree_element.get("class")]
            above = above.parent
        found = self._lines.get(tuple(key))
        if found is None:
            found = self._lines[tuple(key)] = list(super().match(element))
        return found


class Bench:
    """A process's own tools: fonts and CSS read once, used for every part it lays out."""

    def __init__(self, setup: Setup) -> None:
        self.setup = setup
        ink = "#000" if not setup.options.one_black else "device-cmyk(0 0 0 1)"
        files = dict(setup.files)
        files["leader.svg"] = (LEADER.format(ink=ink).encode(), "image/svg+xml")
        for face in setup.faces:
            files[f"fonts/{face.file}"] = (face.data, "font/ttf")
        self.shelf = Shelf(files)
        self.fonts = theme_fonts({face.family for face in setup.faces})
        self.sheet = self.css("".join(face.rule() for face in setup.faces) + setup.css)
        self.shas = {face.sha: face for face in setup.faces}
        self.scribe = Scribe(self._face_data)
        self.images: dict[str, Any] = {}
        self._galley: CSS | None = None
        self._setters: dict[str, Typesetter] = {}

    def _face_data(self, content: bytes) -> bytes | None:
        """The theme's own copy of a font file, None for any other."""
        face = self.shas.get(file_mark(content))
        return face.data if face else None

    def setter(self, lang: str) -> Typesetter | None:
        """The typesetter for a language, None where lines are left to WeasyPrint."""
        if not self.setup.spec_faces:
            return None
        if lang not in self._setters:
            styles = CssStyles([self.sheet], lang=lang, fonts=self.fonts)
            spec = TypeSpec(self.setup.geometry.measure, self.setup.spec_faces, styles, lang, self.setup.tuning)
            self._setters[lang] = Typesetter(spec)
        return self._setters[lang]

    def css(self, text: str) -> CSS:
        """A stylesheet ready for use: the whole cascade is one, since each costs every element a look-up."""
        return CSS(string=text, url_fetcher=self.shelf, base_url=BASE, font_config=self.fonts, matcher=LineMatcher())

    @property
    def galley_sheet(self) -> CSS:
        """The cascade for a part on one tall page: the same rules (reading them takes a tenth of a second) and two
        more. One sheet, for a second costs every element a look-up."""
        if self._galley is None:
            self._galley = CSS(
                string=galley_css(self.setup.geometry),
                matcher=self.sheet.matcher.copy(),
                page_rules=[*self.sheet.page_rules],
                layers=self.sheet.layers,
            )
        return self._galley

    def render(self, tree: Element, extra: str = "", *, galley: bool = False) -> Any:
        """The laid-out `weasyprint.Document` of an element tree."""
        sheets = [self.galley_sheet if galley else self.sheet, *([self.css(extra)] if extra else [])]
        with known_lines(self.scribe):
            return TreeHTML(tree, self.shelf).render(
                stylesheets=sheets, font_config=self.fonts, cache=self.images, presentational_hints=False
            )

    def image(self, **asked: Any) -> Any:
        """A picture as WeasyPrint's layout asks for it."""
        return get_image_from_uri(self.images, self.shelf, DEFAULT_OPTIONS, **asked)

    def _own_links(self, document: Any) -> None:
        for page in document.pages:
            # WeasyPrint 70 gives every box inside a link an annotation of its own, and tags those of an <em> in
            # an <a> as no links, which PDF/UA forbids (7.18.5): the link's own box is enough.
            page.links = [link for link in page.links if link[3].link]

    def pdf(
        self,
        document: Any,
        info: PartInfo,
        finish: Callable[[Any, Any], None] | None = None,
        *,
        tags: bool = True,
    ) -> bytes:
        """The part's PDF, `info` filled from what was drawn."""
        self._own_links(document)

        def finisher(doc: Any, pdf: Any) -> None:
            info.pages = len(doc.pages)
            if finish:
                finish(doc, pdf)
            own_destinations(doc, pdf, info)
            info.patterns = pattern_pages(pdf)
            stream = pydyf.Stream([info.to_json()], compress=True)
            pdf.add_object(stream)
            pdf.catalog["FanpackPart"] = stream.reference

        target = io.BytesIO()
        with fonts_left_out(self.shas, info), own_tags(), known_lines(self.scribe):
            document.write_pdf(target, finisher=finisher, pdf_tags=tags, pdf_version="1.7")
        return target.getvalue()


@contextmanager
def fonts_left_out(shas: dict[str, FaceFile], info: PartInfo) -> Iterator[None]:
    """Within it WeasyPrint embeds no face of the theme but notes in `info` what was drawn with each.

    `weasyprint.pdf.build_fonts_dictionary` (70.0) is replaced; a face that isn't the theme's, or that lacks a
    glyph, is embedded by WeasyPrint's own function. Names of faces are stable hashes, glyph ids are the file's, so
    content streams need no change when the merge embeds one subset for all parts.
    """
    import weasyprint.pdf as engine

    original = engine.build_fonts_dictionary

    def build(pdf: Any, fonts: Any, compress: bool, subset: bool, options: Any) -> Any:
        ours, others = {}, {}
        for key, font in fonts.items():
            font.to_unicode |= own_texts(font)
            sha = file_mark(font.file_content)
            if sha in shas and not font.missing and not font.bitmap:
                ours[key] = (sha, font)
            else:
                others[key] = font
        # Not the theme's own, which is embedded by WeasyPrint for the empty box of a glyph it lacks.
        foreign = [font for font in others.values() if file_mark(font.file_content) not in shas]
        dictionary = original(pdf, others, compress, subset, options)
        for sha, font in ours.values():
            if font.hash in info.fonts:
                use = info.fonts[font.hash]
                for glyph, width in font.widths.items():
                    use.widths[glyph] = min(width, use.widths.get(glyph, width))
                for glyph, text in font.to_unicode.items():
                    use.texts.setdefault(glyph, text)
                continue
            info.fonts[font.hash] = FontUse(
                sha,
                font.name.decode().lstrip("/"),
                font.family,
                bool(font.style),
                font.flags,
                font.ascent,
                font.descent,
                dict(font.widths),
                dict(font.to_unicode),
            )
            placeholder = pydyf.Dictionary({"Type": "/Font", "Subtype": "/Type0", "BaseFont": font.name})
            pdf.add_object(placeholder)
            dictionary[font.hash] = placeholder.reference
        for font in foreign:
            chars = "".join(sorted({c for text in font.to_unicode.values() for c in text}))
            info.said.append(("fallback", font.family, chars[:60]))
        return dictionary

    engine.build_fonts_dictionary = build
    try:
        yield
    finally:
        engine.build_fonts_dictionary = original


def own_destinations(document: Any, pdf: Any, info: PartInfo) -> None:
    """Collect the anchors, turn `x-part:ID` links into named destinations, mark annotations as printed."""
    for number, page in enumerate(document.pages):
        height = page.height
        for name, (x, y, *_rest) in page.anchors.items():
            info.anchors.setdefault(name, (number, round(x * 0.75, 2), round((height - y) * 0.75, 2)))
    pdf.catalog.pop("Names", None)
    for thing in pdf.objects:
        if not isinstance(thing, pydyf.Dictionary) or thing.get("Type") != "/Annot":
            continue
        thing["F"] = 4
        action = thing.get("A")
        uri = action["URI"].string if isinstance(action, dict) and "URI" in action else ""
        if isinstance(uri, str) and uri.startswith(LINK_SCHEME):
            name = uri.removeprefix(LINK_SCHEME)
            del thing["A"]
            thing["Dest"] = pydyf.String(name)
            thing["Contents"] = pydyf.String(name)


def pattern_pages(pdf: Any) -> dict[str, int]:
    """Which page uses each pattern: patterns are placed in page space, so a shifted page must shift them."""
    found: dict[str, int] = {}
    if not any(isinstance(thing, pydyf.Stream) and "PatternType" in thing.extra for thing in pdf.objects):
        return found
    streams = [thing for thing in pdf.objects if isinstance(thing, weasyprint.pdf.stream.Stream)]
    by_reference = {stream.reference: stream for stream in streams}
    for number, reference in enumerate(pdf.page_references):
        page = pdf.objects[int(reference.split()[0])]
        stream = by_reference.get(page["Contents"])
        if stream is None:
            continue
        for piece in stream.stream:
            data = piece if isinstance(piece, bytes) else str(getattr(piece, "data", piece)).encode()
            for match in re.finditer(rb"/(p\d+) (?:scn|SCN)", data):
                found[match[1].decode()] = number
    return found
