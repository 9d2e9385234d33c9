"""Stories that try to reach out: not one foreign file is opened, not one connection made."""

from __future__ import annotations

import base64
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.command import environment, fanpack

STRACE = shutil.which("strace")

FILE_CALL = re.compile(r'(?:open|openat|openat2|stat|access|readlink|newfstatat|execve)\([^"]*"((?:[^"\\]|\\.)*)"')
NETWORK = re.compile(r"connect\(\d+, \{sa_family=AF_INET6?")


def svg(inside: str) -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">{inside}</svg>'


def page(canary: Path) -> str:
    """One saved page with every way of asking for a file or an address that we know of."""
    url = canary.as_uri()
    nested = base64.b64encode(svg(f'<image xlink:href="{url}" width="9" height="9"/>').encode()).decode()
    return f"""<!DOCTYPE html [<!ENTITY secret SYSTEM "{url}">]>
<html><head><title>Open &secret; Sesame</title><base href="file:///">
<link rel="stylesheet" href="{url}"><link rel="attachment" href="{url}"><link rel="icon" href="//192.0.2.1/i.ico">
<style>@import url("{url}"); @import "http://192.0.2.1/a.css"; body {{ background: url({url}) }}
@font-face {{ font-family: x; src: url({url}) }} p::before {{ content: url({url}) }}</style>
<script src="{url}"></script><script>fetch("http://192.0.2.1/")</script>
<meta http-equiv="refresh" content="0;url=http://192.0.2.1/"></head>
<body background="{url}" onload="alert(1)">
<h1>Chapter 1</h1>
<p style="background:url({url})">Once upon a time there was a door that nobody had ever opened, not even once.</p>
<p><img src="{url}" alt="a"><img src="{canary}" alt="b"><img src="../../../../../../..{canary}" alt="c">
<img src="http://192.0.2.1/x.png" srcset="{url} 2x" alt="d"><img src="\\\\192.0.2.1\\share\\x.png" alt="e"></p>
<p><img src="data:image/svg+xml;base64,{nested}" alt="f"><img src="data:text/html,<script>1</script>" alt="g"></p>
{svg(f'<image href="{url}"/><use href="{url}#x"/><script>1</script>')}
{svg(f'<foreignObject><iframe src="{url}"/></foreignObject>')}
<object data="{url}"></object><embed src="{url}"><iframe src="{url}"></iframe>
<video src="{url}" poster="{url}"></video><audio src="{url}"></audio>
<form action="{url}"><input type="image" src="{url}">
</form><p>It stayed shut, and <a href="javascript:alert(1)" rel="attachment">this</a> was
<a href="{url}" rel="attachment">the end</a> of it, as far as anybody could tell afterwards.</p>
<p>Beyond it lay a garden, &secret;, and a wall, and on the wall sat a cat who had seen it all.</p></body></html>"""


@pytest.fixture
def desk(tmp_path: Path) -> tuple[Path, Path]:
    """(a folder of hostile stories, the canary file that none of them may reach)."""
    canary = tmp_path / "elsewhere" / "canary-file.txt"
    canary.parent.mkdir()
    canary.write_text("the canary's secret words")
    stories = tmp_path / "stories"
    stories.mkdir()
    (stories / "page.html").write_text(page(canary), encoding="utf-8")
    (stories / "link.txt").symlink_to(canary)
    (stories / "story.md").write_text(
        f"# Door\n\nIt stood there for years, and no one asked why.\n\n![x]({canary.as_uri()})\n\n![y]({canary})\n\n"
        f"[z]({canary.as_uri()})\n\n<img src='{canary.as_uri()}'>\n",
        encoding="utf-8",
    )
    with zipfile.ZipFile(stories / "bundle.zip", "w") as bundle:
        bundle.writestr("../../escape.txt", "A story that wanted out of its archive and into the house next door.")
        bundle.writestr("/etc/escape.txt", "Another one that wanted to live in somebody's settings for ever.")
        link = zipfile.ZipInfo("link.txt")
        link.external_attr = 0o120777 << 16
        bundle.writestr(link, str(canary))
        bundle.writestr("fine.txt", "A quiet story.\n\nIt only wanted to be read, and so in the end it was read aloud.")
    return stories, canary


