"""The command `fanpack`: thin commands; errors become exit codes here, once.

Nothing heavy is imported at the top: `fanpack --help` answers at once.
"""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from packager import __version__
from packager.files import ENDS, replaced
from packager.problems import ExitCode, FanpackError, Report

if TYPE_CHECKING:
    from packager.request import Request

NOTES = ("before", "after", "end", "inline", "omit")


class Commands(click.Group):
    """Runs a command and turns what ends it into one line and the documented exit code."""

    def main(self, *args: Any, **extra: Any) -> Any:
        # The values of a book are trees without cycles: the collector searched them for nothing. 15% less
        # CPU for 10 MB of text at the same peak of memory.
        gc.set_threshold(100_000, 50, 50)
        # A build that is asked to end, or whose terminal closes, cleans up after itself like one that is interrupted.
        before = {}
        for number in ENDS:
            with contextlib.suppress(ValueError):
                if signal.getsignal(number) is not signal.SIG_IGN:  # as nohup has it
                    before[number] = signal.signal(number, _stop)
        try:
            return super().main(*args, **{**extra, "standalone_mode": False})
        except FanpackError as error:
            _fail(f"error: {error}", error.code)
        except click.ClickException as error:
            _usage(error)
            sys.exit(error.exit_code)
        except (click.Abort, KeyboardInterrupt):
            done = f"{len(replaced)} files were finished before" if replaced else "nothing was replaced"
            _fail(f"stopped; {done}", ExitCode.INTERRUPTED)
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(0)
        except Exception as error:
            if os.environ.get("FANPACK_DEBUG"):
                raise
            _fail(
                f"error: fanpack failed on this input ({type(error).__name__}: {error}); nothing was "
                "replaced. Please report it; FANPACK_DEBUG=1 shows the details",
                ExitCode.INTERNAL,
            )
        finally:  # what comes while Python ends has nothing to clean up, and no handler to be caught by
            for number, handler in before.items():
                signal.signal(number, handler)


class Stopped(KeyboardInterrupt):
    """Ctrl-C, or a signal that asks the command to end.

    A type of its own: CPython 3.11 notes a bare KeyboardInterrupt that leaves an `exec` of a string (which making a
    dataclass is) as handled by nobody, and at its end kills itself by SIGINT whatever code it was to end with.
    """


def _stop(_number: int, _frame: object) -> None:
    raise Stopped


def _usage(error: click.ClickException) -> None:
    """What click says of a wrong command line; it quotes what was typed, escape sequences too."""
    from io import StringIO

    from packager.terminal import say

    said = StringIO()
    error.show(said)
    say(said.getvalue().rstrip(), err=True)


def _fail(line: str, code: int) -> None:
    from packager.terminal import say

    say(" ".join(line.split()), err=True)
    sys.exit(int(code))


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="fanpack")
def main() -> None:
    """Turn saved stories into a book: an EPUB to read, a PDF to print and bind."""


def common(command: Callable[..., None]) -> Callable[..., None]:
    for option in (
        click.option("-v", "--verbose", is_flag=True, help="Say every finding, not warnings alone."),
        click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors."),
        click.option(
            "--manifest",
            "manifest_path",
            type=click.Path(),
            help="The manifest to use. [default: fanpack.toml in the folder]",
        ),
        click.argument("paths", nargs=-1, type=click.Path()),
    ):
        command = option(command)
    return command


