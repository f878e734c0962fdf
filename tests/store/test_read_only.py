"""A store that may only be read is one clear sentence, for whoever isn't root."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.lived_in import live_in

# Root may write everything, so it becomes nobody, but after what nobody may not read has been loaded: by the
# same command on a copy that may be written.
SCRIPT = """
import os, pwd, sys
from callcenter.cli.main import main
store, copy, *command = sys.argv[1:]
said = main(["--store", copy, *command], lambda **more: 0)
sys.stdout.flush()
sys.stderr.write("----")
sys.stderr.flush()
if os.geteuid() == 0:
    user = pwd.getpwnam("nobody")
    os.setgroups([])
    os.setgid(user.pw_gid)
    os.setuid(user.pw_uid)
sys.exit(main(["--store", store, *command], lambda **more: 0))
"""


@pytest.fixture
def read_only() -> Iterator[Path]:
    """A store in a folder that its reader may look into, and no more; nothing above it keeps him away."""
    above = Path(tempfile.mkdtemp(prefix="read_only", dir="/tmp"))
    above.chmod(0o755)
    folder = above / "store"
    folder.mkdir()
    path = live_in(folder / "store.sqlite3")
    shutil.copy(path, above / "copy.sqlite3")
    path.chmod(0o444)
    folder.chmod(0o555)
    yield path
    folder.chmod(0o755)
    shutil.rmtree(above)


def said(store: Path, *command: object) -> tuple[int, str]:
    """What a command says to somebody who may not write."""
    copy = store.parent.parent / "copy.sqlite3"
    words = [sys.executable, "-c", SCRIPT, str(store), str(copy), *map(str, command)]
    homes = dict.fromkeys(("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"), str(copy.parent))
    here = os.environ | homes | {"CALLCENTER_REGION": "CN", "CALLCENTER_AGENT": "王芳"}
    done = subprocess.run(words, capture_output=True, text=True, check=False, env=here)
    return done.returncode, done.stderr.rpartition("----")[2]


@pytest.mark.parametrize("command", [("queue",), ("case", "show", "1001-9"), ("db", "check")])
def test_a_store_that_may_not_be_written_is_said_to_be_so(read_only: Path, command: tuple[str, ...]) -> None:
    status, words = said(read_only, *command)
    assert (status, words.count("\n")) == (1, 1), words
    assert f"The store {read_only} can't be" in words
    assert "Check who owns the file and its folder" in words or "Check that the folder is there" in words
