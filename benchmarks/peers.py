"""The programs fanpack is measured beside, each a command line; what isn't installed is named and left out.

    pandoc      Markdown to EPUB, and to PDF by typst, xelatex and WeasyPrint (with the styles it has by itself)
    calibre     Markdown to EPUB
    WeasyPrint  the book's HTML with justified text, hyphens, page numbers and tags: no contents, no running heads
    bare zip    paragraphs in `<p>`, one file a chapter, deflated: the least that an EPUB can take

typst may be the program or PyPI's library of that name, which this starts in its place.
"""

from __future__ import annotations

import importlib.util
import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

BARE_ZIP = """
import sys, zipfile, html
with zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED) as out:
    for name in sys.argv[2:]:
        text = open(name, encoding="utf-8").read()
        for number, chapter in enumerate(text.split("\\n# ")):
            body = "".join(f"<p>{html.escape(p)}</p>" for p in chapter.split("\\n\\n"))
            out.writestr(f"{name[-20:]}-{number}.xhtml", f"<html><body>{body}</body></html>")
"""

BARE_WEASYPRINT = """
import sys, html
from weasyprint import HTML
parts = []
for name in sys.argv[2:]:
    for block in open(name, encoding="utf-8").read().split("\\n\\n"):
        tag = "h1" if block.startswith("# ") else "p"
        parts.append(f"<{tag}>{html.escape(block.removeprefix('# '))}</{tag}>")
style = '''@page{size:5.5in 8.5in;margin:.7in;@bottom-center{content:counter(page)}}
html{font:11pt/14pt serif} h1{break-before:page} p{margin:0;text-indent:1em;text-align:justify;hyphens:auto}'''
page = f"<html lang=en><title>Bench</title><style>{style}</style><body>{''.join(parts)}</body></html>"
HTML(string=page).write_pdf(sys.argv[1], pdf_variant="pdf/ua-1")
"""

TYPST = """#!{python}
import sys
sys.path[:0] = {path!r}
import typst
given = [a for a in sys.argv[1:] if not a.startswith("-")]
typst.compile(given[-2] if len(given) > 2 else sys.stdin.buffer.read(), output=given[-1])
"""


@dataclass(frozen=True, slots=True)
class Book:
    """One input: story dumps for fanpack, the same words in Markdown for the others."""

    name: str
    texts: Sequence[Path]  # files, or one folder
    markdown: Sequence[Path]


@dataclass(frozen=True, slots=True)
class Peer:
    name: str
    format: str
    command: Callable[[Book, Path], list[str]]  # the book, the file to make
    missing: str = ""  # what it would need


def fanpack(*extra: str) -> Callable[[Book, Path], list[str]]:
    def command(book: Book, out: Path) -> list[str]:
        sources = [str(path) for path in book.texts]
        return [sys.executable, "-m", "packager", "build", *sources, "--title", "Bench", "-q", "-o", str(out), *extra]

    return command


def peers(pandoc: str, scratch: Path) -> list[Peer]:
    """All of them, those that can't be run too; fanpack is the first of each format."""
    no_pandoc = "" if pandoc else "pandoc"
    python = sys.executable

    def by_pandoc(*extra: str) -> Callable[[Book, Path], list[str]]:
        def command(book: Book, out: Path) -> list[str]:
            return [pandoc, *map(str, book.markdown), "--metadata", "title=Bench", *extra, "-o", str(out)]

        return command

    def script(code: str) -> Callable[[Book, Path], list[str]]:
        return lambda book, out: [python, "-c", code, str(out), *map(str, book.markdown)]

    calibre = shutil.which("ebook-convert") or ""
    engines = {"typst": typst(scratch), "xelatex": shutil.which("xelatex") or "", "weasyprint": weasyprint()}
    found = [
        Peer("fanpack", "epub", fanpack()),
        Peer("pandoc", "epub", by_pandoc(), no_pandoc),
        Peer(
            "calibre",
            "epub",
            lambda book, out: [calibre, str(book.markdown[0]), str(out)],
            "" if calibre else "calibre",
        ),
        Peer("bare zip", "epub", script(BARE_ZIP)),
        Peer("fanpack", "pdf", fanpack("--no-cache")),
        Peer("fanpack again", "pdf", fanpack()),
    ]
    for name, path in engines.items():
        command = by_pandoc("-V", "papersize=a5", f"--pdf-engine={path}")
        found.append(Peer(f"pandoc+{name}", "pdf", command, no_pandoc or ("" if path else name)))
    found.append(Peer("weasyprint", "pdf", script(BARE_WEASYPRINT)))
    return found


def weasyprint() -> str:
    beside = Path(sys.executable).with_name("weasyprint")
    return str(beside) if beside.is_file() else shutil.which("weasyprint") or ""


def typst(scratch: Path) -> str:
    """typst's path; where only its Python library is there, that of a script that starts it."""
    if path := shutil.which("typst"):
        return path
    if importlib.util.find_spec("typst") is None:
        return ""
    script = scratch / "typst"
    script.write_text(TYPST.format(python=sys.executable, path=sys.path))
    script.chmod(0o755)
    return str(script)