@main.command()
@common
@click.option("-f", "--format", "formats", multiple=True, help="epub, pdf or html; may be given again.")
@click.option("-o", "--output", default="", type=click.Path(), help="A file or a folder. [default: dist]")
@click.option("--title", default="", help="The book's title.")
@click.option("--author", "authors", multiple=True, help="Whom the book names as author; may be given again.")
@click.option("--theme", default="", help="A theme's name or folder; `fanpack themes` lists them.")
@click.option("--css", default="", type=click.Path(), help="A style sheet of your own, on top of the theme.")
@click.option("--cover", default="", type=click.Path(), help="A JPEG or PNG picture for the cover.")
@click.option("--notes", type=click.Choice(NOTES), help="Where author's notes go. [default: after]")
@click.option("--threshold", type=click.FloatRange(0, 1), help="How sure a scene break must be (0 to 1).")
@click.option("--trim", default="", help="Page size: a5, a6, b6, digest, 5.5x8.5in, 6x9in, WxHmm.")
@click.option("--screen", is_flag=True, help="A PDF to read on a screen: no gutter, no blank pages.")
@click.option("--bleed", is_flag=True, help="Bleed and crop marks for a print shop.")
@click.option("--openings", type=click.Choice(["recto", "any"]), help="On which side chapters may open.")
@click.option("--pdf-variant", type=click.Choice(["pdf/ua-1", "pdf/a-3u"]), default="pdf/ua-1", show_default=True)
@click.option("--no-fonts", is_flag=True, help="Leave the theme's fonts out of the EPUB.")
@click.option(
    "--pages-from", default="", type=click.Path(), metavar="PDF", help="The printed book whose pages the EPUB marks."
)
@click.option("-j", "--jobs", type=click.IntRange(0), default=0, help="Processes for the PDF. [default: all]")
@click.option("--no-cache", is_flag=True, help="Lay every page out anew.")
@click.option("--fetch-images", is_flag=True, help="Fetch pictures that stand on the web; they are kept.")
@click.option("--fetch-images-from", "fetch_from", multiple=True, metavar="HOST", help="And from this private server.")
@click.option("--strict", is_flag=True, help="Stop at warnings.")
@click.option("--report", default="", type=click.Path(), help="Write the ledger of words there, as JSON.")
def build(paths: tuple[str, ...], manifest_path: str | None, quiet: bool, verbose: bool, **said: Any) -> None:
    """Make a book of the stories in PATHS (files and folders).

    Without PATHS: of what fanpack.toml in this folder names.
    """
    from packager.build import build as make
    from packager.summary import summary
    from packager.terminal import one_line, progress_bar, say

    report = Report()
    request = _request(paths, manifest_path, said)
    try:
        with progress_bar(quiet) as progress:
            outcome = make(request, report, progress)
    finally:
        _tell(report, quiet, verbose)
    if not quiet:
        for line in summary(outcome):
            say(one_line(line))


@main.command()
@common
@click.option("--json", "as_json", is_flag=True, help="For programs; the form is in docs/inspect.md.")
def inspect(paths: tuple[str, ...], manifest_path: str | None, quiet: bool, verbose: bool, as_json: bool) -> None:
    """Show what was found and guessed in PATHS, story by story, and how to overrule it."""
    import json

    from packager.gather import gather
    from packager.inspect_report import story_report, story_text_report
    from packager.terminal import say

    report = Report()
    stories = gather(_request(paths, manifest_path, {}), report).stories
    _tell(report, quiet, verbose)
    if as_json:
        data = {"stories": [story_report(story) for story in stories]}
        click.echo(json.dumps(data, ensure_ascii=True, indent=1))
        return
    for story in stories:
        say(story_text_report(story))


@main.command()
@common
@click.option("--force", is_flag=True, help="Replace a fanpack.toml that is there.")
def init(paths: tuple[str, ...], manifest_path: str | None, quiet: bool, verbose: bool, force: bool) -> None:
    """Write fanpack.toml for the stories in PATHS, with what was detected."""
    from packager.files import complete
    from packager.gather import gather
    from packager.manifest import Manifest
    from packager.manifest_writer import manifest_folder, manifest_text
    from packager.request import Request
    from packager.terminal import say

    report = Report()
    stories, manifest_path = _manifest_apart(paths, manifest_path)
    beside = str(Path(manifest_path).parent) if paths and manifest_path else "."
    request = Request(paths=stories or (beside,), manifest=Manifest())
    target = Path(manifest_path) if manifest_path else manifest_folder(request.paths) / "fanpack.toml"
    if target.exists() and not force:
        raise FanpackError(ExitCode.OUTPUT, str(target), "is there already; --force replaces it")
    gathered = gather(request, report)
    with complete(target) as temporary:
        temporary.write_text(manifest_text(gathered.stories, target.parent, request.paths), encoding="utf-8")
    _tell(report, quiet, verbose)
    if not quiet:
        say(
            f"wrote {target} ({len(gathered.stories)} stories); change it as you like, "
            f"then run: fanpack build {target.parent}"
        )