def traced(stories: Path, out: Path, log: Path) -> subprocess.CompletedProcess[str]:
    line = [str(STRACE), "-f", "-qq", "-e", "trace=file,connect", "-o", str(log), sys.executable, "-m", "packager"]
    line += ["build", str(stories), "-f", "epub", "-f", "pdf", "-f", "html", "--title", "Door", "-o", str(out)]
    return subprocess.run(line, capture_output=True, text=True, env=environment(), timeout=600, check=False)


@pytest.mark.skipif(STRACE is None, reason="strace is not installed: apt install strace")
def test_not_one_foreign_path_is_opened(desk: tuple[Path, Path], tmp_path: Path) -> None:
    """Every file call of a build of hostile stories is read: none names the canary, none connects."""
    stories, canary = desk
    done = traced(stories, tmp_path / "out", tmp_path / "trace.log")
    if "ptrace" in done.stderr and done.returncode:
        pytest.skip("strace may not trace here")
    assert done.returncode == 0, done.stderr
    trace = (tmp_path / "trace.log").read_text(errors="replace")
    assert "page.html" in trace  # the net is not empty
    opened = set(FILE_CALL.findall(trace))
    reached = {path for path in opened if canary.name in path and not path.startswith(str(stories))}
    # the link in the folder is looked at (where does it lead?) and left alone; its target is never opened
    assert not [line for line in trace.splitlines() if canary.name in line and re.search(r"\bopen(?:at2?)?\(", line)]
    assert reached <= {str(canary)}
    assert not NETWORK.search(trace)
    assert not (tmp_path / "escape.txt").exists()
    assert not (stories.parent.parent / "escape.txt").exists()


def test_nothing_of_it_lands_in_the_books(desk: tuple[Path, Path], tmp_path: Path) -> None:
    """No script, no handler, no foreign address and no word of the canary; the stories' own words are all there."""
    stories, _ = desk
    done = fanpack("build", stories, "-f", "epub", "-f", "html", "--title", "Door", "-o", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert "link.txt" in done.stderr  # what was refused is said
    with zipfile.ZipFile(tmp_path / "out" / "door.epub") as book:
        names = book.namelist()
        pages = "".join(book.read(name).decode() for name in names if name.endswith(".xhtml"))
    proof = (tmp_path / "out" / "door.html").read_text(encoding="utf-8")
    assert "on the wall sat a cat" in pages
    assert "read aloud" in pages
    for text in (pages, proof):
        assert "secret words" not in text
        assert not re.search(
            r"""(?:src|href|data|poster|action)\s*=\s*["']?\s*(?:file|javascript|//|http://192)""", text
        )
        for bad in ("<script", "onload", "javascript:", "<iframe", "<object", "<embed", "<form"):
            assert bad not in text
    assert not [name for name in names if name.startswith(("/", "..")) or "/../" in name]


@pytest.mark.parametrize(
    "name",
    [
        "<b>&\"'",
        "a\u202egnp.exe",
        "../../up",
        "C:\\con",
        "👩‍👩‍👧 family",
        "x" * 10_000,
        "\x1b[31mred\x07",
        "]]>",
        "a\x00b",
    ],
)
def test_names_land_escaped_everywhere(name: str, tmp_path: Path) -> None:
    """A strange title is text in the pages, the package, the file name and the terminal."""
    from lxml import etree

    story = tmp_path / "story.txt"
    story.write_text("It was a name that nobody could say twice in the same way, and so they wrote it down.\n")
    title = name.replace("\x00", "\ufffd")  # no argument can hold a NUL
    said = (f"--title={title}", f"--author={title}")
    done = fanpack("build", story, *said, "-f", "epub", "-f", "pdf", "-o", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert "\x1b" not in done.stdout + done.stderr
    assert "\x07" not in done.stdout + done.stderr
    made = sorted((tmp_path / "out").iterdir())
    assert [path.suffix for path in made] == [".epub", ".pdf"]
    assert all(len(path.name) < 120 and path.name.isascii() for path in made)
    with zipfile.ZipFile(made[0]) as book:
        for member in book.namelist():
            if member.endswith((".xhtml", ".opf", ".ncx")):
                etree.fromstring(book.read(member))
