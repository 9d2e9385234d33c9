"""Mutation fuzzing of the readers: `python tools/fuzz_readers.py --inputs 10000`.

Takes the made-up pages and books of the tests (and real files, with `--corpus FOLDER`), damages them at
random and reads them. A find is a traceback, a read that takes more than `--limit` seconds, or a file opened
for writing or outside the program's own. Each find is saved to `--finds` with its traceback; the exit code is
1 if there were any. The same `--seed` gives the same inputs.
"""

from __future__ import annotations

import argparse
import random
import signal
import sys
import tempfile
import time
import traceback
import warnings
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from types import FrameType
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from packager.model import Manuscript  # noqa: E402
from packager.problems import FanpackError, Report  # noqa: E402
from packager.readers.base import Source  # noqa: E402
from packager.readers.joining import join  # noqa: E402
from packager.readers.table import READERS, read  # noqa: E402

DICTIONARY = (
    b"<", b">", b"</", b"<p>", b"</p>", b"<div>", b"<table>", b"<tr><td>", b"<ul><li>", b"<blockquote>",
    b"<!--", b"-->", b"<![CDATA[", b"]]>", b"&#0;", b"&#xD800;", b"&#99999999;", b"&nbsp;", b"&", b"\0",
    b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"<script>", b"<style>", b"<svg>", b"<math>",
    b"<ruby><rt>", b"<br>" * 50, b"<i>" * 300, b"<div>" * 3000, b"<hr>", b" id='endnotes'", b" href='#x'",
    b" href='file:///etc/passwd'", b" src='../../../etc/passwd'", b" src='data:image/png;base64,AAAA'",
    b" style='display:none'", b" colspan=999999999", b" start=-1", b" class='phone'", b" class='text'",
    b"{\\rtf1", b"\\u-10179?", b"\\bin999999 ", b"\\'", b"{" * 500, b"\\footnote", b"{\\pict\\pngblip ",
    b"# ", b"```", b"> " * 60, b"- " * 60, b"* " * 60, b"[a](", b"---\n", b"PK\x03\x04", b"PK\x05\x06",
    b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"<?xml version='1.0' encoding='utf-16'?>", b"<meta charset=utf-7>",
    b"\xe2\x80\xae", b"A" * 5000,
)  # fmt: skip


def seeds(corpus: Path | None) -> list[tuple[str, bytes]]:
    """The inputs to start from: the fixtures of the tests, and the files of a folder."""
    from tests.readers import samples

    body = "".join(samples.word_paragraph(text) for text in ("Chapter 1", "The tide had gone out.", "***"))
    found: list[tuple[str, bytes]] = [
        ("ao3.html", samples.AO3_DOWNLOAD),
        ("ao3-page.html", samples.AO3_PAGE),
        ("ao3.epub", samples.ao3_epub()),
        ("ffn.html", samples.ffn_page()),
        ("fff.epub", samples.fanficfare_epub()),
        ("fichub.epub", samples.fichub_epub()),
        ("webtoepub.epub", samples.webtoepub_epub()),
        ("word.docx", samples.docx(body)),
        ("text.odt", samples.odt("<text:h text:outline-level='1'>One</text:h><text:p>The tide.</text:p>")),
        ("text.rtf", samples.RTF),
        ("text.md", samples.MARKDOWN.encode()),
        ("text.txt", b"Chapter 1\n\nThe tide had gone out.\n\n\n***\n\nShe rowed.\n"),
        ("page.mhtml", _mhtml(samples.AO3_PAGE)),
        ("own.epub", _own_epub(samples.AO3_DOWNLOAD)),
        ("all.zip", samples.zipped({"a.html": samples.ffn_page(1), "b.epub": samples.fichub_epub()})),
    ]
    if corpus is not None:
        found += [(path.name, path.read_bytes()) for path in sorted(corpus.iterdir()) if path.is_file()]
    return found


def _mhtml(page: bytes) -> bytes:
    """The page as Chrome saves it in one file."""
    head = b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="xx"\r\n\r\n--xx\r\n'
    return head + b"Content-Type: text/html; charset=utf-8\r\n\r\n" + page + b"\r\n--xx--\r\n"


def _own_epub(page: bytes) -> bytes:
    """The page as fanpack's own EPUB."""
    from packager.build import build
    from packager.request import Request

    with tempfile.TemporaryDirectory() as folder:
        source, book = Path(folder, "page.html"), Path(folder, "book.epub")
        source.write_bytes(page)
        build(Request((str(source),), formats=("epub",), output=str(book)), Report())
        return book.read_bytes()


# ------------------------------------------------------------------------------------------- mutations


def damaged(data: bytes, rng: random.Random) -> bytes:
    """The data with a few random changes."""
    out = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 4, 8))):
        if not out:
            out += rng.choice(DICTIONARY)
        at = rng.randrange(len(out))
        span = min(len(out) - at, rng.choice((1, 2, 8, 64, 1024)))
        match rng.randrange(8):
            case 0:
                out[at] ^= 1 << rng.randrange(8)
            case 1:
                out[at : at + span] = rng.randbytes(span)
            case 2:
                del out[at : at + span]
            case 3:
                out[at:at] = rng.choice(DICTIONARY)
            case 4:
                out[at:at] = out[at : at + span] * rng.choice((1, 2, 50))
            case 5:
                other = rng.randrange(len(out))
                out[at : at + span] = out[other : other + span]
            case 6:
                del out[at:]
            case _:
                out[at : at + span] = rng.choice(DICTIONARY)
    return bytes(out)