@main.command()
@click.argument("shelf", type=click.Path())
@click.option("-f", "--format", "formats", multiple=True, help="epub, pdf or html; may be given again.")
@click.option("-o", "--output", default="dist", show_default=True, type=click.Path(), help="The folder of the books.")
@click.option("--theme", default="", help="A theme for all books, before their manifests'.")
@click.option("-j", "--jobs", type=click.IntRange(1), help="Books at a time. [default: processors]")
@click.option("--scheduler", default="", help="A Dask scheduler, tcp://host:8786, instead of processes here.")
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but what failed.")
def batch(
    shelf: str, formats: tuple[str, ...], output: str, theme: str, jobs: int | None, scheduler: str, quiet: bool
) -> None:
    """Build a book of every folder (and story file) in SHELF.

    Run again, it goes on where it stopped: books that are done and unchanged are passed over. A bad book is
    reported and the others are built.
    """
    from packager.batch import build_shelf, shelf_books
    from packager.terminal import one_line, progress_bar, say

    books = shelf_books(Path(shelf), Path(output), formats or ("epub",), theme)
    failed = built = skipped = 0
    with progress_bar(quiet) as progress:
        for number, done in enumerate(build_shelf(books, jobs or os.cpu_count() or 1, scheduler), 1):
            progress("books", number, len(books))
            if done.error:
                failed += 1
                say(one_line(f"failed: {done.source}: {done.error}"), err=True)
            elif done.skipped:
                skipped += 1
            else:
                built += 1
    if not quiet:
        say(f"{built} built, {skipped} unchanged, {failed} failed, of {len(books)}; they are in {output}")
    if failed:
        raise FanpackError(ExitCode.INPUT, shelf, f"{failed} of {len(books)} books failed; the others are whole")


@main.group()
def cache() -> None:
    """The laid-out pages that make a second build fast."""


@cache.command()
def clear() -> None:
    """Forget all laid-out pages."""
    from packager.terminal import say
    from packager.writers.pdf_cache import Cache, cache_folder

    removed = Cache().clear() + Cache(folder=cache_folder("faces")).clear()
    say(f"removed {removed} cached parts")


@main.command()
@common
@click.option("--notes", type=click.Choice(NOTES), help="Where the book was asked to put author's notes.")
@click.option("--report", default="", type=click.Path(), help="Write the ledger of words there, as JSON.")
def check(paths: tuple[str, ...], manifest_path: str | None, quiet: bool, verbose: bool, **said: Any) -> None:
    """Check finished books: fanpack check BOOK.epub BOOK.pdf [SOURCES...]

    They must be sound and hold the same words; with SOURCES (story files, a folder), every word of those.
    """
    from packager.check import check as run
    from packager.check import lines, sort_paths
    from packager.ledger_report import write_report
    from packager.terminal import progress_bar, say

    books, sources = sort_paths(paths)
    request = _request(sources, manifest_path, said) if sources or manifest_path else None
    report = Report()
    with progress_bar(quiet) as progress:
        findings, ledger = run(books, request, report, progress)
    _tell(report, quiet, verbose)
    if said["report"] and ledger is not None:
        write_report(said["report"], ledger, report)
    failed = sum(finding.ok is False for finding in findings)
    for line in lines(f for f in findings if f.ok is False or not quiet):
        say(line)
    if failed:
        where = str(books.epub or books.pdf)
        raise FanpackError(ExitCode.LEDGER, where, f"{failed} of {len(findings)} checks failed; build it again")


@main.command()
def themes() -> None:
    """List the themes."""
    from packager.terminal import say
    from packager.themes import list_themes

    for theme in list_themes():
        say(f"{theme.name:14} {theme.description}")


@main.command()
@click.argument("books", nargs=-1, required=True, type=click.Path())
@click.option("--to", default="", help="kobo, kindle, pocketbook, a folder, or an address (NAME@kindle.com).")
@click.option("--force", is_flag=True, help="Replace a newer file on the device.")
def send(books: tuple[str, ...], to: str, force: bool) -> None:
    """Put finished books on a reading device: fanpack send BOOK.epub [--to kobo]

    A Kobo gets a kepub. By mail, the server is the one in mail.toml in fanpack's configuration folder.
    """
    from packager.send import Sent, choose, devices
    from packager.send import send as put
    from packager.terminal import say

    def told(sent: Sent) -> None:
        say(f"{sent.book.name}: {sent.what}, {sent.target}")

    if "@" in to:
        from packager.send_mail import config_path, mail, read_server

        server = read_server(config_path())
        password = os.environ.get("FANPACK_MAIL_PASSWORD", "")
        if server.user and not password:
            password = click.prompt(f"Password of {server.user} at {server.host}", hide_input=True)
        for book in books:
            told(mail(Path(book), to, server, password))
        return
    device = choose(to, devices())
    for book in books:
        told(put(Path(book), device, force=force))


