"""Manuscript -> Story: what the source states is believed, what it leaves open is decided here."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from packager.model import (
    Gap,
    Lines,
    Manuscript,
    Story,
)
from packager.problems import Report
from packager.structure.chapters import Head
from packager.structure.choices import Choices
from packager.structure.heading_grammar import Form
from packager.structure.hints import hints
from packager.structure.items import Item, Role, itemise
from packager.structure.plan import make_plan, own_lines
from packager.structure.story_builder import Builder, verdicts_of
from packager.structure.story_metadata import story_metadata


def to_story(manuscript: Manuscript, choices: Choices = Choices(), report: Report | None = None) -> Story:  # noqa: B008
    """Tell chapters, scene breaks and notes. Doubts and overrides that match nothing go to `report`."""
    report = report if report is not None else Report()
    items = itemise(manuscript, own_lines)
    plan = make_plan(items, manuscript, choices, report)
    metadata, title_from, left_out = story_metadata(items, plan, manuscript, choices)
    verdicts = verdicts_of(items, plan)
    builder = Builder(items, plan, verdicts, choices)
    front, chapters, back = builder.build()
    title_lines = items[plan.title].where if plan.title is not None else Lines(0, 0)
    story = Story(
        source=manuscript.source,
        metadata=metadata,
        chapters=chapters,
        front=front,
        back=back,
        assets=manuscript.assets,
        left_out=(*manuscript.left_out, *left_out, *builder.left_out, *builder.unused_marks()),
        title_lines=title_lines,
        title_from=title_from,
        format=manuscript.format,
        hints=hints(chapters),
        spots=manuscript.spots,
        files=manuscript.files,
        counts_blocks=manuscript.counts_blocks,
    )
    _tell_doubts(story, report)
    _tell_missing(plan.heads, items, manuscript, report)
    return story


def _tell_missing(heads: Sequence[Head], items: Sequence[Item], manuscript: Manuscript, report: Report) -> None:
    """Chapter numbers that skip one: a chapter may be missing from the download."""
    numbered = [
        head for head in heads if head.role is Role.HEAD and head.number is not None and head.form is Form.CHAPTER
    ]
    for a, b in itertools.pairwise(numbered):
        if a.number is not None and b.number is not None and a.number + 1 < b.number <= a.number + 50:
            report.warn(
                "missing-chapter",
                manuscript.place(items[b.first].where),
                f"'{b.label}' follows '{a.label}'; look whether a chapter is missing from the file, and save it again",
            )


def _tell_doubts(story: Story, report: Report) -> None:
    for number, chapter in enumerate(story.chapters):
        for scene in chapter.scenes:
            if scene.opening and scene.opening.confidence < 0.8:
                report.info("doubtful-break", story.place(scene.opening.where, number),
                            f"set as a scene break, {scene.opening.confidence:.0%} sure ({'; '.join(scene.opening.evidence)}); no_breaks in fanpack.toml takes it out")  # fmt: skip
            for block in scene.blocks:
                if isinstance(block, Gap) and block.confidence >= 0.3:
                    report.info("doubtful-gap", story.place(block.where, number),
                                f"kept as white space, {block.confidence:.0%} sure of a scene break; breaks in fanpack.toml makes it one")  # fmt: skip
