"""The lock holds names, versions and hashes, and no committed file names a place to fetch packages from."""

import re
import subprocess
from itertools import pairwise
from pathlib import Path

import pytest

# Written in halves, so that this file is clean as well.
ADDRESSES = re.compile(
    "|".join([
        "py" + r"pi\.org", "python" + "hosted", "--(extra-)?index-" + "url", "--find-" + "links", "--trusted-" + "host",
        r"://\S*/sim" + r"ple\b", "file:" + "//", "arti" + "factory", "dev" + r"pi\b", "mirrors?" + r"\.[a-z]+\.[a-z]+",
        "(?:pip|uv|npm|yarn)" + "_(?:extra_)?index", "npm" + "js",
    ]), re.IGNORECASE,
)  # fmt: skip
ENTRY = re.compile(r"^([a-z0-9][a-z0-9._-]*)==(\S+?)(?: ; (.+?))? \\$")
HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}(?: \\)?$")


def committed(repository: Path) -> list[Path]:
    if not (repository / ".git").exists():
        pytest.skip("not a clone")
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=repository, capture_output=True, text=True, check=True
    )
    return [repository / name for name in listed.stdout.split("\0") if name and (repository / name).is_file()]


def entries(lock: Path) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in lock.read_text(encoding="utf-8").splitlines():
        if entry := ENTRY.match(line):
            found[entry[1]] = f"{entry[2]} ; {entry[3]}"
    return found


def test_the_lock_is_names_versions_and_hashes(repository: Path) -> None:
    for name in ("run.txt", "test.txt"):
        lines = (repository / "lock" / name).read_text(encoding="utf-8").splitlines()
        strange = [line for line in lines if not ENTRY.match(line) and not HASH.match(line)]
        assert not strange, f"lock/{name}"
        hashed = [bool(HASH.match(after)) for line, after in pairwise(lines) if ENTRY.match(line)]
        assert hashed
        assert all(hashed)


def test_what_runs_is_what_was_tested(repository: Path) -> None:
    run, test = entries(repository / "lock/run.txt"), entries(repository / "lock/test.txt")
    assert run
    assert run.items() <= test.items()


def test_no_committed_file_names_a_place_to_fetch_packages_from(repository: Path) -> None:
    texts = [file for file in committed(repository) if b"\0" not in file.read_bytes()[:8000]]
    assert len(texts) > 20
    found = [
        f"{file.relative_to(repository)}:{number}: {line.strip()[:120]}"
        for file in texts
        for number, line in enumerate(file.read_text(encoding="utf-8", errors="replace").splitlines(), 1)
        if ADDRESSES.search(line)
    ]
    assert not found


@pytest.mark.parametrize(
    "line",
    [
        "https://py" + "pi.org/x",
        "--index-" + "url https://a",
        "http://host/root/sim" + "ple/",
        "a @ file:" + "///tmp/a",
    ],
)
def test_an_address_would_be_seen(line: str) -> None:
    assert ADDRESSES.search(line)