@main.command()
@click.argument("folder", default="dist", type=click.Path())
@click.option("--host", default="0.0.0.0", show_default=True, help="Address to listen on; 127.0.0.1 is this machine.")  # noqa: S104
@click.option("--port", default=8440, show_default=True, type=click.IntRange(1, 65535))
@click.option("--title", default="Books", show_default=True, help="The catalogue's name.")
@click.option("--user", default="reader", show_default=True, help="The name to sign in with.")
@click.option("--password", "ask", is_flag=True, help="Ask for a password that readers must know.")
def serve(folder: str, host: str, port: int, title: str, user: str, ask: bool) -> None:
    """Show the books of FOLDER on this network: an OPDS catalogue for reading apps, and a web page.

    FANPACK_SERVE_PASSWORD holds the password where nobody can be asked. Stop with Ctrl-C.
    """
    from packager.terminal import say

    password = os.environ.get("FANPACK_SERVE_PASSWORD", "")
    if ask and not password:
        password = click.prompt("Password for readers", hide_input=True, confirmation_prompt=True)
    try:
        from packager.serve.run import run
    except ModuleNotFoundError as error:
        raise FanpackError(
            ExitCode.MISSING, "", f"the catalogue needs the package {error.name!r}: pip install 'fanpack[serve]'"
        ) from error

    def ready(address: str) -> None:
        say(f"{address}  (in reading apps: {address}opds)")

    run(Path(folder), host, port, title, user, password, ready)


def _tell(report: Report, quiet: bool, verbose: bool) -> None:
    from packager.terminal import problem_lines, say

    if not quiet:
        for line in problem_lines(report, verbose):
            say(line, err=True)


def _manifest_apart(paths: tuple[str, ...], manifest_path: str | None) -> tuple[tuple[str, ...], str | None]:
    """The stories among `paths`, and the manifest: `fanpack build *` names it among them, and it is no story."""
    from packager.sources import MANIFEST_NAME

    named = [path for path in paths if Path(path).name == MANIFEST_NAME and Path(path).is_file()]
    if len(named) > 1:
        what = "is a manifest, and so is another; build each book by itself, or all with fanpack batch"
        raise FanpackError(ExitCode.USAGE, named[1], what)
    stories = tuple(path for path in paths if path not in named)
    return stories, manifest_path or (named[0] if named else None)


def _request(paths: tuple[str, ...], manifest_path: str | None, said: dict[str, Any]) -> Request:
    """The manifest that applies, with what the command line says on top."""
    from dataclasses import replace

    from packager.manifest import Manifest, read_manifest
    from packager.model import NotesPlace
    from packager.request import Request
    from packager.sources import MANIFEST_NAME
    from packager.writers.table import WriteOptions

    paths, manifest_path = _manifest_apart(paths, manifest_path)
    manifest = Manifest()
    beside = Path(paths[0]) / MANIFEST_NAME if len(paths) == 1 else Path(MANIFEST_NAME)
    if manifest_path:
        manifest = read_manifest(Path(manifest_path))
    elif (not paths or len(paths) == 1) and beside.is_file():
        manifest = read_manifest(beside)
        paths = ()  # the manifest says which stories
    book = manifest.book
    settings = manifest.settings
    book = replace(
        book,
        title=said.get("title") or book.title,
        authors=tuple(said.get("authors") or ()) or book.authors,
    )
    threshold = said.get("threshold")
    settings = replace(
        settings,
        theme=said.get("theme") or settings.theme,
        notes=NotesPlace(said["notes"]) if said.get("notes") else settings.notes,
        threshold=settings.threshold if threshold is None else threshold,
    )
    options = WriteOptions(
        trim=said.get("trim") or settings.trim,
        screen=bool(said.get("screen")),
        bleed=bool(said.get("bleed")),
        openings=said.get("openings") or settings.openings,
        pdf_variant=said.get("pdf_variant") or "pdf/ua-1",
        embed_fonts=not said.get("no_fonts"),
        subjects=settings.subjects,
        jobs=said.get("jobs") or 0,
        cache=not said.get("no_cache"),
        pages_from=said.get("pages_from") or "",
    )
    return Request(
        paths=paths,
        manifest=replace(manifest, book=book, settings=settings),
        formats=tuple(said.get("formats") or ()),
        output=said.get("output") or "",
        cover=said.get("cover") or "",
        css=said.get("css") or "",
        strict=bool(said.get("strict")),
        fetch_images=bool(said.get("fetch_images")),
        fetch_from=tuple(said.get("fetch_from") or ()),
        report=said.get("report") or "",
        options=options,
    )