def mutated(data: bytes, rng: random.Random, other: bytes) -> bytes:
    """A mutation of a file: of its bytes, or, for a zip, mostly of a file inside it."""
    if rng.random() < 0.03:
        cut = rng.randrange(len(other) + 1)
        return data[: rng.randrange(len(data) + 1)] + other[cut:]
    if data[:2] == b"PK" and rng.random() < 0.8:
        return _member_mutated(data, rng)
    return damaged(data, rng)


def _member_mutated(data: bytes, rng: random.Random) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        infos = old.infolist()
        chosen = rng.randrange(len(infos))
        for number, info in enumerate(infos):
            inside = old.read(info)
            name = info.filename
            if number == chosen:
                choice = rng.random()
                if choice < 0.05:
                    continue
                if choice < 0.1:
                    name = rng.choice(("../" + name, "/" + name, name + "\x07", name.upper(), "a/" * 200 + name))
                elif inside:
                    inside = damaged(inside, rng)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                new.writestr(zipfile.ZipInfo(name), inside, info.compress_type)
    return out.getvalue()


# ------------------------------------------------------------------------------------------------ runs


class TooSlow(BaseException):
    """Raised by the alarm; no `except Exception` catches it."""


def _alarm(signum: int, frame: FrameType | None) -> None:
    raise TooSlow


class Watch:
    """An audit hook that notes files opened while an input is read."""

    def __init__(self) -> None:
        self.on = False
        self.opened: list[str] = []
        own = [str(ROOT), sys.prefix, sys.base_prefix, sys.exec_prefix, "/usr/lib/python3", "/usr/share/zoneinfo"]
        self._own = tuple(own)
        sys.addaudithook(self)

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not self.on or event not in (
            "open",
            "os.mkdir",
            "os.remove",
            "os.rename",
            "socket.connect",
            "subprocess.Popen",
        ):
            return
        name = str(arguments[0])
        mode = str(arguments[1]) if event == "open" and len(arguments) > 1 else ""
        flags = arguments[2] if event == "open" and len(arguments) > 2 and isinstance(arguments[2], int) else 0
        writes = any(letter in mode for letter in "wax+") or bool(flags & 3)
        if event != "open" or writes or not name.startswith(self._own):
            self.opened.append(f"{event} {name} {mode}")


def attempt(name: str, data: bytes, rng: random.Random) -> tuple[Manuscript, ...]:
    reader = rng.choice(READERS).name if rng.random() < 0.05 else None
    made = read(Source(name, data), Report(), reader)
    return join(made, Report())


def inputs(corpus: Path | None, count: int, seed: int) -> Iterator[tuple[str, bytes, random.Random]]:
    """`count` mutated inputs; small files come up more often than large ones."""
    start = seeds(corpus)
    weights = [1 / (1 + len(data) / 50_000) for _, data in start]
    for number in range(count):
        rng = random.Random(f"{seed}:{number}")
        (name, data), (_, other) = rng.choices(start, weights, k=2)
        yield name, mutated(data, rng, other), rng


def run(corpus: Path | None, count: int, seed: int, limit: float, finds: Path, say: Callable[[str], None]) -> int:
    watch = Watch()
    signal.signal(signal.SIGALRM, _alarm)
    outcomes: Counter[str] = Counter()
    slowest, slowest_input = 0.0, ""
    begun = time.monotonic()
    for number, (name, data, rng) in enumerate(inputs(corpus, count, seed), 1):
        trouble = ""
        started = time.monotonic()
        signal.setitimer(signal.ITIMER_REAL, limit)
        watch.opened, watch.on = [], number > 50  # the first inputs load modules
        try:
            attempt(name, data, rng)
            outcomes["read"] += 1
        except FanpackError as error:
            outcomes["refused in one line"] += 1
            if "\n" in str(error):
                trouble = f"a message of several lines: {error!r}"
        except TooSlow:
            trouble = f"took more than {limit:g} s\n" + traceback.format_exc()
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt):
                raise
            trouble = traceback.format_exc()
        finally:
            watch.on = False
            signal.setitimer(signal.ITIMER_REAL, 0)
        if (taken := time.monotonic() - started) > slowest:
            slowest, slowest_input = taken, f"#{number} {name}"
        if watch.opened and not trouble:
            trouble = "opened files: " + "; ".join(watch.opened[:5])
        if trouble:
            outcomes["FOUND"] += 1
            finds.mkdir(parents=True, exist_ok=True)
            (finds / f"{seed}-{number}-{name}").write_bytes(data)
            (finds / f"{seed}-{number}.txt").write_text(trouble)
            say(f"#{number} {name}: {trouble.strip().splitlines()[-1][:200]}")
    minutes = (time.monotonic() - begun) / 60
    counts = ", ".join(f"{value:,} {key}" for key, value in outcomes.most_common())
    say(f"{count:,} inputs in {minutes:.1f} minutes: {counts}; slowest {slowest:.2f} s ({slowest_input})")
    return 1 if outcomes["FOUND"] else 0


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--inputs", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--limit", type=float, default=5.0, help="seconds one input may take")
    parser.add_argument("--corpus", type=Path, help="a folder of real files to mutate as well")
    parser.add_argument("--finds", type=Path, default=Path("build/fuzz-finds"), help="where finds are saved")
    given = parser.parse_args()
    return run(given.corpus, given.inputs, given.seed, given.limit, given.finds, print)


if __name__ == "__main__":
    raise SystemExit(main())
