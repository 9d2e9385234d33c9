"""One fuzzing process: numbered units of work, each the same for the same seed, and what came of them."""

from __future__ import annotations

import contextlib
import json
import os
import pickle
import random
import re
import shutil
import tempfile
import time
import traceback
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.fuzz.books import shelves as manuscript_shelves
from tests.fuzz.books import wanted, wanted_long
from tools.fuzzing import javacheck
from tools.fuzzing.properties import Broken, cause
from tools.fuzzing.shelves import Shelf
from tools.fuzzing.shelves import shelf as random_shelf
from tools.fuzzing.shrink import shrunk
from tools.fuzzing.stages import (
    How,
    Result,
    reading_input,
    save_anthology,
    try_anthology,
    try_manuscripts,
    try_reading,
    try_shelf,
)
from tools.fuzzing.watch import TooSlow, Watch, time_limit

STAGES = {"folders": 50, "anthologies": 20, "manuscripts": 16, "readers": 12, "command": 2}
"""Stages and how often each comes up."""

EXAMPLES = 10  # generated anthologies or manuscripts of one unit, damaged files of one for the readers
LONG_EVERY = 400  # units; then an anthology of thousands of chapters
BULK = 250  # books that go to epubcheck in one call
PROFILES = {"pdf/ua-1": "PDFUA-1", "pdf/a-3u": "PDFA-3U"}
MOST_PDFS = 40  # that veraPDF is asked about, spread over the run
SHRINKING = 40.0  # seconds

Tell = Callable[[tuple[Any, ...]], None]


@dataclass(frozen=True)
class Plan:
    seed: int
    pdf_every: int
    finds: Path
    stages: tuple[str, ...] = tuple(STAGES)
    limit: float = 30.0  # CPU seconds of one input
    pdf_limit: float = 120.0
    check: bool = True  # finished books by epubcheck and veraPDF


def preload() -> None:
    """What looks for libraries when it is first loaded, before anything is watched."""
    import weasyprint  # noqa: F401


class Stop(BaseException):
    """Leaves hypothesis at once."""


