"""Made-up prose for structure's tests, and the shortest way from a text to its story."""

from __future__ import annotations

from collections import Counter

from packager.model import Manuscript, Note, Story, block_text, words
from packager.problems import Report
from packager.readers.base import Source
from packager.readers.plain_text import PlainText
from packager.structure import Choices, to_story

PROSE = (
    "The ferry came in late, and the boys on the quay had long since stopped counting the lamps along the wall.",
    "Ilse folded the letter twice, put it under the clock where nobody looked, and went out to feed the hens.",
    "By noon the road was white with dust, and the carter had not spoken one word since they left the mill.",
    "He knew every stone of the yard and yet the yard seemed strange to him, as if somebody had moved the walls.",
    "The old dog lifted his head, listened to something far down the valley, and laid it on his paws again.",
    "She had meant to be kind about it, but the kettle boiled over and the moment for kindness went with the steam.",
    "Nobody in the village remembered the bridge without its lion, although the lion was younger than most of them.",
    "When the bell rang for the third time the teacher closed her book and looked at the empty bench by the stove.",
)
TALK = (
    '"You are late," said Ilse, and moved the lamp so that she could see his face.',
    '"The river is up," he answered. "We had to go round by the mill."',
    '"And the letter?"',
    '"Burnt," he said, and would not look at her.',
)


def prose(count: int, start: int = 0) -> list[str]:
    """Paragraphs of story, talk among them."""
    out = []
    for i in range(start, start + count):
        out.append(PROSE[i % len(PROSE)])
        if i % 4 == 3:
            out += TALK
    return out


def chapter(count: int = 12, start: int = 0) -> str:
    return "\n\n".join(prose(count, start))


def manuscript(text: str, name: str = "story.txt") -> Manuscript:
    (found,) = PlainText().read(Source(name, text.encode()), Report())
    return found


def tell(text: str, choices: Choices | None = None, report: Report | None = None, name: str = "story.txt") -> Story:
    return to_story(manuscript(text, name), choices or Choices(), report)


def headings(story: Story) -> list[tuple[str, str]]:
    return [(chapter.label, chapter.title) for chapter in story.chapters if not chapter.implicit]


def notes(story: Story) -> list[tuple[str, str]]:
    """(kind, first words) of all notes in order."""
    inside = [b for c in story.chapters for s in c.scenes for b in s.blocks if isinstance(b, Note)]
    found = [*story.front, *inside, *story.back]
    return [(note.kind.value, " ".join(block_text(note).split()[:4])) for note in found]


def breaks(story: Story) -> list[str]:
    """The marker of every scene break, in order."""
    return [s.opening.marker for c in story.chapters for s in c.scenes if s.opening]


def lost_and_doubled(manuscript: Manuscript, story: Story) -> tuple[Counter[str], Counter[str]]:
    """Words of the source that the story lacks, and those it holds too often."""
    own = Counter(w for e in manuscript.elements for w in words(block_text(e)))
    parts = [*map(block_text, story.front), *map(block_text, story.back)]
    if story.title_from == "title line":
        parts.append(story.metadata.title)
    for chapter in story.chapters:
        parts += [chapter.part, chapter.heading_rest, chapter.label, chapter.title]
        for scene in chapter.scenes:
            if scene.opening and scene.opening.marker not in ("blank", "hr", "image"):
                parts.append(scene.opening.marker)
            parts += map(block_text, scene.blocks)
    have = Counter(w for part in parts for w in words(part))
    have += Counter(w for out in story.left_out for w in out.words)
    return own - have, have - own
