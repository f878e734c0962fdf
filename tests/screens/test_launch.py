"""The command line before anything is imported, and what it says where there is no terminal."""

import subprocess
import sys
from pathlib import Path

import pytest

import callcenter
from screens import launch


def run(*argv: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "screens.launch", *argv],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_version_and_help_answer_without_textual() -> None:
    code = (
        "import sys; from screens import launch; launch.main(['--version']); launch.main(['--help']);"
        "print([name for name in ('textual', 'rich', 'asyncio', 'sqlalchemy') if name in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert f"callcenter {callcenter.__version__}" in said
    assert "--theme dark|light|16|plain" in said
    assert said.rstrip().endswith("[]")


def test_without_a_terminal_it_names_the_commands_that_need_none() -> None:
    done = run()
    assert done.returncode == 2
    assert done.stdout == ""
    assert "needs a terminal" in done.stderr
    assert "callcenter lookup TEXT" in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_dumb_terminal_is_refused_with_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    said = launch.no_terminal({"TERM": "dumb"})
    assert said is not None
    assert "TERM=dumb" in said
    assert "TERM=xterm-256color" in said
    assert launch.no_terminal({"TERM": "xterm"}) is None


@pytest.mark.parametrize(
    ("argv", "options"),
    [
        ([], {}),
        (["--store", "s.db", "--agent=li"], {"store": "s.db", "agent": "li"}),
        (["--language", "zh_CN", "--theme", "16"], {"language": "zh_CN", "theme": "16"}),
        (["lookup", "x"], None),
        (["--store", "s.db", "queue"], None),
        (["--store"], None),
        (["--unknown"], None),
    ],
)
def test_only_the_plain_console_is_taken_here(argv: list[str], options: dict[str, str] | None) -> None:
    assert launch.plain_options(argv) == options


def test_the_environment_suits_old_terminals_and_ssh_and_respects_the_user() -> None:
    here: dict[str, str] = {}
    launch.set_environment(here)
    assert here["TEXTUAL_ANIMATIONS"] == "none"
    assert here["TEXTUAL_DISABLE_KITTY_KEY"] == "1"
    assert "ESCDELAY" not in here
    far = {"SSH_CONNECTION": "1.2.3.4 5 6.7.8.9 22", "TEXTUAL_FPS": "60"}
    launch.set_environment(far)
    assert far["ESCDELAY"] == "250"
    assert far["TEXTUAL_FPS"] == "60"


def test_another_package_named_screens_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert launch._two_places() is None
    monkeypatch.setattr(launch, "__file__", str(tmp_path / "screens" / "launch.py"))
    complaint = launch._two_places()
    assert complaint is not None
    assert str(tmp_path / "screens") in complaint
