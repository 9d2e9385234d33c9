"""What the user decided against fanpack's guesses, anchored to words around the place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from packager.structure.scenes import DEFAULT_THRESHOLD


@dataclass(frozen=True, slots=True)
class Choices:
    """Overrides for one story. Each anchor is the first words of the paragraph it speaks of; a few are
    enough where no other paragraph holds them. `threshold` is the least probability (0 to 1) at which an
    unmarked gap becomes a scene break. `places` are where the user wrote the anchors ('fanpack.toml:12')."""

    breaks: tuple[str, ...] = ()  # a scene break before the paragraph
    no_breaks: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()  # the paragraph is a note
    not_notes: tuple[str, ...] = ()  # the paragraph is story
    chapters: tuple[str, ...] = ()  # the paragraph is a chapter heading
    no_chapters: tuple[str, ...] = ()
    title: str = ""
    authors: tuple[str, ...] = ()
    threshold: float = DEFAULT_THRESHOLD
    places: Mapping[str, str] = field(default_factory=dict)