class Fuzzer:
    """Runs units. `tell` gets ('tried', stage), ('made', stage, files), ('refused', stage, code), ('pdf', stage),
    ('find', stage, cause, message, folder, is new), ('checked', what, number)."""

    def __init__(self, plan: Plan, scratch: Path, tell: Tell, until: float = float("inf")) -> None:
        self.plan = plan
        self.scratch = scratch
        self.tell = tell
        self.until = until
        self.known: set[tuple[str, str]] = set()
        self.watch = Watch()
        self.waiting: list[tuple[Path, Path, str]] = []  # (book, folder of its input, stage)
        self.pdfs: list[tuple[str, Path, Path]] = []
        self.count = 0
        warnings.simplefilter("ignore")
        preload()

    # ------------------------------------------------------------------------------------------ units

    def unit(self, number: int) -> None:
        """The work of this number."""
        rng = random.Random(f"{self.plan.seed}:{number}")
        stage = rng.choices(self.plan.stages, [STAGES[name] for name in self.plan.stages])[0]
        match stage:
            case "anthologies" | "manuscripts":
                self._generated(stage, number)
            case "readers":
                for example in range(EXAMPLES * 3):
                    if time.monotonic() > self.until:
                        break
                    self._reading(f"{number}.{example}", f"{self.plan.seed}:{number}:{example}")
            case _:
                self._shelf(stage, number, rng)
        if len(self.waiting) >= BULK:
            self.check_books()

    def _is_pdf(self) -> bool:
        """Whether this input becomes a PDF as well: every so many."""
        self.count += 1
        every = self.plan.pdf_every
        return bool(every) and self.count % every == 0

    def _reading(self, name: str, draws: str) -> None:
        file, data = reading_input(random.Random(draws))
        folder = self._folder(f"r{name}")
        how = How("readers", draws=draws)
        try:
            self._tried("readers", lambda: try_reading(file, data, how.rng(), folder, self.watch), self.plan.limit)
        except (Exception, TooSlow) as error:
            (folder / file).write_bytes(data)
            how.save(folder)
            self._found("readers", error, folder, name)
        shutil.rmtree(folder, ignore_errors=True)

    def _shelf(self, stage: str, number: int, rng: random.Random) -> None:
        pdf = self._is_pdf()
        apart = stage == "command"
        made = random_shelf(rng, pdf)
        folder = self._folder(f"f{number}")
        how = How(stage, number, pdf, draws=f"{self.plan.seed}:{number}:laws")

        def run(candidate: Shelf, where: Path) -> Result:
            how.save(where)
            return try_shelf(candidate, where, self.watch, how.rng(), apart)

        limit = self.plan.pdf_limit if pdf else self.plan.limit
        if pdf:
            self.tell(("pdf", stage))
        try:
            result = self._tried(stage, lambda: run(made, folder), limit)
        except (Exception, TooSlow) as error:
            key = cause(error)
            if (stage, key) not in self.known and not apart and not isinstance(error, TooSlow):
                made = shrunk(made, lambda small: self._fails_so(small, run, key, limit), SHRINKING)
                folder = self._folder(f"f{number}s")
                try:
                    with time_limit(limit):
                        run(made, folder)
                except (Exception, TooSlow) as smaller:
                    error = smaller
            shutil.rmtree(folder / "in", ignore_errors=True)  # with what the commands wrote there
            made.write(folder)
            self._found(stage, error, folder, str(number))
            shutil.rmtree(folder, ignore_errors=True)
            return
        self._keep(result, folder, stage)

    def _fails_so(self, candidate: Shelf, run: Callable[[Shelf, Path], Result], key: str, limit: float) -> bool:
        self.tell(("beat",))
        with tempfile.TemporaryDirectory(dir=self.scratch) as name:
            try:
                with time_limit(limit):
                    run(candidate, Path(name))
            except (Exception, TooSlow) as error:
                return cause(error) == key
        return False

    def _generated(self, stage: str, number: int) -> None:
        """A round of hypothesis. The first failure of a kind is made smaller by it, within a time."""
        smallest: dict[str, tuple[int, BaseException, Path]] = {}
        give_up = float("inf")
        example = 0
        kept: How | None = None  # of the first input that failed: the smaller ones are tried in the same way

        long = stage == "anthologies" and number % LONG_EVERY == LONG_EVERY - 1

        def once(value: Any) -> None:
            nonlocal give_up, example, kept
            now = time.monotonic()
            if now > min(give_up, self.until):
                raise Stop
            example += 1
            how = kept or How(stage, number, not long and self._is_pdf(), every=example % 4 == 0)
            folder = self._folder(f"g{number}.{example}")
            save_anthology(value, folder)
            how.save(folder)
            limit = self.plan.pdf_limit if how.pdf else self.plan.limit
            if how.pdf:
                self.tell(("pdf", stage))

            def run() -> Result:
                if stage == "anthologies":
                    return try_anthology(value, folder, how.pdf, how.every)
                return try_manuscripts(value, number, folder, how.pdf)

            try:
                result = self._tried(stage, run, limit)
            except (Exception, TooSlow) as error:
                key = cause(error)
                size = (folder / "input.txt").stat().st_size
                if (stage, key) in self.known or isinstance(error, TooSlow):
                    self._found(stage, error, folder, f"{number}.{example}")
                    shutil.rmtree(folder, ignore_errors=True)
                    return
                if key not in smallest or size < smallest[key][0]:
                    smallest[key] = (size, error, folder)
                kept = how
                give_up = min(give_up, now + SHRINKING)
                raise Broken(key, str(error)) from error
            self._keep(result, folder, stage)

        strategy = (wanted_long if long else wanted) if stage == "anthologies" else manuscript_shelves
        test = seed(self.plan.seed * 1_000_003 + number)(
            settings(
                max_examples=1 if long else EXAMPLES,
                deadline=None,
                database=None,
                phases=[Phase.generate, Phase.shrink],
                suppress_health_check=list(HealthCheck),
                print_blob=False,
                report_multiple_bugs=False,
            )(given(strategy)(once))
        )
        with contextlib.suppress(Exception, Stop, BaseExceptionGroup):
            test()  # what it raises is told below
        for _, error, folder in smallest.values():
            self._found(stage, error, folder, str(number))
            shutil.rmtree(folder, ignore_errors=True)

    # --------------------------------------------------------------------------------------- outcomes

    def _folder(self, name: str) -> Path:
        folder = self.scratch / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        return folder

    def _tried(self, stage: str, run: Callable[[], Result], limit: float) -> Result:
        self.tell(("tried", stage))
        with time_limit(limit):
            result = run()
        if result.refused:
            self.tell(("refused", stage, result.refused))
        if result.made:
            self.tell(("made", stage, result.made))
        return result

    def _keep(self, result: Result, folder: Path, stage: str) -> None:
        """The books wait for the checkers, with the input they came from."""
        if not self.plan.check or not (result.books or result.pdfs):
            shutil.rmtree(folder, ignore_errors=True)
            return
        self.waiting += [(book, folder, stage) for book in result.books]
        if not result.books:
            self.waiting.append((folder, folder, stage))
        self.pdfs += [(variant, path, folder) for variant, path in result.pdfs]

    def _found(self, stage: str, error: BaseException, folder: Path, name: str) -> None:
        key = cause(error)
        message = str(error)[:600] or type(error).__name__
        new = (stage, key) not in self.known
        saved = Path()
        if new:
            self.known.add((stage, key))
            slug = re.sub(r"[^a-z0-9]+", "-", key.lower()).strip("-")[:60]
            saved = self.plan.finds / f"{stage}-{slug}-{self.plan.seed}-{name}"
            shutil.rmtree(saved, ignore_errors=True)
            shutil.copytree(folder, saved, symlinks=True)
            said = "".join(traceback.format_exception(error))
            (saved / "trouble.txt").write_text(
                f"{key}\n{message}\n\n{said}", encoding="utf-8", errors="backslashreplace"
            )
        self.tell(("find", stage, key, message, str(saved), new))

    # --------------------------------------------------------------------------------------- checkers

    def check_books(self) -> None:
        """All books that wait, through epubcheck in one call; some PDFs through veraPDF; then they are gone."""
        where = {book: (folder, stage) for book, folder, stage in self.waiting}
        bad: dict[Path, list[str]] = {}
        checked = 0
        for book, said in javacheck.epubcheck([book for book in where if book.suffix == ".epub"]):
            self.tell(("beat",))
            checked += not said or book not in bad
            if said:
                bad.setdefault(book, []).append(said)
        self.tell(("checked", "epubcheck", checked))
        for book, lines in bad.items():
            folder, stage = where[book]
            code = re.match(r"\w+ ([A-Z]+[-_]\d+\w?)", lines[0])
            self._found(
                stage, Broken(f"epubcheck {code[1] if code else ''}".strip(), "; ".join(lines)), folder, folder.name
            )
        for variant, profile in PROFILES.items():
            chosen = [(path, folder) for kind, path, folder in self.pdfs if kind == variant][:MOST_PDFS]
            answers = list(javacheck.verapdf(profile, [path for path, _ in chosen]))
            self.tell(("checked", f"veraPDF {profile}", len(answers)))
            for path, said in answers:
                if said:
                    folder = next(folder for one, folder in chosen if one == path)
                    self._found("folders", Broken(f"veraPDF {profile} {said[:24]}", said), folder, folder.name)
        for _, folder, _ in self.waiting:
            shutil.rmtree(folder, ignore_errors=True)
        self.waiting.clear()
        self.pdfs.clear()


