"""From what the user named to stories: read, join, find the structure, apply the manifest."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, replace

from packager import sources
from packager.assembly.defaults import first_line, first_words
from packager.assembly.languages import with_languages
from packager.limits import Budget, Remote
from packager.manifest import Manifest, StoryEntry
from packager.model import Manuscript, Story
from packager.problems import ExitCode, FanpackError, Report
from packager.progress import Progress, silent
from packager.readers.joining import join
from packager.readers.table import read
from packager.request import Request
from packager.structure import Choices, to_story

PICTURES = "fanpack-pictures"
"""The folder beside the manifest that keeps what was fetched from the web."""

PART_OF_FILE = re.compile(r"(.+?)(?:#\d+|!.+)\Z", re.S)


@dataclass(frozen=True, slots=True)
class Gathered:
    manuscripts: tuple[Manuscript, ...]
    stories: tuple[Story, ...]


def gather(request: Request, report: Report, progress: Progress = silent) -> Gathered:
    """Read the sources and find the structure of each story, in the order of the book."""
    manifest = request.manifest
    files = source_files(request, report)
    read_in: list[Manuscript] = []
    budget = Budget(remote=remote(request, progress))
    for number, path in enumerate(files, 1):
        progress("reading", number, len(files))
        entry = manifest.entry_for(path)
        read_in += read(sources.load(path, budget), report, (entry.reader if entry else "") or None)
    manuscripts = in_order(join(tuple(read_in), report), manifest)
    if not manuscripts:
        raise FanpackError(ExitCode.INPUT, files[0], "no story in it; name another file")
    stories: list[Story] = []
    for number, manuscript in enumerate(manuscripts, 1):
        progress("structure", number, len(manuscripts))
        entry = manifest.entry_for(manuscript.source)
        story = to_story(manuscript, choices(entry, manifest), report)
        stories.append(titled(apply_entry(story, entry), report))
    return Gathered(manuscripts, with_languages(stories))


def remote(request: Request, progress: Progress) -> Remote | None:
    """Where pictures of the web come from: what was fetched before, and the web itself where it was asked for.

    None where neither can be; most builds import nothing of it.
    """
    on = request.fetch_images or bool(request.fetch_from)
    kept = request.manifest.folder / PICTURES if request.manifest.path else None
    if not on and (kept is None or not kept.is_dir()):
        return None
    from packager.fetch_http import Rules
    from packager.fetching import Fetcher, user_folder

    allowed = frozenset(host.lower() for host in request.fetch_from)
    return Fetcher(kept or user_folder(), on, Rules(allowed), progress)


def source_files(request: Request, report: Report) -> tuple[str, ...]:
    manifest = request.manifest
    listed = tuple(dict.fromkeys(_file(manifest, entry) for entry in manifest.stories))
    if not request.paths and listed:
        return sources.find(listed, report)
    paths = request.paths or ((str(manifest.folder),) if manifest.path else ())
    if not paths:
        raise FanpackError(ExitCode.USAGE, "", "nothing to build: name story files or a folder, or write fanpack.toml")
    found = sources.find(paths, report)
    order = {os.path.realpath(path): number for number, path in enumerate(listed)}
    return tuple(sorted(found, key=lambda path: order.get(os.path.realpath(path), len(order))))


def _file(manifest: Manifest, entry: StoryEntry) -> str:
    """The file an entry speaks of: 'book.epub#2' and 'stories.zip!a.html' are stories inside one."""
    path = manifest.folder / entry.file
    inside = PART_OF_FILE.match(entry.file)
    return str(manifest.folder / inside[1]) if inside and not path.exists() else str(path)


def in_order(manuscripts: tuple[Manuscript, ...], manifest: Manifest) -> tuple[Manuscript, ...]:
    """The stories in the manifest's order. Where it names stories inside a file, the file's others are left out."""
    if not manifest.stories:
        return manuscripts
    place = {id(entry): number for number, entry in enumerate(manifest.stories)}
    files = {_file(manifest, entry): number for number, entry in enumerate(manifest.stories)}
    whole = {str(manifest.folder / entry.file) for entry in manifest.stories}
    placed: list[tuple[int, Manuscript]] = []
    for manuscript in manuscripts:
        entry = manifest.entry_for(manuscript.source)
        inside = PART_OF_FILE.match(manuscript.source)
        base = inside[1] if inside else manuscript.source
        if entry is not None:
            placed.append((place[id(entry)], manuscript))
        elif base in whole or base not in files:
            placed.append((files.get(base, len(place)), manuscript))
    return tuple(manuscript for _, manuscript in sorted(placed, key=lambda pair: pair[0]))


def choices(entry: StoryEntry | None, manifest: Manifest) -> Choices:
    made = Choices()
    if manifest.settings.threshold is not None:
        made = replace(made, threshold=manifest.settings.threshold)
    if entry is None:
        return made
    anchors = (*entry.breaks, *entry.no_breaks, *entry.notes, *entry.not_notes, *entry.chapters, *entry.no_chapters)
    return replace(
        made,
        places={anchor: manifest.place_of(anchor) for anchor in anchors},
        breaks=entry.breaks,
        no_breaks=entry.no_breaks,
        notes=entry.notes,
        not_notes=entry.not_notes,
        chapters=entry.chapters,
        no_chapters=entry.no_chapters,
        title=entry.title,
        authors=entry.authors,
    )


def apply_entry(story: Story, entry: StoryEntry | None) -> Story:
    """What the manifest says of a story beyond its structure."""
    if entry is None:
        return story
    meta = story.metadata
    meta = replace(
        meta,
        fandoms=entry.fandoms or meta.fandoms,
        language=entry.language or meta.language,
        rating=entry.rating or meta.rating,
    )
    return replace(story, metadata=meta)


def titled(story: Story, report: Report) -> Story:
    """Every story of a book has a name; one found nowhere is a guess that is said aloud."""
    if story.metadata.title:
        return story
    name = first_words(story) or "Untitled"
    report.warn(
        "no-title",
        story.place(first_line(story), 0),
        f'no title found, called {name!r}; give it one: title = "..." in fanpack.toml',
    )
    return replace(story, metadata=replace(story.metadata, title=name), title_from="first words")
