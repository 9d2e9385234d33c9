"""Files spoilt the way discs and downloads spoil them."""

from __future__ import annotations

import zipfile
from pathlib import Path


def spoil(path: Path, ending: str) -> None:
    """Make the packed bytes of a zip's first member with that name's end unreadable; all else stays as it was."""
    with zipfile.ZipFile(path) as book:
        member = next(info for info in book.infolist() if info.filename.endswith(ending))
    data = bytearray(path.read_bytes())
    start = member.header_offset + 30 + len(member.filename.encode())  # the local header, which has no extra field
    data[start : start + 16] = b"\xff" * 16
    path.write_bytes(data)
