"""What is on the path to the first frame imports the standard library and its like only."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

LIGHT = {"errors", "clock", "i18n", "settings", "tables", "reading"}
LIGHT_FILES = {
    "views.py",
    "words.py",
    "taxonomy.py",
    "cover.py",
    "terms.py",
    "ring_views.py",
    "opening_views.py",
}


def light(repository: Path) -> list[Path]:
    package = repository / "callcenter"
    rooms = [file for name in LIGHT_FILES for file in package.glob(f"*/{name}")]
    return sorted(rooms + [package / f"{name}.py" for name in LIGHT])


def imported(tree: ast.AST) -> Iterator[str]:
    """What a module imports as it is loaded: not within functions, not for the type checker alone."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            yield from (name for other in node.orelse for name in imported(other))
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        else:
            yield from imported(node)


def is_light(name: str) -> bool:
    first, *rest = name.split(".")
    if first != "callcenter":
        return first in sys.stdlib_module_names
    return (
        not rest or rest[0] in LIGHT or any(f"{part}.py" in LIGHT_FILES for part in rest) or rest[0][0] == "_"
    )


def test_light_modules_import_light_modules_only(repository: Path) -> None:
    files = light(repository)
    assert len(files) > len(LIGHT)
    heavy = [
        f"{file.relative_to(repository)} imports {name}"
        for file in files
        for name in imported(ast.parse(file.read_text(encoding="utf-8")))
        if not is_light(name)
    ]
    assert not heavy


def test_a_heavy_import_would_be_seen() -> None:
    source = "import os\nclass A:\n    import sqlalchemy\ntry:\n    from callcenter.store.store import Store\nexcept E: pass"
    source += "\ndef f():\n    import httpx\nif TYPE_CHECKING:\n    import pydantic"
    assert [name for name in imported(ast.parse(source)) if not is_light(name)] == [
        "sqlalchemy", "callcenter.store.store.Store"
    ]  # fmt: skip
