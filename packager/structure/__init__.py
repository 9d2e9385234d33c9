"""Manuscript -> Story: chapters, scene breaks and notes, told as a careful reader would."""

from packager.structure.choices import Choices
from packager.structure.to_story import to_story

__all__ = ["Choices", "to_story"]
