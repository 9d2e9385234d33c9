"""Score structure on a folder of gold texts: predictions in one process, then the corpus's own scorer.

usage: score_corpus.py CORPUS [PATH...] [-- SCORER OPTIONS]    (CORPUS holds score.py)
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from packager.inspect_report import story_report
from packager.problems import Report
from packager.readers.base import Source
from packager.readers.plain_text import PlainText
from packager.structure import to_story


def predict(path: Path) -> dict[str, Any]:
    """A text's findings in the scorer's own form."""
    (manuscript,) = PlainText().read(Source(str(path), path.read_bytes()), Report())
    found = story_report(to_story(manuscript))
    return {
        "title": found["title"],
        "chapters": [
            {"start_line": c["line"], "title": c["title"], "implicit": c["implicit"]} for c in found["chapters"]
        ],
        "scene_breaks": [{"resume_line": b["line"], "confidence": b["confidence"]} for b in found["scene_breaks"]],
        "gaps": [{"resume_line": b["line"], "confidence": b["confidence"]} for b in found["gaps"]],
        "spans": found["notes"],
        "text": found["text"],
    }


def main() -> None:
    args = sys.argv[1:]
    options = args[args.index("--") + 1 :] if "--" in args else []
    corpus, *paths = (Path(a) for a in (args[: args.index("--")] if "--" in args else args))
    names = [str(p) for p in paths] or [
        "samples_gold.json",
        "se/s0",
        "se/s1",
        "se/s2",
        "se/s3",
        "se/s4",
        "se/clean",
        "pg",
    ]
    for name in names:
        root = corpus / name
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder)
            start, size = time.process_time(), 0
            if root.suffix == ".json":
                for story in json.loads(root.read_text(encoding="utf-8"))["stories"]:
                    text = corpus.parent / "samples" / story["source"]["file"]
                    size += text.stat().st_size
                    (out / (text.name + ".pred.json")).write_text(json.dumps(predict(text)), encoding="utf-8")
            else:
                for gold in sorted(root.rglob("*.gold.json")):
                    text = gold.parent / json.loads(gold.read_text(encoding="utf-8"))["source"]["file"]
                    size += text.stat().st_size
                    target = out / gold.relative_to(root).with_name(gold.name.replace(".gold.json", ".pred.json"))
                    target.parent.mkdir(parents=True, exist_ok=True)
                    target.write_text(json.dumps(predict(text)), encoding="utf-8")
            cpu = time.process_time() - start
            subprocess.run(
                [
                    sys.executable,
                    str(corpus / "score.py"),
                    "--pred",
                    folder,
                    str(root),
                    "--label",
                    name,
                    *options,
                ],
                check=False,
            )
            print(f"    {cpu:.2f} s CPU, {cpu / size * 1e6:.2f} s a million bytes")


if __name__ == "__main__":
    main()
