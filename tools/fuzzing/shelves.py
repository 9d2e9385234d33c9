"""A person's folder of saved stories, at random: files made up, damaged and real, a manifest, and a command line."""

from __future__ import annotations

import json
import os
import random
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from packager.model import NotesPlace
from packager.problems import FanpackError, Report
from packager.readers.table import READERS
from packager.themes import theme_names
from tests.fuzz.books import ODD, TELLING
from tests.readers import samples
from tools.fuzzing import seeds
from tools.fuzzing.draft_pages import as_markup
from tools.fuzzing.drafts import draft
from tools.fuzzing.formats import FORMATS
from tools.fuzzing.mutations import damaged, mutated


@dataclass
class Shelf:
    """Files by their path (bytes) below `in/`, links, and the commands to run in the folder above it."""

    files: dict[str, bytes] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    commands: list[list[str]] = field(default_factory=list)

    def write(self, folder: Path) -> None:
        for name, data in self.files.items():
            path = folder / "in" / name
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
            except OSError:
                continue  # a name this file system does not take, or a folder of the same name
        for name, target in self.links.items():
            path = folder / "in" / name
            if not os.path.lexists(path):
                path.symlink_to(target)
        (folder / "in").mkdir(exist_ok=True)
        (folder / "commands.json").write_text(json.dumps(self.commands), encoding="ascii")


# ---------------------------------------------------------------------------------------------- files

STEMS = (
    "a", "b", "c", "Chapter 1", "Chapter 2", "Chapter 10", "story", "Slack Water - osprey", "ünï çödé", "漢字", "שלום",
    "with#hash", "with!bang", "100%", "it's \"quoted\"", "-dash", "a\nb", "\x1b[31mred", "dots...", "CON", "x" * 150,
    "  spaces  ", "<b>", "&amp;", "a\u202eb", "👩‍👩‍👧", "$HOME", "[x]", "*", "~", "\\back", "README", "bad\udcff",
)  # fmt: skip


def file_name(rng: random.Random, ending: str) -> str:
    folder = rng.choice(("",) * 30 + ("sub/", "sub/deeper/", "a.epub/", ".hidden/", "_private/", "ü/"))
    if rng.random() < 0.04:
        ending = rng.choice((".TXT", "", ".pdf", ".htm", ".log", ".epub", ".zip", ".docx", ".jpg"))
    stem = rng.choice(STEMS[:8]) if rng.random() < 0.7 else rng.choice(STEMS)
    return f"{folder}{stem}{ending}"


def story_file(rng: random.Random) -> tuple[str, bytes]:
    """(ending, bytes) of one source: made up, or a seed; as it is or damaged."""
    roll = rng.random()
    if roll < 0.5:
        ending, write = rng.choice(FORMATS)
        data = write(draft(rng), rng)
    else:
        found = seeds.real_file(rng) if roll < 0.68 else None
        if found is None and roll < 0.72:
            found = own_book(rng)
        name, data = found or rng.choice(seeds.made_up())
        ending = Path(name).suffix
    if rng.random() < 0.35:
        data = mutated(data, rng, rng.choice(seeds.made_up())[1])
    return ending, data


def own_book(rng: random.Random) -> tuple[str, bytes] | None:
    """A book that fanpack itself made of a random draft; None where it refused."""
    from packager.build import build
    from packager.request import Request

    ending, write = rng.choice(FORMATS)
    with tempfile.TemporaryDirectory() as folder:
        source, book = Path(folder, f"draft{ending}"), Path(folder, "book.epub")
        source.write_bytes(write(draft(rng), rng))
        try:
            build(Request((str(source),), formats=("epub",), output=str(book)), Report())
        except FanpackError:
            return None
        return book.name, book.read_bytes()


def pictures(rng: random.Random) -> dict[str, bytes]:
    """What a saved page has beside it."""
    good = samples.png(rng.choice((1, 8, 300)), rng.choice((1, 8, 300)))
    return {
        "a.png": good,
        "page_files/b.png": damaged(good, rng) if rng.random() < 0.4 else good,
        "page_files/bad.png": rng.choice((b"", b"GIF89a", b"\x89PNG\r\n\x1a\n", b"<svg/>", good[:30], b"\xff\xd8\xff")),
    }