def again(folder: Path) -> str:
    """Run a saved find once more, as it was tried: '' if it holds now, else what is broken."""
    preload()
    watch = Watch()
    how = How.of(folder)
    with tempfile.TemporaryDirectory() as name:
        os.environ["XDG_CACHE_HOME"] = f"{name}/cache"
        place = Path(name) / "case"
        place.mkdir()
        try:
            if (folder / "input.pickle").is_file():
                value = pickle.loads((folder / "input.pickle").read_bytes())
                if isinstance(value, list):
                    result = try_manuscripts(value, how.number, place, how.pdf)
                else:
                    result = try_anthology(value, place, how.pdf, how.every)
            elif (folder / "commands.json").is_file():
                shelf = Shelf(commands=json.loads((folder / "commands.json").read_text()))
                for path in sorted((folder / "in").rglob("*")):
                    key = str(path.relative_to(folder / "in"))
                    if path.is_symlink():
                        shelf.links[key] = str(path.readlink())
                    elif path.is_file():
                        shelf.files[key] = path.read_bytes()
                result = try_shelf(shelf, place, watch, how.rng(), how.stage == "command")
            else:
                path = next(p for p in sorted(folder.iterdir()) if p.name not in ("trouble.txt", How.FILE))
                result = try_reading(path.name, path.read_bytes(), how.rng(), place, watch)
            wrong = [said for _, said in javacheck.epubcheck(result.books) if said]
            return "; ".join(wrong)
        except Exception:
            return traceback.format_exc()
