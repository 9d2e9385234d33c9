"""Made-up books for the writers' tests."""

from __future__ import annotations

import base64

import pytest

from packager.assembly import AssemblyOptions, assemble
from packager.html_book import HtmlBook
from packager.model import (
    Align,
    Asset,
    BookInfo,
    Break,
    Chapter,
    Chat,
    Figure,
    Footnote,
    Gap,
    Image,
    Mark,
    Marked,
    Message,
    Metadata,
    Note,
    NoteKind,
    Paragraph,
    Quote,
    QuoteKind,
    Scene,
    Series,
    Signpost,
    Spoken,
    Story,
    Text,
    Verse,
)
from packager.render import Openings, RenderOptions, render

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)

RAIN = (
    "“The rain had not let up since the ferry,” said Ilse, and nobody at the long table answered her. The "
    "lamps were low; somebody had drawn the shutters against the harbour, and the wind found its way in all "
    "the same, under the door and through the warped frames, until the flames leaned over as if to listen. "
    "She counted five chairs and six cups. It was the kind of thing her grandmother would have remarked on."
)
WALK = (
    "They went down by the fish stairs, where the stone was worn into shallow bowls and each bowl held its "
    "own small moon. Tomas said there had been a time when every one of these doors stood open until the "
    "last boat was in. “And then?” she asked. “Then the last boat was late,” he said, and would say no more."
)
SHORT = "“No,” said Ilse."


def p(*inlines: object, **more: object) -> Paragraph:
    return Paragraph(tuple(Text(i) if isinstance(i, str) else i for i in inlines), **more)  # type: ignore[arg-type]


def em(text: str) -> Marked:
    return Marked(Mark.EMPHASIS, (Text(text),))


def first_story() -> Story:
    opening = Scene(
        (
            p(RAIN),
            p(SHORT),
            p(
                WALK,
                " It was ",
                em("entirely"),
                " like him, ",
                Marked(Mark.STRONG, (Text("wasn’t"),)),
                " it?",
            ),
            p(
                "A word with a note",
                Footnote((p("Fish stairs: steps that lead down to the boats."),)),
                " in it.",
            ),
        )
    )
    second = Scene(
        (p(WALK), Gap(2, confidence=0.4), p(RAIN), p("On the door it said"), p("CLOSED", align=Align.CENTER)),
        Break("***"),
    )
    letter = Quote(
        (
            p("Dear Tomas,"),
            p("The cups are six because you set one out. ", em("You always do.")),
            p("I.", align=Align.END),
        ),
        QuoteKind.LETTER,
    )
    chat = Chat((Message("Ilse", (p("are you awake"),)), Message("Tomas", (p("no"), p("why")), own=True)))
    verse = Verse(
        (
            (Text("Six cups upon the table,"),),
            (Text("five chairs along the wall,"),),
            (Text(""),),
            (Text("and who will drink the sixth of them"),),
            (Text("if no one comes at all?"),),
        )
    )
    third = Scene(
        (
            Signpost((Text("Tomas’s POV"),)),
            p(WALK),
            letter,
            chat,
            verse,
            Figure(Image("map.png", "A map of the harbour, drawn by hand"), (Text("The harbour"),)),
            Quote((p(RAIN),), QuoteKind.FLASHBACK),
            p("He spelled it ", Spoken((Text("Straße"),), lang="de"), " out of habit."),
        )
    )
    return Story(
        "six-cups.txt",
        Metadata(
            title="Six Cups",
            authors=("Maria Vega",),
            summary=(p("Five chairs, six cups, and a ferry that has been late for eleven years."),),
            fandoms=("The Harbour Lights",),
            rating="Teen And Up Audiences",
            relationships=("Ilse/Tomas",),
            characters=("Ilse Brandt", "Tomas"),
            tags=("Slow Burn", "Found Family"),
            language="en",
            series=(Series("Tide Tables", "2"),),
            published="2019-03-04",
            source_url="https://example.org/works/1",
        ),
        (
            Chapter((opening, second), label="Chapter 1", title="The Long Table"),
            Chapter((third,), label="Chapter 2", title="What the Wind Said"),
        ),
        front=(Note(NoteKind.DISCLAIMER, (p("I do not own The Harbour Lights; it belongs to its makers."),)),),
        back=(
            Note(
                NoteKind.AUTHORS_NOTE,
                (p("Thank you for reading. Come and shout at me about cups."),),
                title="Author’s Note",
            ),
        ),
        assets=(Asset("map.png", "image/png", PIXEL),),
    )


def second_story() -> Story:
    return Story(
        "grey.txt",
        Metadata(
            title="The Grey Hour",
            authors=("moonfall", "xX_Sora_Xx"),
            fandoms=("Paper Kingdoms",),
            language="en",
        ),
        (Chapter((Scene((p(WALK), p(RAIN), p(SHORT))), Scene((p(RAIN), p(WALK)), Break("blank")))),),
    )


@pytest.fixture
def leaf_book() -> HtmlBook:
    """Two made-up stories with everything a page can hold."""
    return sample_book()


def sample_book(title: str = "Leaf and Sand") -> HtmlBook:
    info = BookInfo(
        title,
        publisher="The Back Room Press",
        date="2024-05-01",
        dedication="For whoever set out the sixth cup",
        series=(Series("Collected Tides", "1"),),
    )
    anthology = assemble(info, (first_story(), second_story()), AssemblyOptions())
    return render(anthology, RenderOptions(Openings(lead_in=3, lead_in_after_break=True, drop_cap=True)))
