"""Print what fanpack sees in text files, as JSON: read -> to_story -> report."""

from __future__ import annotations

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from packager.inspect_report import story_report
from packager.problems import Report
from packager.readers.base import Source
from packager.readers.plain_text import PlainText
from packager.structure import to_story

if __name__ == "__main__":
    stories = []
    for name in sys.argv[1:]:
        for manuscript in PlainText().read(Source(name, Path(name).read_bytes()), Report()):
            stories.append(story_report(to_story(manuscript)))
    print(json.dumps({"stories": stories}, ensure_ascii=False, indent=1))
