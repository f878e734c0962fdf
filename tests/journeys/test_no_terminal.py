"""Where there is no terminal the demo takes the tour, in plain text."""

import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_the_demo_without_a_terminal_walks_to_the_closed_case(
    store: Path, tmp_path: Path, language: str
) -> None:
    command = (Path(sys.executable).with_name("callcenter"), "demo", "--store", store, "--language", language)
    home = {"HOME": str(tmp_path), "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}
    home |= {name: os.environ[name] for name in ("PYTHONPATH",) if name in os.environ}
    run = subprocess.run(
        command, stdin=subprocess.DEVNULL, capture_output=True, text=True, env=home, timeout=60, check=False
    )
    assert run.returncode == 0, run.stderr
    assert "\x1b" not in run.stdout
    for words in ("王小明", "closed" if language == "en" else "已结案"):
        assert words in run.stdout
    assert run.stdout.splitlines()[-1].strip()