def shelf(rng: random.Random, pdf: bool) -> Shelf:
    """A folder and its commands."""
    made = Shelf()
    for _ in range(rng.choice((1, 1, 1, 2, 2, 3, 5))):
        ending, data = story_file(rng)
        made.files[file_name(rng, ending)] = data
    if rng.random() < 0.25:
        of = rng.randint(2, 4)
        for n in rng.sample(range(1, of + 1), rng.randint(1, of)):
            text = as_markup(draft(rng), rng).encode("utf-8", "replace").decode()
            made.files[f"ffn {n}.html"] = samples.ffn_page(n, of, text)
    if rng.random() < 0.35:
        made.files.update(pictures(rng))
    if rng.random() < 0.3:
        made.files["cover.png"] = rng.choice(
            (
                samples.png(60, 90),
                samples.png(60, 90),
                samples.png(600, 900),
                samples.png(60, 90),
                b"",
                b"\x89PNG\r\n\x1a\nxxxx",
                samples.png(1, 5000)[:90],
            )
        )
    if rng.random() < 0.1:
        made.files["mine.css"] = rng.choice(CSS).encode()
    if rng.random() < 0.1:
        made.links["leads-out.txt"] = rng.choice(("/etc/passwd", "../../canary.txt", "leads-out.txt", "/dev/zero", "."))
    if rng.random() < 0.4:
        text = manifest(rng, made)
        made.files["fanpack.toml"] = text if rng.random() < 0.95 else damaged(text, rng)
    made.commands = list(commands(rng, made, pdf))
    return made


CSS = (
    "p { color: red }",
    "p { background: url(http://192.0.2.1/x.png) }",
    "@import 'x.css';",
    "p {",
    "}",
    "",
    "\x00",
    "p::before { content: '</style><script>1</script>' }",
    "@page { margin: 0; size: 10cm 10cm }",
    "p { font-size: 900pt }",
    "h2 { page-break-before: always } * { display: none }",
    "p { background: url(data:image/png;base64,AAAA) }",
)

# ------------------------------------------------------------------------------------------- manifest


def manifest(rng: random.Random, made: Shelf) -> bytes:
    """A fanpack.toml: any key, mostly sensible values, entries of files that are there and some that are not."""
    import tomlkit

    said: dict[str, Any] = {}
    if rng.random() < 0.8:
        said["book"] = _there(rng, _some(rng, BOOK), made)
    if rng.random() < 0.7:
        said["settings"] = _there(rng, _some(rng, SETTINGS), made)
    if rng.random() < 0.6:
        names = [n for n in made.files if n != "fanpack.toml"]
        picked = rng.sample(names, rng.randint(1, len(names)))
        if rng.random() < 0.1:
            picked.append(rng.choice(("no.txt", "../x.txt", "/etc/passwd", "", "sub", "own.zip!a.txt")))
        said["story"] = [{"file": name, **_some(rng, ENTRY)} for name in picked]
        for table in said["story"]:
            for key in ("breaks", "no_breaks", "notes", "not_notes", "chapters", "no_chapters"):
                if rng.random() < 0.15:
                    table[key] = [_quoted(rng, made.files.get(table["file"], b"")) for _ in range(rng.randint(1, 2))]
    try:
        return tomlkit.dumps(said).encode("utf-8")
    except (ValueError, TypeError):  # a surrogate in a name
        return b"[book]\ntitle = 'x'\n"


def _quoted(rng: random.Random, data: bytes) -> str:
    """A few words that stand in the file, or anything."""
    if rng.random() < 0.7:
        found = data.decode("utf-8", "ignore").split()
        if found:
            at = rng.randrange(len(found))
            return " ".join(found[at : at + rng.randint(1, 6)])
    return rng.choice((*TELLING, *ODD))


def _there(rng: random.Random, table: dict[str, Any], made: Shelf) -> dict[str, Any]:
    """The table mostly without files that are not there."""
    gone = [key for key in ("cover", "css") if table.get(key) and table[key] not in made.files]
    return {key: value for key, value in table.items() if key not in gone or rng.random() < 0.1}


def _some(rng: random.Random, choices: dict[str, tuple[Any, ...]]) -> dict[str, Any]:
    return {key: rng.choice(values) for key, values in choices.items() if rng.random() < 0.2}


def _no_controls(text: str) -> bool:
    return "\ud800" not in text and "\udfff" not in text


