"""Imports point down: the floors of docs/architecture.md, held by reading every import with `ast`.

Imports inside functions and under TYPE_CHECKING count like any other: being late does not make them point
elsewhere. A module's name in a string counts too, since tables load writers and readers that way.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = "packager"

# From the ground up. A stage may import itself and any floor below its own; stages of one floor never
# import one another. A stage is a name and the modules or packages that belong to it.
FLOORS: tuple[dict[str, tuple[str, ...]], ...] = (
    {
        "ground": (
            "",
            "addresses",
            "files",
            "html_book",
            "languages",
            "limits",
            "model",
            "problems",
            "progress",
            "walk",
            "wording",
            "workers",
            "zips",
        )
    },
    {
        "readers": ("fetch_http", "fetching", "readers", "source_lines", "sources"),
        "structure": ("structure",),
        "typography": ("typography",),
        "manifest": ("manifest",),
        "themes": ("sound_css", "themes"),
        "ledger": (
            *("ledger", "ledger_align", "ledger_claims", "ledger_epub", "ledger_files", "ledger_html"),
            *("ledger_letters", "ledger_order", "ledger_pdf", "ledger_report", "ledger_turned", "ledger_words"),
        ),
    },
    {"assembly": ("assembly",)},
    {"render": ("render",)},
    {"typeset": ("typeset",)},
    {"writers": ("writers",)},
    {
        "build": (
            "batch",
            "book_info",
            "build",
            "check",
            "check_epub",
            "check_pdf",
            "gather",
            "manifest_writer",
            "request",
        ),
        "send": ("send", "send_mail"),
        "serve": ("serve",),
    },
    {"cli": ("__main__", "cli", "inspect_report", "summary", "terminal")},
)

PLACES = {
    member: (floor, stage)
    for floor, stages in enumerate(FLOORS)
    for stage, members in stages.items()
    for member in members
}


def place(module: str) -> tuple[int, str] | None:
    """Floor and stage of 'packager.readers.ao3': by its first name below the package."""
    return PLACES.get(module.removeprefix(PACKAGE).removeprefix(".").split(".")[0])


@cache
def modules() -> dict[str, Path]:
    found = {}
    for path in sorted((ROOT / PACKAGE).rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imports(module: str, source: str, is_package: bool, early: bool = False) -> Iterator[tuple[int, str]]:
    """(line, module) for every import of the package in `source`, named in a string even.

    With `early`, only what importing the module runs at once: nothing late, no strings.
    """
    tree = ast.parse(source)
    for node in at_once(tree) if early else ast.walk(tree):
        match node:
            case ast.Import(names):
                named = [alias.name for alias in names]
            case ast.ImportFrom(base, names, level):
                if level:
                    here = module.split(".")
                    here = here[: len(here) - level + is_package]
                    base = ".".join([*here, *([base] if base else [])])
                named = [f"{base}.{alias.name}" for alias in names]
            case ast.Constant(str() as text):
                named = [text.partition(":")[0]] if text.startswith(f"{PACKAGE}.") else []
            case _:
                continue
        for name in named:
            target = nearest(name)
            if target and target != module:
                yield node.lineno, target


def at_once(node: ast.AST) -> Iterator[ast.AST]:
    """Nodes outside functions, TYPE_CHECKING blocks and strings."""
    for child in ast.iter_child_nodes(node):
        late = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Constant)
        if not (late or (isinstance(child, ast.If) and "TYPE_CHECKING" in ast.dump(child.test))):
            yield child
            yield from at_once(child)


def nearest(name: str) -> str | None:
    """The module that 'packager.model.Story' comes from; None for what is not ours."""
    if name != PACKAGE and not name.startswith(f"{PACKAGE}."):
        return None
    while name not in modules():
        if "." not in name:
            return None
        name = name.rpartition(".")[0]
    return name


def graph(early: bool = False) -> dict[str, list[tuple[int, str]]]:
    return {
        module: list(imports(module, path.read_text(encoding="utf-8"), path.name == "__init__.py", early))
        for module, path in modules().items()
    }


def complaint(module: str, line: int, target: str) -> str | None:
    """What is wrong with `module` importing `target`, in one line."""
    here, there = place(module), place(target)
    if here is None or there is None or here[1] == there[1] or there[0] < here[0]:
        return None
    path = modules()[module].relative_to(ROOT)
    if there[0] == here[0]:
        return f"{path}:{line}: {here[1]} imports {target}; stages of one floor never import one another"
    return f"{path}:{line}: {here[1]} imports {target}, which stands above it"


def test_every_module_has_its_floor() -> None:
    """A new module or package is given a place before it imports anything."""
    assert [module for module in modules() if place(module) is None] == []


def test_imports_point_down() -> None:
    """No module imports a stage above its own or beside it, however late."""
    found = [complaint(module, *edge) for module, edges in graph().items() for edge in edges]
    assert [line for line in found if line] == []


def test_no_import_goes_round() -> None:
    """No module leads back to itself, so each can be imported first. (A table's late imports of its rows may.)"""
    edges = {module: {target for _, target in found} for module, found in graph(early=True).items()}
    # Importing packager.render.book runs packager/render/__init__.py first; that is no edge of the design, as
    # the package's front only gathers names of its own modules.
    fronts = {module for module, path in modules().items() if path.name == "__init__.py"}
    done: set[str] = set()

    def visit(module: str, trail: tuple[str, ...]) -> None:
        assert module not in trail, " -> ".join((*trail[trail.index(module) :], module))
        if module in done:
            return
        for target in sorted(edges[module]):
            if not (target in fronts and module.startswith(f"{target}.")):
                visit(target, (*trail, module))
        done.add(module)

    for module in edges:
        visit(module, ())


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("import packager.cli", "packager.cli"),
        ("from packager import cli", "packager.cli"),
        ("from packager.cli import main", "packager.cli"),
        ("from ..cli import main", "packager.cli"),
        ("from . import base", "packager.readers.base"),
        ("def late():\n    from packager.cli import main", "packager.cli"),
        ("if TYPE_CHECKING:\n    from packager.cli import main", "packager.cli"),
        ("TABLE = {'epub': 'packager.cli:main'}", "packager.cli"),
    ],
)
def test_every_form_of_import_is_seen(source: str, target: str) -> None:
    """The reading of imports misses no way of writing one."""
    assert [found for _, found in imports("packager.readers.some", source, False)] == [target]


def test_an_import_upwards_is_named_with_its_place() -> None:
    """The complaint tells file, line, and what stands above what."""
    line = complaint("packager.model", 7, "packager.cli")
    assert line == "packager/model.py:7: ground imports packager.cli, which stands above it"
