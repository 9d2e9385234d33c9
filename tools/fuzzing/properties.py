"""What must hold of every input: the laws, each as a check that raises `Broken` with one line."""

from __future__ import annotations

import io
import json
import re
import traceback
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from pathlib import Path

import lxml.html

from packager import check_epub, check_pdf
from packager.gather import gather
from packager.ledger_epub import epub_pages
from packager.manifest import Manifest, Settings
from packager.model import Note, Story, blocks_text
from packager.problems import ExitCode, Report
from packager.render.xhtml import legal
from packager.request import Request
from packager.wording import folded
from packager.writers.kepub import to_kepub

UNSAFE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
LINE = re.compile(
    r"(?:error|warning|note): \S|Usage: |Try |Error: |failed: |$"
    r"|(?:reading|structure|books)\b[^:]*$|(?:writing|counting|laying|setting|joining|checking|comparing|fetching)\b[^:]*$"
    r"|[a-z][a-z ]+(?:\(\d+\))?$"
)
REFUSALS = {ExitCode.USAGE, ExitCode.INPUT, ExitCode.MANIFEST, ExitCode.STRICT}
"""How a build of a strange folder may end, besides well: the user can mend each of these."""


class Broken(AssertionError):  # noqa: N818 - it is a law that is broken
    """A law that does not hold. `law` is its name, the key a find is counted under."""

    def __init__(self, law: str, message: str) -> None:
        super().__init__(f"{law}: {message}")
        self.law = law


def require(holds: bool, law: str, message: str) -> None:
    if not holds:
        raise Broken(law, message)


def cause(error: BaseException) -> str:
    """A short name for what went wrong: the law, or the exception and the deepest line of ours that it passed."""
    if isinstance(error, Broken):
        return error.law
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "/packager/" in frame.filename] or frames
    at = f"{Path(ours[-1].filename).name}:{ours[-1].lineno}" if ours else "?"
    return f"{type(error).__name__} at {at}"


# --------------------------------------------------------------------------------------- the terminal


def terminal(code: int, out: str, err: str) -> None:
    """A documented exit code, one line for an error, nothing a terminal would obey."""
    require("Traceback" not in err, "no traceback", err[-300:])
    allowed = {0, *REFUSALS}
    require(code in allowed, f"exit code {code}", (err.strip().splitlines() or ["(silent)"])[-1][:600])
    for line in (out + "\n" + err).split("\n"):
        found = UNSAFE.search(line)
        require(not found, "no control characters in the terminal", repr(line[:300]))
    for line in err.split("\n"):
        require(bool(LINE.match(line)), "a message is one line of a known kind", repr(line[:300]))
    if code and code != ExitCode.USAGE:
        require("error: " in err, "a refusal says why", f"exit code {code}: {err[-300:]!r}")


# -------------------------------------------------------------------------------------- finished files


def epub_sound(path: Path) -> None:
    wrong = list(check_epub.faults(path))
    require(not wrong, "sound EPUB", "; ".join(wrong[:3]))


def pdf_sound(path: Path) -> None:
    wrong = list(check_pdf.faults(path))
    require(not wrong, "sound PDF", "; ".join(wrong[:3]))


def html_sound(path: Path) -> None:
    """One file that asks for nothing and runs nothing."""
    root = lxml.html.document_fromstring(
        path.read_bytes(), parser=lxml.html.HTMLParser(encoding="utf-8", huge_tree=True)
    )
    for element in root.iter(lxml.etree.Element):
        bad = element.tag in ("script", "iframe", "object", "embed", "form", "base", "input")
        require(not bad, "sound HTML", f"<{element.tag}> in {path.name}")
        for key, value in element.attrib.items():
            runs = key.startswith("on") or str(value).strip().lower().startswith(("javascript:", "vbscript:", "file:"))
            fetches = key in ("src", "srcset", "poster", "data", "background") and not str(value).startswith("data:")
            require(not runs and not fetches, "sound HTML", f"{element.tag} {key}={str(value)[:100]!r}")


def kepub_keeps_words(path: Path, folder: Path) -> Path:
    """The book for a Kobo has the same words on the same pages; returns it."""
    made = folder / (path.stem + ".kepub.epub")
    out = io.BytesIO()
    with path.open("rb") as book:
        to_kepub(book, out)
    made.write_bytes(out.getvalue())
    epub_sound(made)
    for one, other in zip(epub_pages(path), epub_pages(made), strict=True):
        a = [word for piece in (*one.body, *one.footnotes) for word in piece.words]
        b = [word for piece in (*other.body, *other.footnotes) for word in piece.words]
        require(a == b, "kepub keeps words", _difference(a, b))
    return made


def report_balances(path: Path) -> None:
    said = json.loads(path.read_text(encoding="utf-8"))
    require(said["balanced"] is True, "the report balances", str(said["mismatches"])[:300])


