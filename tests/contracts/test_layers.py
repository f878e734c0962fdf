"""The rooms stand in their order, and the contracts that say so can tell a breach."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest


def lint(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = "from importlinter.cli import lint_imports_command as main; main()"
    return subprocess.run(
        [sys.executable, "-c", command, "--no-cache", "--no-logo", *options],
        cwd=folder, capture_output=True, text=True, check=False, env={"PYTHONPATH": str(folder)},
    )  # fmt: skip


def test_the_rooms_stand_in_their_order(repository: Path) -> None:
    outcome = lint(repository)
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr


@pytest.mark.parametrize(
    ("module", "line", "broken"),
    [
        ("callcenter/cases/new.py", "import callcenter.dispatch", "A room imports only the rows under its own"),
        ("callcenter/points/new.py", "import textual", "The house knows no terminal"),
        ("callcenter/desk/new.py", "import screens", "The house knows no terminal"),
        ("screens/new.py", "from callcenter.store import store", "The screens know only the desk"),
        ("callcenter/store/new.py", "import callcenter.outbox.words", "A room imports only the rows under its own"),
        ("callcenter/attic/__init__.py", "", "A room imports only the rows under its own"),
    ],
)  # fmt: skip
def test_a_breach_is_seen(repository: Path, tmp_path: Path, module: str, line: str, broken: str) -> None:
    shop = tmp_path / "shop"
    shop.mkdir()
    (shop / "pyproject.toml").write_text(
        (repository / "pyproject.toml").read_text(encoding="utf-8"), encoding="utf-8"
    )
    for source in [*repository.glob("callcenter/**/*.py"), *repository.glob("screens/**/*.py")]:
        copy = shop / source.relative_to(repository)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text("", encoding="utf-8")  # the modules alone: only the new line may break a contract
    (shop / module).parent.mkdir(exist_ok=True)
    (shop / module).write_text(line + "\n", encoding="utf-8")
    outcome = lint(shop)
    assert outcome.returncode == 1
    assert f"{broken} BROKEN" in outcome.stdout or "not listed" in outcome.stdout, (
        outcome.stdout + outcome.stderr
    )


def test_every_contract_of_the_design_stands(repository: Path) -> None:
    table = tomllib.loads((repository / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    layers = table["contracts"][0]
    assert layers["exhaustive"], "a room that no layer names would be free to import anything"
    assert [contract["type"] for contract in table["contracts"]] == ["layers", "forbidden", "forbidden"]
