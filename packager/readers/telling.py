"""What a conversion tells: one line for each kind of thing it dropped or could not keep."""

from __future__ import annotations

from packager.problems import Report
from packager.readers.gathering import Gathering


def tell(conversion: Gathering, report: Report) -> None:
    """Reports what a conversion dropped or could not keep."""
    label, counts, gallery, links = conversion.label, conversion.counts, conversion.gallery, conversion.links
    if gallery.missing:
        report.warn(
            "missing-image",
            label,
            f"{_count(len(gallery.missing), 'picture is', 'pictures are')} missing or damaged "
            f"(first: {short(gallery.missing[0])}); their alternative text stands in their place; "
            "save the page with its pictures",
        )
    if gallery.remote:
        report.warn(
            "remote-image",
            label,
            f"{_count(len(gallery.remote), 'picture stands', 'pictures stand')} on the web and "
            f"{'was' if len(gallery.remote) == 1 else 'were'} not fetched (first: {short(gallery.remote[0])}); "
            "build with --fetch-images to fetch them, or save the page with its pictures",
        )
    for why, addresses in gallery.refused.items():
        report.warn(
            "refused-image",
            label,
            f"{_count(len(addresses), 'picture', 'pictures')} of the web left out: {why} "
            f"(first: {short(addresses[0])}); save the page with its pictures",
        )
    if counts["colour"]:
        report.info(
            "colour-dropped", label, f"the colour of {counts['colour']} passages is dropped: a book is read in one"
        )
    if counts["hidden"]:
        report.info(
            "hidden-text",
            label,
            f"{counts['hidden']} hidden passages left out; if they are story, show them and save the page again",
        )
    if counts["embedded-content"] or counts["form-control"]:
        total = counts["embedded-content"] + counts["form-control"]
        report.info(
            "active-content",
            label,
            f"{total} embedded or form elements (scripts, players, buttons) left out: a book runs nothing",
        )
    if links.unsafe:
        report.info(
            "unsafe-link",
            label,
            f"{links.unsafe} links to files, scripts or data taken out, their words kept",
        )
    if links.dead:
        report.info("dead-link", label, f"{links.dead} links lead nowhere; their words are kept")
    if counts["nesting"]:
        report.info(
            "deep-nesting",
            label,
            f"{counts['nesting']} containers nested too deep are set as plain paragraphs",
        )


def short(address: str) -> str:
    """An address as it fits in a message: printable, at most 60 characters."""
    shown = "".join(character if character.isprintable() else "?" for character in address)
    return shown if len(shown) <= 60 else shown[:57] + "..."


def _count(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"
