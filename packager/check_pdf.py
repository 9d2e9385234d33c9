"""What a finished PDF must keep: sound, tagged, its fonts inside, nothing run, nothing attached."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf


def faults(path: Path) -> Iterator[str]:
    """What is wrong with the file, one line each; nothing for a sound one."""
    try:
        with pikepdf.open(path) as pdf:
            yield from _faults(pdf)
    except pikepdf.PasswordError:
        yield "is encrypted"
    except (pikepdf.PdfError, OSError, ValueError) as error:
        yield f"is not a whole PDF: {error}"


VERAPDF_SECONDS = 600


def verapdf(path: Path) -> list[str] | None:
    """What veraPDF finds against the standards a PDF claims (PDF/UA, PDF/A); None where it is not installed.

    It reads the claims off the file itself; its text report has a line for each, PASS or FAIL, and under a FAIL the
    clauses. A run of more than 10 minutes is given up, as a finding.
    """
    program = shutil.which("verapdf")
    if program is None:
        return None
    try:
        done = subprocess.run(  # noqa: S603 - our own arguments, no shell
            [program, "--format", "text", "-v", str(path.resolve())],
            capture_output=True,
            text=True,
            timeout=VERAPDF_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return [f"veraPDF did not finish: {error}"]
    said = [line.strip() for line in done.stdout.splitlines() if line.strip().startswith("FAIL")]
    if done.returncode and not said:
        said = [f"veraPDF ended with code {done.returncode}: {' '.join((done.stdout + done.stderr).split())[-200:]}"]
    return said


def _faults(pdf: pikepdf.Pdf) -> Iterator[str]:
    for line in pdf.check_pdf_syntax() if hasattr(pdf, "check_pdf_syntax") else pdf.check():
        yield f"qpdf: {line}"
    if not len(pdf.pages):
        yield "has no pages"
    root: Any = pdf.Root
    if not pdf.docinfo.get("/Title"):
        yield "has no title"
    if not root.get("/Lang"):
        yield "names no language"
    if "/StructTreeRoot" not in root or not root.get("/MarkInfo", {}).get("/Marked", False):
        yield "is not tagged: screen readers cannot follow it"
    for key in ("/OpenAction", "/AA"):
        action = root.get(key)
        if isinstance(action, pikepdf.Dictionary) and action.get("/S") in ("/JavaScript", "/Launch", "/URI"):
            yield f"does something when it is opened ({action.get('/S')})"
    names = root.get("/Names", {})
    for key, what in (("/JavaScript", "holds scripts"), ("/EmbeddedFiles", "holds attached files")):
        if key in names:
            yield what
    fonts: dict[str, bool] = {}
    for number, page in enumerate(pdf.pages, 1):
        for annotation in page.obj.get("/Annots", []):
            action = annotation.get("/A", {})
            if action.get("/S") in ("/JavaScript", "/Launch", "/SubmitForm", "/ImportData"):
                yield f"page {number} holds an action of an unsafe kind ({action.get('/S')})"
            if annotation.get("/Subtype") == "/FileAttachment":
                yield f"page {number} holds an attached file"
        _fonts(page.obj.get("/Resources", {}), fonts)
    for name, embedded in sorted(fonts.items()):
        if not embedded:
            yield f"the font {name} is not embedded"


def _fonts(resources: Any, found: dict[str, bool]) -> None:
    for font in dict(resources.get("/Font", {})).values():
        name = str(font.get("/BaseFont", "?"))
        if name in found:
            continue
        if font.get("/Subtype") == "/Type3":
            found[name] = True  # its glyphs are drawings in the file itself
            continue
        inner = font.get("/DescendantFonts", [font])[0]
        descriptor = inner.get("/FontDescriptor", {})
        found[name] = any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3"))
