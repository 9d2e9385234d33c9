"""Pictures: checked, kept within limits, named. What is no picture a book can show is refused."""

from __future__ import annotations

import base64
import binascii
import hashlib
import io
import re
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from urllib.parse import unquote_to_bytes

from packager import limits
from packager.limits import Remote
from packager.model import Asset
from packager.readers.parsing import Node

_KEPT = {"JPEG": ("image/jpeg", "jpg"), "PNG": ("image/png", "png"), "GIF": ("image/gif", "gif")}
# Not all that Pillow knows: for some kinds it starts other programs (Ghostscript for EPS).
_READ = ("JPEG", "PNG", "GIF", "WEBP", "BMP", "TIFF", "AVIF", "ICO", "PPM")
_MAX_ADDRESS = 4_000  # characters
_DATA_URI = re.compile(r"data:image/[a-z0-9.+-]+(?:;[a-z0-9=.+-]+)*,", re.I)


@dataclass(frozen=True, slots=True)
class Picture:
    """A checked picture: its type, file ending, bytes and size in pixels."""

    media_type: str
    ending: str
    data: bytes = field(repr=False)
    width: int
    height: int


def checked(data: bytes) -> Picture | None:
    """The picture in these bytes as JPEG, PNG or GIF of bounded size; None if there is none.

    WebP, BMP, TIFF and others are converted to PNG (EPUB readers of today don't all show them). SVG is
    refused: it can hold scripts and fetch files.
    """
    if not 0 < len(data) <= limits.PICTURE:
        return None
    from PIL import Image as Pillow

    Pillow.init()
    known = [kind for kind in _READ if kind in Pillow.OPEN]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Pillow.DecompressionBombWarning)
            with Pillow.open(io.BytesIO(data), formats=known) as image:
                width, height = image.size
                kind = image.format or ""
                if width * height > limits.PIXELS or not width or not height:
                    return None
                if kind in _KEPT and max(width, height) <= limits.SIDE:
                    image.verify()
                    media_type, ending = _KEPT[kind]
                    return Picture(media_type, ending, data, width, height)
                image.load()
                image.thumbnail((limits.SIDE, limits.SIDE))
                out = io.BytesIO()
                if kind == "JPEG":
                    image.convert("RGB").save(out, "JPEG", quality=88, optimize=True)
                else:
                    mode = "RGBA" if "A" in image.getbands() or "transparency" in image.info else "RGB"
                    image.convert(mode).save(out, "PNG", optimize=True)
                media_type, ending = _KEPT["JPEG" if kind == "JPEG" else "PNG"]
                return Picture(media_type, ending, out.getvalue(), *image.size)
    except Exception:  # Pillow's decoders raise nearly anything on damaged files
        return None


def from_data_uri(src: str) -> bytes | None:
    """The bytes of a `data:image/...` address, None if it is no such thing."""
    match = _DATA_URI.match(src[:200].strip())
    if match is None or len(src) > limits.PICTURE * 4 // 3:
        return None
    body = src.strip()[match.end() :]
    try:
        if ";base64" in match.group().lower():
            return base64.b64decode(re.sub(r"\s+", "", body) + "==", validate=False)
        return unquote_to_bytes(body)
    except (binascii.Error, ValueError):
        return None


_PIXELS = r"\s*([0-9]{1,5})(?:\.[0-9]*)?\s*(?:px)?\s*"


def shown_width(node: Node, size: tuple[int, int]) -> int:
    """How wide an `<img>` is shown, in pixels, where the page makes it smaller than it is; else 0.

    A picture of an emoji or of a letter stands in a line of text and is often kept larger than it is shown.
    """
    wide, high = size
    style = node.get("style") or ""
    for name, natural in (("width", wide), ("height", high)):
        said = re.search(rf"(?:^|[;\s]){name}\s*:{_PIXELS}(?:;|!|$)", style, re.I)
        said = said or re.fullmatch(_PIXELS, node.get(name) or "")
        if said and 0 < int(said[1]) < natural:
            return max(1, round(wide * int(said[1]) / natural))
    return 0


class Gallery:
    """The pictures of one story: each address is looked up once, each picture kept once.

    `lookup` gives the bytes of a picture the source carries (an EPUB's member), None where it has none;
    `fetch` those of one that stands on the web, where the user asked for that.
    """

    def __init__(
        self,
        lookup: Callable[[str], bytes | None] | None = None,
        key: Callable[[str], str] = str,
        fetch: Remote | None = None,
    ) -> None:
        self._lookup = lookup
        self._fetch = fetch
        self._key = key  # an address as it is the same on every page
        self._by_src: dict[str, str | None] = {}
        self._by_data: dict[bytes, str] = {}
        self._total = 0
        self.assets: list[Asset] = []
        self.sizes: dict[str, tuple[int, int]] = {}
        self.missing: list[str] = []  # carried by the source, says the page, but not found or not usable
        self.remote: list[str] = []  # on the web: not fetched
        self.refused: dict[str, list[str]] = {}  # on the web, and why they were not fetched though asked for
        self.found: Callable[[str], None] = lambda kind: None  # told of each kind of finding

    def again(self) -> Gallery:
        """The same, with no picture in it yet."""
        return Gallery(self._lookup, self._key, self._fetch)

    def asset(self, src: str) -> str | None:
        """The name of the asset for an image's address; None (and remembered) where there is no picture."""
        src = src.strip()
        key = src if ":" in src.split("/", 1)[0] else self._key(src)
        if key not in self._by_src:
            self._by_src[key] = self._take(src)
        return self._by_src[key]

    def as_cover(self, name: str) -> None:
        """Says of a picture kept already that it is the story's cover."""
        self.assets = [replace(a, role="cover") if a.name == name else a for a in self.assets]

    def _take(self, src: str) -> str | None:
        carried = self._lookup or (lambda _: None)
        remote = src.lower().startswith(("http:", "https:", "//"))
        data = from_data_uri(src) if src.lower().startswith("data:") else carried(src)
        if data is None and remote and self._fetch is not None and len(src) <= _MAX_ADDRESS:
            data = self._fetch(src)
            if (why := self._fetch.refused.get(src)) is not None:
                self.refused.setdefault(why, []).append(src[:200])
                self.found(f"refused: {why}")
                return None
        if data is None:
            (self.remote if remote else self.missing).append(src[:200])
            self.found("remote" if remote else "missing")
            return None
        name = self.add(data)
        if name is None:
            self.missing.append(src[:200])
            self.found("missing")
        return name

    def add(self, data: bytes, role: str = "") -> str | None:
        """Keeps a picture and gives its asset name; None if it cannot be used."""
        if (known := self._by_data.get(data)) is not None:
            return known
        picture = checked(data)
        if picture is None or self._total + len(picture.data) > limits.PICTURES:
            return None
        self._total += len(picture.data)
        # Named by content: the same picture has the same name in every story and every run.
        name = f"{role or 'image'}-{hashlib.sha256(data).hexdigest()[:12]}.{picture.ending}"
        self.assets.append(Asset(name, picture.media_type, picture.data, role))
        self.sizes[name] = (picture.width, picture.height)
        self._by_data[data] = name
        return name