def same_files(one: Path, other: Path) -> None:
    """Two builds of the same gave the same bytes."""
    for path in sorted(one.rglob("*")):
        twin = other / path.relative_to(one)
        if not path.is_file() or path.suffix == ".json":
            continue
        require(twin.is_file(), "same bytes twice", f"{path.name} was made only once")
        if path.read_bytes() != twin.read_bytes():
            raise Broken("same bytes twice", f"{path.name}: {_member(path, twin)}")


def _member(one: Path, other: Path) -> str:
    if one.suffix != ".epub":
        return "differs"
    with zipfile.ZipFile(one) as a, zipfile.ZipFile(other) as b:
        if a.namelist() != b.namelist():
            return "other members"
        return ", ".join(name for name in a.namelist() if a.read(name) != b.read(name)) or "the zip differs"


# ------------------------------------------------------------------------------------------ read back


def plain_words(text: str) -> list[str]:
    """Words as readers give them: soft hyphens and byte-order marks, which they take out, part none.

    First as a page holds the text: a control character parts words there, but not beside a soft hyphen.
    """
    return folded(legal(text).replace("\u00ad", "").replace("\ufeff", ""))


def story_words(story: Story) -> list[str]:
    """The words of a story's chapters, without notes (which assembly moves)."""
    found: list[str] = []
    for chapter in story.chapters:
        found += plain_words("\n".join((chapter.part, chapter.label, chapter.title)))
        for scene in chapter.scenes:
            found += plain_words(blocks_text(tuple(block for block in scene.blocks if not isinstance(block, Note))))
    return found


def comes_back(path: Path, stories: Sequence[Story]) -> None:
    """Our own reader finds the same stories, word by word, in the EPUB."""
    manifest = Manifest(settings=Settings(typography=False))
    back = gather(Request((str(path),), manifest), Report()).stories
    require(len(back) == len(stories), "read back: number of stories", f"{len(stories)} became {len(back)}")
    # Parts of a series are put in its order when files are gathered; the source's number is the place in the book.
    back = tuple(sorted(back, key=lambda story: int(story.source.rpartition("#")[2]) if "#" in story.source else 0))
    for one, other in zip(stories, back, strict=True):
        a, b = story_words(one), story_words(other)
        # What was guessed to be a note or text may be guessed otherwise of the book, and the book may leave notes out:
        # then no word of either's chapters is missing from the other.
        fine = a == b or not (Counter(a) - all_words(other) or Counter(b) - all_words(one))
        require(fine, "read back: words", f"{one.source}: {_difference(a, b)}")


def all_words(story: Story) -> Counter[str]:
    """Every word of a story: chapters, notes, summary."""
    found = Counter(plain_words(blocks_text((*story.front, *story.back, *story.metadata.summary))))
    for chapter in story.chapters:
        found.update(plain_words("\n".join((chapter.part, chapter.label, chapter.title, chapter.heading_rest))))
        for scene in chapter.scenes:
            found.update(plain_words(blocks_text(scene.blocks)))
    return found


def _difference(a: list[str], b: list[str]) -> str:
    if len(a) > 20_000 or len(b) > 20_000:
        return f"{len(a)} words became {len(b)}"
    for kind, i, j, k, m in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if kind != "equal":
            before, was, now = a[max(0, i - 4) : i], a[i : min(j, i + 12)], b[k : min(m, k + 12)]
            return f"after {' '.join(before)!r}: {' '.join(was)!r} became {' '.join(now)!r}"
    return "equal"


# ---------------------------------------------------------------------------------------- the folders


def files_below(folder: Path) -> dict[str, bytes]:
    """Every file and link below a folder."""
    found: dict[str, bytes] = {}
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder))
        if path.is_symlink():
            found[name] = b"-> " + str(path.readlink()).encode("utf-8", "surrogateescape")
        elif path.is_file():
            found[name] = path.read_bytes()
    return found


def folders_kept(before: dict[str, bytes], after: dict[str, bytes], allowed: Sequence[str]) -> None:
    """Nothing outside the output folder was written, changed or removed."""
    for name, data in before.items():
        require(after.get(name) == data, "sources stay as they are", name)
    for name in after:
        fine = name in before or name.startswith(tuple(allowed))
        require(fine, "nothing outside the output folder", repr(name))


def no_leftovers(folder: Path, code: int) -> None:
    """No temporary files; after a refusal no book."""
    for path in _made(folder):
        require(".part" not in path.name, "no temporary files", path.name)
        if code:
            require(path.suffix not in (".epub", ".pdf", ".html"), "a refusal leaves no book", path.name)


def _made(folder: Path) -> Iterator[Path]:
    if folder.is_dir():
        yield from (path for path in folder.rglob("*") if path.is_file())
