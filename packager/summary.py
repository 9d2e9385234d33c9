"""What a person checks at the end of a build: a few lines, every guess counted."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from packager.build import Outcome
from packager.model import Gap, Story


def size(count: int) -> str:
    """Bytes for people: '812 KB', '3.4 MB'."""
    return f"{count / 1e6:.1f} MB" if count >= 1e6 else f"{max(1, round(count / 1e3))} KB"


def plural(number: int, one: str, many: str = "") -> str:
    return f"{number:,} {one if number == 1 else many or (one[:-1] + 'ies' if one.endswith('ry') else one + 's')}"


def breaks_and_gaps(story: Story) -> tuple[int, int]:
    """Scene breaks that get an ornament, and gaps kept as white space."""
    scenes = [scene for chapter in story.chapters for scene in chapter.scenes]
    gaps = sum(isinstance(block, Gap) for scene in scenes for block in scene.blocks)
    return sum(scene.opening is not None for scene in scenes), gaps


def summary(outcome: Outcome) -> list[str]:
    stories, ledger = outcome.stories, outcome.ledger
    counted = [breaks_and_gaps(story) for story in stories]
    chapters = sum(len(story.chapters) for story in stories)
    lines = [
        f"{outcome.book.info.title}: {plural(len(stories), 'story', 'stories')}, "
        f"{plural(chapters, 'chapter')}, {plural(sum(b for b, _ in counted), 'scene break')}, "
        f"{plural(sum(g for _, g in counted), 'doubtful gap')} kept as white space"
    ]
    moved = Counter(
        (move.kind.value.replace("_", " ").replace("authors", "author’s"), move.to) for move in outcome.anthology.moves
    )
    for (kind, to), number in moved.items():
        lines.append(
            f"  moved: {plural(number, kind)} to {to}"
            if to != "left out"
            else f"  left out as you asked: {plural(number, kind)}"
        )
    words = f"  words: {ledger.words_in:,} in, {ledger.words_out:,} set"
    if ledger.merged:
        words += f", {ledger.merged:,} in texts given twice and set once"
    if ledger.drawn:
        words += f", {ledger.drawn:,} drawn as ornaments"
    if ledger.left_out:
        words += f", {ledger.left_out:,} left out by rule"
    lines.append(words)
    for output in outcome.outputs:
        pages = f", {plural(output.pages, 'page')}" if output.pages else ""
        lines.append(f"  wrote {shown(output.path)} ({size(output.size)}{pages})")
    return lines


def shown(path: Path) -> str:
    """A path as the user would type it."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)
