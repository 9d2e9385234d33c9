"""Foliate, a reader for the Linux desktop on WebKit, opens the built book and turns its pages."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from PIL import Image

from tests.reading_systems.harness import Epub

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NEEDED = ("foliate", "xvfb-run", "xdotool", "dbus-run-session", "import")
PAGES = 8

# No window manager runs there: the window is found by its class and given the keys by hand.
SESSION = """
dbus-run-session -- foliate "$1" > log.txt 2>&1 &
for second in $(seq 60); do
  window=$(xdotool search --onlyvisible --class foliate 2>/dev/null | tail -1)
  test -n "$window" && break
  sleep 1
done
sleep 10
xdotool windowsize "$window" 1000 800; xdotool windowmove "$window" 0 0; xdotool windowfocus "$window"
sleep 2
for page in $(seq "$2"); do
  import -window root "page$page.png"
  xdotool key --clearmodifiers Right
  sleep 1.5
done
kill %1
"""


def test_foliate_opens_the_book_and_turns_its_pages(example_epub: Epub, tmp_path: Path) -> None:
    """Each key shows another page with something on it, and the reader logs no script error."""
    missing = [name for name in NEEDED if not shutil.which(name)]
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)} (apt install foliate xvfb xdotool dbus-x11 imagemagick)")
    runtime = tmp_path / "run"
    runtime.mkdir(mode=0o700)
    shutil.copy(example_epub.path, tmp_path / "book.epub")
    extra = {
        "HOME": str(tmp_path),
        "XDG_RUNTIME_DIR": str(runtime),
        "GDK_BACKEND": "x11",
        "LIBGL_ALWAYS_SOFTWARE": "1",
        "WEBKIT_DISABLE_COMPOSITING_MODE": "1",
        "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1",  # its sandbox needs rights that a container has not
    }
    command = [
        "xvfb-run",
        "-a",
        "-s",
        "-screen 0 1000x800x24",
        "bash",
        "-c",
        SESSION,
        "foliate",
        "book.epub",
        str(PAGES),
    ]
    subprocess.run(
        command, cwd=tmp_path, env={**os.environ, **extra}, timeout=180, stdin=subprocess.DEVNULL, check=False
    )
    shots = [Image.open(tmp_path / f"page{number}.png").convert("L") for number in range(1, PAGES + 1)]
    assert len({shot.tobytes() for shot in shots}) == PAGES, f"a page did not turn; see {tmp_path}"
    log = (tmp_path / "log.txt").read_text(encoding="utf-8", errors="replace")
    assert "JS ERROR" not in log
