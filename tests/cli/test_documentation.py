"""Each example of docs/commands.md is run and says what stands there.

``WRITE_DOCS=1 pytest tests/cli/test_documentation.py`` writes what the commands say into the page.
"""

import os
import re
import shlex
from pathlib import Path
from typing import Any

import pytest

BLOCK = re.compile(r"```console\n(.*?)```", re.DOTALL)
PIPED = re.compile(r"printf '(.*)' \| (.*)")


def examples(block: str) -> list[tuple[str, list[str]]]:
    """The commands of a block, each with the lines under it."""
    found: list[tuple[str, list[str]]] = []
    for line in block.splitlines():
        if line.startswith("$ "):
            found.append((line[2:], []))
        else:
            found[-1][1].append(line)
    return found


@pytest.fixture
def typed(run: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    (tmp_path / "people.csv").write_text("id,name,phones\n1,Ada King,+44 20 7946 0018\n2,,13912345678\n")
    monkeypatch.chdir(tmp_path)

    def say(command: str) -> list[str]:
        piped = PIPED.fullmatch(command)
        stdin = piped[1].encode().decode("unicode_escape").encode() if piped else b""
        program, *argv = shlex.split(piped[2] if piped else command)
        assert program == "callcenter"
        said = run(*argv, stdin=stdin)
        return (said.out + said.err).splitlines()

    return say


def test_every_example_says_what_stands_there(typed: Any, repository: Path) -> None:
    page = repository / "docs" / "commands.md"
    text = page.read_text()
    blocks = [examples(block) for block in BLOCK.findall(text)]
    assert len(blocks) > 10
    written = [_said(typed, block) for block in blocks]
    if os.environ.get("WRITE_DOCS"):
        fresh = iter(written)
        page.write_text(BLOCK.sub(lambda _match: f"```console\n{next(fresh)}```", text))
    assert "".join(written) == "".join(BLOCK.findall(page.read_text()))


def _said(typed: Any, block: list[tuple[str, list[str]]]) -> str:
    lines: list[str] = []
    for command, below in block:
        said = typed(command)
        lines += [f"$ {command}", *(["..."] if below == ["..."] else said)]
    return "".join(f"{line}\n" for line in lines)


def test_every_command_has_its_place_in_the_page(run: Any, repository: Path) -> None:
    page = (repository / "docs" / "commands.md").read_text()
    listed = re.findall(r"^    (\w+) ", run("--help").out, re.MULTILINE)
    assert len(listed) >= 14
    headings = " ".join(re.findall(r"^## (.*)$", page, re.MULTILINE))
    assert [name for name in listed if name not in headings] == []
