"""The wheel holds the two packages with all their data, and nothing else."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

DATA = (".tcss", ".mo", ".toml", ".typed", ".sqlite3", ".mako", ".html", ".txt", ".css", ".j2", ".jinja")


@pytest.fixture(scope="module")
def wheel(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The names in a wheel built by the backend itself, which needs no network."""
    folder = tmp_path_factory.mktemp("wheel")
    build = "import sys; from hatchling.build import build_wheel; print(build_wheel(sys.argv[1]))"
    outcome = subprocess.run(
        [sys.executable, "-c", build, str(folder)], cwd=repository, capture_output=True, text=True, check=True
    )
    with zipfile.ZipFile(folder / outcome.stdout.split()[-1]) as built:
        return set(built.namelist())


def test_two_packages_and_nothing_else(wheel: set[str]) -> None:
    tops = {name.split("/")[0] for name in wheel}
    info = {top for top in tops if top.endswith(".dist-info")}
    assert len(info) == 1
    assert tops - info == {"callcenter", "screens"}


def test_every_file_of_data_is_in_it(wheel: set[str], repository: Path) -> None:
    there = {
        file.relative_to(repository).as_posix()
        for package in ("callcenter", "screens")
        for file in (repository / package).rglob("*")
        if file.suffix in DATA or file.name == "py.typed"
    }
    assert there <= wheel


@pytest.mark.parametrize(
    "needed",
    [
        "callcenter/py.typed",
        "screens/py.typed",
        "callcenter/points/gazetteer.sqlite3",
        ".tcss",
        ".mo",
        "taxonomy.toml",
    ],
)
def test_nothing_needed_is_forgotten(wheel: set[str], needed: str) -> None:
    assert any(name.endswith(needed) for name in wheel)


def test_no_litter(wheel: set[str]) -> None:
    assert not [
        name for name in wheel if "__pycache__" in name or name.endswith((".pyc", ".pot", "-wal", "-shm"))
    ]
