"""What a conversion tells: one line for each kind of thing it dropped or could not keep, with the first's place."""

from __future__ import annotations

from packager.model import Lines
from packager.model import place as place_of
from packager.problems import Report
from packager.readers.gathering import Gathering


def tell(conversion: Gathering, report: Report) -> None:
    """Reports what a conversion dropped or could not keep."""
    counts, gallery, links = conversion.counts, conversion.gallery, conversion.links

    def at(*kinds: str) -> str:
        """The file, with the first place where one of these was met."""
        places = [place for kind in kinds if (place := conversion.firsts.get(kind))]
        first = min(places, default=0)
        return place_of(conversion.label, Lines(first, first), tuple(conversion.spots), conversion.counts_blocks)

    if gallery.missing:
        report.warn(
            "missing-image",
            at("missing"),
            f"{_count(len(gallery.missing), 'picture is', 'pictures are')} missing or damaged "
            f"(first: {short(gallery.missing[0])}); their alternative text stands in their place; "
            "save the page with its pictures",
        )
    if gallery.remote:
        report.warn(
            "remote-image",
            at("remote"),
            f"{_count(len(gallery.remote), 'picture stands', 'pictures stand')} on the web and "
            f"{'was' if len(gallery.remote) == 1 else 'were'} not fetched (first: {short(gallery.remote[0])}); "
            "build with --fetch-images to fetch them, or save the page with its pictures",
        )
    for why, addresses in gallery.refused.items():
        report.warn(
            "refused-image",
            at(f"refused: {why}"),
            f"{_count(len(addresses), 'picture', 'pictures')} of the web left out: {why} "
            f"(first: {short(addresses[0])}); save the page with its pictures",
        )
    if colours := counts["colour"]:
        report.info(
            "colour-dropped",
            at("colour"),
            f"the colour of {_count(colours, 'passage')} is dropped: a book is read in one; "
            "where it tells who speaks, set italics or bold in the file",
        )
    if hidden := counts["hidden"]:
        report.info(
            "hidden-text",
            at("hidden"),
            f"{_count(hidden, 'hidden passage')} left out; if {'it is' if hidden == 1 else 'they are'} story, "
            "show it and save the page again",
        )
    if total := counts["embedded-content"] + counts["form-control"]:
        report.info(
            "active-content",
            at("embedded-content", "form-control"),
            f"{_count(total, 'embedded or form element')} (scripts, players, buttons) left out: a book runs nothing; "
            "words of the story in them must be copied into its text",
        )
    if links.unsafe:
        report.info(
            "unsafe-link",
            at("unsafe"),
            f"{_count(links.unsafe, 'link')} to files, scripts or data taken out, the words kept; "
            "a link to a web address would stay",
        )
    if links.dead:
        report.info(
            "dead-link",
            at("dead"),
            f"{_count(links.dead, 'link leads', 'links lead')} nowhere; the words are kept; "
            "if notes should be there, save the page whole",
        )
    if nesting := counts["nesting"]:
        report.info(
            "deep-nesting",
            at("nesting"),
            f"{_count(nesting, 'container')} nested too deep set as plain paragraphs; "
            "take some of the quotes or lists around them out of the file",
        )


def short(address: str) -> str:
    """An address as it fits in a message: printable, at most 60 characters."""
    shown = "".join(character if character.isprintable() else "?" for character in address)
    return shown if len(shown) <= 60 else shown[:57] + "..."


def _count(count: int, one: str, many: str = "") -> str:
    return f"{count:,} {one if count == 1 else many or one + 's'}"
