"""Runs fanpack as if markdown-it-py were not installed."""

import sys

sys.modules["markdown_it"] = None
from packager.cli import main  # noqa: E402

main()
