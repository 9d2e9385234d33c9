"""The sheet around a page: bleed, crop marks and the boxes that printers read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pikepdf import Array

GAP = 3.0  # points between the bleed and a crop mark, so that no mark is left on the trimmed page
LENGTH = 14.0  # of a crop mark
LINE = 0.25


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands around the trimmed page on each side, in points."""

    bleed: float = 0.0
    crop_marks: bool = False

    @property
    def margin(self) -> float:
        """From the sheet's edge to the trimmed page."""
        return self.bleed + (GAP + LENGTH if self.crop_marks else 0.0)

    def set_boxes(self, page: Any, width: float, height: float) -> None:
        """Say where a page (of `width` x `height` once trimmed) is cut and how far its colour may run."""
        far = self.margin
        page["/MediaBox"] = _box(0, 0, width + 2 * far, height + 2 * far)
        page["/TrimBox"] = _box(far, far, far + width, far + height)
        edge = far - self.bleed
        page["/BleedBox"] = _box(edge, edge, far + width + self.bleed, far + height + self.bleed)
        if "/CropBox" in page:
            del page["/CropBox"]

    def marks(self, width: float, height: float, black: str = "0 G") -> bytes:
        """Drawing instructions for the eight crop marks."""
        far = self.margin
        lines = []
        for x in (far, far + width):
            for start in (0.0, far + height + self.bleed + GAP):
                lines.append(f"{x:.3f} {start:.3f} m {x:.3f} {start + LENGTH:.3f} l")
        for y in (far, far + height):
            for start in (0.0, far + width + self.bleed + GAP):
                lines.append(f"{start:.3f} {y:.3f} m {start + LENGTH:.3f} {y:.3f} l")
        drawn = " ".join(lines)
        return f"\n/Artifact <</Type /Page>> BDC q {black} {LINE} w {drawn} S Q EMC".encode()


def _box(*numbers: float) -> Any:
    return Array([round(number, 3) for number in numbers])