TEXTS: tuple[str, ...] = ("Low Water", "Ilse & Mara <3", "", *filter(_no_controls, ODD))
LISTS: tuple[Any, ...] = ([], ["osprey"], ["osprey", "tern"], "osprey", [""], list(TEXTS[:9]))
BOOK: dict[str, tuple[Any, ...]] = {
    "title": TEXTS,
    "subtitle": TEXTS,
    "authors": LISTS,
    "editor": TEXTS,
    "publisher": TEXTS,
    "language": ("en", "de", "ja", "he", "xx", "", "en-GB", "en", "en_US", "pt-BR", "not a language"),
    "description": TEXTS,
    "identifier": ("", "urn:isbn:9783161484100", "x <y>", "a\nb"),
    "date": ("2021", "2021-03-04", 2021, "", "2020", "2021-99-99"),
    "dedication": TEXTS,
    "colophon": TEXTS,
    "cover": ("cover.png", "", "", "cover.png", "", "", "no.png", "../canary.txt"),
    "series": TEXTS,
    "series_part": ("1", "", "x", 2, 2.5, "-1"),
}
SETTINGS: dict[str, tuple[Any, ...]] = {
    "formats": (["epub"], ["epub", "html"], ["html"], "epub", [], ["epub"], ["epub"], ["mobi"]),
    "theme": (*theme_names() * 5, "no-such", "../x", "in", ""),
    "css": ("", "", "mine.css", "mine.css", "no.css"),
    "notes": (*[place.value for place in NotesPlace] * 3, "nowhere", 3),
    "typography": (True, False),
    "threshold": (0, 0.5, 1, 0.99, 0.8, 2),
    "trim": ("a5", "6x9in", "", "a6", "huge", "10x10mm"),
    "openings": ("recto", "any", ""),
    "colophon": (True, False),
    "subjects": ([], ["fandoms", "tags"], "tags", ["rating"], ["x"]),
}
ENTRY: dict[str, tuple[Any, ...]] = {
    "title": TEXTS,
    "authors": LISTS,
    "fandoms": LISTS,
    "language": ("en", "ja", "", "he", "de", "9"),
    "rating": ("Teen", "", "<>"),
    "reader": ("",) * 20 + ("text", "html", "no-such", *(entry.name for entry in READERS)),
}

# ------------------------------------------------------------------------------------------- commands

OPTIONS: tuple[tuple[float, tuple[tuple[str, ...], ...]], ...] = (
    (0.25, tuple(("--title", text) for text in TEXTS)),
    (0.2, tuple(("--author", text) for text in TEXTS)),
    (0.5, tuple(("--theme", name) for name in theme_names())),
    (0.02, (("--theme", "no-such"), ("--theme", "in"))),
    (0.5, tuple(("--notes", place.value) for place in NotesPlace)),
    (0.2, (("--threshold", "0"), ("--threshold", "1"), ("--threshold", "0.5"))),
    (0.1, (("--no-fonts",),)),
    (0.1, (("--strict",),)),
    (0.3, (("--report", "out/report.json"),)),
    (0.3, (("-q",), ("-v",))),
    (0.1, (("--cover", "in/cover.png"), ("--cover", "in/no.png"), ("--cover", "in/a.png"))),
    (0.1, (("--css", "in/mine.css"),)),
)
PRINT: tuple[tuple[float, tuple[tuple[str, ...], ...]], ...] = (
    (0.7, tuple(("--trim", trim) for trim in ("a5", "a6", "b6", "6x9in", "90x120mm", "digest", "a4", "9cm", "huge"))),
    (0.3, (("--screen",),)),
    (0.3, (("--bleed",),)),
    (0.4, (("--openings", "any"), ("--openings", "recto"))),
    (0.3, (("--pdf-variant", "pdf/a-3u"),)),
)


def commands(rng: random.Random, made: Shelf, pdf: bool) -> Iterator[list[str]]:
    """What is typed in the folder above `in/`: mostly a build, sometimes what else people do."""
    roll = rng.random()
    if roll < 0.04:
        yield ["batch", "in", "-o", "out"]
        return
    if roll < 0.1:
        yield ["inspect", "in", *(["--json"] if rng.random() < 0.5 else [])]
    named = ["in"]
    if rng.random() < 0.3 and "fanpack.toml" not in made.files:
        named = [f"in/{name}" for name in made.files if name != "fanpack.toml"]
        rng.shuffle(named)
    if 0.1 < roll < 0.16 and "fanpack.toml" not in made.files:
        yield ["init", "in"]
        named = ["in"]
    formats = ["epub"] + (["html"] if rng.random() < 0.3 else []) + (["pdf"] if pdf else [])
    if rng.random() < 0.03:
        formats = []
    line = ["build"]
    for name in formats:
        line += ["-f", name]
    line += ["-o", rng.choice(("out/", "out/", "out/", "out/book.epub", "out/deep/er/"))]
    for chance, choices in OPTIONS + (PRINT if pdf else ()):
        if rng.random() < chance:
            picked = rng.choice(choices)
            there = not picked[-1].startswith("in/") or picked[-1][3:] in made.files
            line += picked if there or rng.random() < 0.1 else ()
    if pdf:
        line += ["-j", "1", "--no-cache"]
    yield [*line, "--", *named]
    if roll > 0.97:
        yield ["check", "--notes", "after", "--", "out/book.epub", *named]
