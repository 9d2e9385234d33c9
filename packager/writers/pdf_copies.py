"""The typesetter's wider and narrower copies of a theme's faces, made once and kept.

Making them takes about a third of a second each, so they are kept in the user's cache folder by what they are made
from, whether or not laid-out parts are.
"""

from __future__ import annotations

import re

from packager.typeset import CssStyles, Face, Tuning, Typesetter, TypeSpec
from packager.typeset.faces import can_expand, expanded, factor, tracking
from packager.writers.pdf_cache import Cache, cache_folder, fingerprint
from packager.writers.pdf_layout import FaceFile

LIMIT = 200 * 2**20  # bytes; six themes


def copies(faces: tuple[Face, ...], tuning: Tuning) -> tuple[tuple[FaceFile, ...], str]:
    """The copies as font files, and the rules that lines need."""
    cache = Cache(folder=cache_folder("faces"), limit=LIMIT)
    made: list[FaceFile] = []
    steps = [step for step in range(-tuning.steps, tuning.steps + 1) if step and tuning.expansion]
    for face in faces:
        if not can_expand(face):
            continue
        for step in steps:
            scale, track = factor(step, tuning), tracking(step, tuning)
            key = fingerprint("copy", face, step, scale, track)
            data = cache.get(key)
            if data is None:
                copy = expanded(face, step, scale, track)
                data = copy.family.encode() + b"\n" + copy.data
                cache.put(key, data)
            family, _, content = data.partition(b"\n")
            made.append(FaceFile(f"{key}.ttf", family.decode(), face.weight, face.italic, content))
    cache.trim()
    spec = TypeSpec(1.0, faces, CssStyles(), "en", tuning)
    rules = Typesetter(spec).css()
    natural = re.search(r"\.set \.ws0\{([^}]*)\}", rules)
    return tuple(made), rules + (f"\n.set{{{natural[1]}}}\n" if natural else "")
