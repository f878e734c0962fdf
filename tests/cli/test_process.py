"""The console script itself: pipes and exit status."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

PROGRAM = Path(sys.executable).with_name("callcenter")


@pytest.fixture
def script(place: Any) -> Any:
    def typed(command: Any, stdin: Any = b"", **environment: Any) -> Any:
        return subprocess.run(
            ["bash", "-o", "pipefail", "-c", command.replace("callcenter", str(PROGRAM))],
            input=stdin, capture_output=True, check=False, timeout=60, env=os.environ | environment,
        )  # fmt: skip

    return typed


def test_a_reader_that_has_read_enough_is_no_fault(script: Any, run: Any) -> None:
    for number in range(3):
        assert run("case", "log", f"stalls {number}", "--customer", 1).status == 0
    done = script("callcenter queue | head -1")
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.startswith(b"Case")
    lines = b"13912345678\n" * 5_000  # ten times what a pipe holds
    done = script("callcenter phone - | head -1", stdin=lines)
    assert (done.returncode, done.stderr, done.stdout.count(b"\n")) == (0, b"", 1)


def test_a_full_disk_is_a_sentence(script: Any) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no such device here")
    done = script("callcenter phone 13912345678 > /dev/full")
    assert done.returncode == 1
    assert done.stderr == b"callcenter: The answer can't be written: No space left on device.\n"


def test_a_pipe_without_chinese_carries_escapes(script: Any) -> None:
    done = script("callcenter lookup 13912345678 --json", PYTHONIOENCODING="ascii")
    assert json.loads(done.stdout)[0]["name"] == "王小明"
    assert script("callcenter lookup 13912345678", PYTHONIOENCODING="ascii").returncode == 0


def test_each_answer_leaves_at_once(place: Any) -> None:
    """A script asks, reads the answer, and asks again."""
    with subprocess.Popen(
        [PROGRAM, "phone", "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=os.environ
    ) as process:
        for line in (b"13912345678\n", b"\n", b"de\t030 1234567\n"):
            process.stdin.write(line)
            process.stdin.flush()
            assert isinstance(json.loads(process.stdout.readline()), list)
        process.stdin.close()
        assert process.wait() == 0


def test_exit_status(script: Any) -> None:
    assert script("callcenter phone 13912345678").returncode == 0
    assert script("callcenter case show 1-1").returncode == 1
    assert script("callcenter points near").returncode == 2
    assert script("callcenter").returncode == 2
