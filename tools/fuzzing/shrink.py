"""Making a failing folder smaller: fewer files, fewer options, fewer bytes, as long as it fails the same way."""

from __future__ import annotations

import time
import zipfile
from collections.abc import Callable
from io import BytesIO

from tools.fuzzing.shelves import Shelf

Fails = Callable[[Shelf], bool]


def shrunk(shelf: Shelf, fails: Fails, seconds: float = 40) -> Shelf:
    """The smallest shelf found in the time given that still `fails`."""
    end = time.monotonic() + seconds

    def holds(candidate: Shelf) -> bool:
        return time.monotonic() < end and fails(candidate)

    for name in [*shelf.links]:
        candidate = Shelf(dict(shelf.files), {k: v for k, v in shelf.links.items() if k != name}, shelf.commands)
        shelf = candidate if holds(candidate) else shelf
    for name in [*shelf.files]:
        candidate = Shelf({k: v for k, v in shelf.files.items() if k != name}, dict(shelf.links), shelf.commands)
        shelf = candidate if candidate.files and holds(candidate) else shelf
    shelf = _fewer_options(shelf, holds)
    for name in [*shelf.files]:
        shelf = _smaller_file(shelf, name, holds)
    return shelf


def _fewer_options(shelf: Shelf, holds: Fails) -> Shelf:
    for number, line in enumerate(shelf.commands):
        at = len(line) - 1
        while at > 0:
            # an option with its value, or a switch
            for width in (2, 1):
                shorter = line[:at] + line[at + width :]
                if {"--", "-o"} & set(line[at - 1 : at + width]) or at + width > len(line):
                    continue
                candidate = Shelf(shelf.files, shelf.links, [*shelf.commands])
                candidate.commands[number] = shorter
                if holds(candidate):
                    shelf, line = candidate, shorter
                    break
            at -= 1
    return shelf


def _smaller_file(shelf: Shelf, name: str, holds: Fails) -> Shelf:
    def with_data(data: bytes) -> Shelf:
        return Shelf({**shelf.files, name: data}, shelf.links, shelf.commands)

    data = shelf.files[name]
    if data[:2] == b"PK":
        return with_data(_smaller_zip(data, lambda inside: holds(with_data(inside))))
    return with_data(smaller(data, lambda part: holds(with_data(part))))


def _smaller_zip(data: bytes, holds: Callable[[bytes], bool]) -> bytes:
    try:
        with zipfile.ZipFile(BytesIO(data)) as old:
            members = [(info, old.read(info)) for info in old.infolist()]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError, RuntimeError, zipfile.zlib.error):
        return data

    def packed(parts: list[tuple[zipfile.ZipInfo, bytes]]) -> bytes:
        out = BytesIO()
        with zipfile.ZipFile(out, "w") as new:
            for info, inside in parts:
                new.writestr(zipfile.ZipInfo(info.filename), inside, zipfile.ZIP_DEFLATED)
        return out.getvalue()

    if not holds(packed(members)):
        return data
    for at in range(len(members) - 1, -1, -1):
        fewer = members[:at] + members[at + 1 :]
        if holds(packed(fewer)):
            members = fewer
    for at, (info, inside) in enumerate(members):

        def part_holds(part: bytes, at: int = at, info: zipfile.ZipInfo = info) -> bool:
            return holds(packed([*members[:at], (info, part), *members[at + 1 :]]))

        members[at] = (info, smaller(inside, part_holds))
    return packed(members)


def smaller(data: bytes, holds: Callable[[bytes], bool]) -> bytes:
    """Bytes without the runs that are not needed: halves first, then ever smaller pieces."""
    step = max(1, len(data) // 2)
    while step:
        at = 0
        while at < len(data):
            candidate = data[:at] + data[at + step :]
            if candidate and holds(candidate):
                data = candidate
            else:
                at += step
        if step == 1 or (step < 4 and len(data) > 4000):
            break
        step //= 2
    return data
