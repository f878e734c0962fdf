"""Words that the store doesn't have yet, in a file that only its owner may read.

What is typed is appended here at each pause before the store is asked to keep it, and is gone from here once
the store has it. A console that is killed leaves its file behind; the next one of the same agent and store
brings it in. A living console holds a lock on its file, so that nobody else takes it.
"""

import logging
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Any, Protocol

from callcenter.errors import StoreError

if sys.platform != "win32":  # there, two consoles may take the same file; the newer words win all the same
    import fcntl

_LOG = logging.getLogger(__name__)
_WORDS = ("description", "words", "note", "answer")
"""Fields of whole sentences."""
Key = tuple[str, str]
"""Form and subject."""


class KeepsDrafts(Protocol):
    """The part of a desk that is needed here."""

    def keep_draft(
        self, form: str, subject: str, body: dict[str, Any], *, at: datetime | None = None
    ) -> None:
        """Keep what is typed; words older than those kept change nothing."""

    def draft(self, form: str, subject: str) -> Any:
        """What is kept, with its ``body``; None where nothing is."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What stood in a form at a pause of typing."""

    form: str
    subject: str
    body: Mapping[str, Any]
    at: datetime
    apart: bool = False
    """The store was away: an older draft may stand there, and is not in these words."""

    def line(self) -> bytes:
        """A line of the file: JSON (RFC 8259), the time as ISO 8601; it begins anew after one cut short."""
        import json

        said = {
            "form": self.form, "subject": self.subject, "at": self.at.isoformat(), "body": self.body,
            "apart": self.apart,
        }  # fmt: skip
        return b"\n" + json.dumps(said).encode("ascii") + b"\n"

    @classmethod
    def read(cls, line: bytes) -> "Typed | None":
        """What a line says; None where a crash cut it short."""
        import json

        try:
            said = json.loads(line)
            return cls(
                str(said["form"]),
                str(said["subject"]),
                dict(said["body"]),
                datetime.fromisoformat(said["at"]),
                bool(said.get("apart")),
            )
        except (ValueError, TypeError, KeyError):
            return None


class Journal:
    """One a console. ``append`` is for the message loop, ``flush`` and ``bring_in`` are for threads.

    Args:
        folder: where the files stand; made when it is first needed. None keeps all in memory only.
        store: location of the store.
        agent: login.
    """

    def __init__(self, folder: Path | None = None, store: str = "", agent: str = "") -> None:
        self._folder, self._of = folder, f"{store}\0{agent}"
        self._lock, self._flushing = Lock(), Lock()
        self._waiting: dict[Key, Typed] = {}
        self._path: Path | None = None
        self._handle: int | None = None
        self._closed = False

    def append(self, typed: Typed) -> None:
        """Write it down; a kill of the program doesn't lose it from here on. Takes microseconds: no fsync.

        Raises:
            OSError: the file can't be written; the words still wait in memory.
        """
        with self._lock:
            self._waiting[typed.form, typed.subject] = typed
            if self._folder is not None:
                os.write(self._open(self._folder), typed.line())

    def sync(self) -> None:
        """Make it safe from a power cut as well; in a thread, while the store is away."""
        with self._lock:
            handle = None if self._handle is None else os.dup(self._handle)
        if handle is not None:
            with suppress(OSError):
                os.fsync(handle)
            os.close(handle)

    def waiting(self, form: str = "", subject: str = "") -> Typed | None:
        """The words of a form that the store doesn't have yet; without a form, any that it may have now."""
        with self._lock:
            return self._waiting.get((form, subject)) if form else next(iter(self._ready()), None)

    def flush(self, desk: KeepsDrafts) -> None:
        """Give the store what it doesn't have; returns when it has all that waited at the call.

        Raises:
            StoreAway: it can't be reached; what it didn't take goes on waiting.
        """
        if self.waiting() is None:
            return
        with self._flushing:
            with self._lock:
                waiting = self._ready()
            for typed in waiting:
                desk.keep_draft(typed.form, typed.subject, dict(typed.body), at=typed.at)
                self._has(typed)

    def bring_in(self, desk: KeepsDrafts) -> int:
        """Bring in what killed consoles of this agent left behind; returns how many drafts.

        A file that the store doesn't take now stays for the next time.
        """
        count = 0
        for path in self._left_behind():
            try:
                count += self._bring(path, desk)
            except (OSError, StoreError):
                _LOG.warning("%s is brought in later", path, exc_info=True)
        return count

    def close(self) -> None:
        """The console ends; the file stays as long as the store lacks something of it."""
        self.sync()
        with self._lock:
            self._closed = True
            self._tidy()

    def _ready(self) -> list[Typed]:
        """Those apart wait until their form knows of the older draft, or for the next console."""
        return [typed for typed in self._waiting.values() if not typed.apart]

    def _has(self, typed: Typed) -> None:
        with self._lock:
            key = typed.form, typed.subject
            if self._waiting.get(key) is typed:
                del self._waiting[key]
            self._tidy()

    def _tidy(self) -> None:
        if self._waiting or self._handle is None or self._path is None:
            return
        with suppress(OSError):
            if not self._closed:
                os.ftruncate(self._handle, 0)
                return
            handle, self._handle = self._handle, None
            os.close(handle)
            self._path.unlink(missing_ok=True)

    def _name(self) -> str:
        import hashlib

        return hashlib.sha256(self._of.encode("utf-8", "surrogateescape")).hexdigest()[:20]

    def _open(self, folder: Path) -> int:
        """The file's handle; made at the first words, or anew when somebody has cleared the folder."""
        if self._handle is not None and self._path is not None:
            if self._path.exists():
                return self._handle
            os.close(self._handle)
            self._handle = None
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        while True:
            path = folder / f"{self._name()}-{os.getpid()}-{os.urandom(4).hex()}.jsonl"
            handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o600)
            _take(handle, wait=True)
            if path.exists():  # else a console took it for a dead one's, between open and lock
                self._path, self._handle = path, handle
                return handle
            os.close(handle)

    def _left_behind(self) -> Iterator[Path]:
        if self._folder is None or not self._folder.is_dir():
            return iter(())
        return (path for path in sorted(self._folder.glob(f"{self._name()}-*.jsonl")) if path != self._path)

    @staticmethod
    def _bring(path: Path, desk: KeepsDrafts) -> int:
        with path.open("rb") as file:
            if not _take(file.fileno()):
                return 0
            found = (Typed.read(line) for line in file)
            newest: dict[Key, Typed] = {}
            for typed in found:
                key = (typed.form, typed.subject) if typed else ("", "")
                if typed and (key not in newest or newest[key].at <= typed.at):
                    newest[key] = typed
            for typed in newest.values():
                older = desk.draft(typed.form, typed.subject) if typed.apart else None
                body = _both(older.body, typed.body) if older is not None else dict(typed.body)
                desk.keep_draft(typed.form, typed.subject, body, at=typed.at)
            path.unlink(missing_ok=True)
            return len(newest)


def _both(older: Mapping[str, Any], newer: Mapping[str, Any]) -> dict[str, Any]:
    """Two drafts of a form that know nothing of each other: what was typed stands one behind the other."""
    both = {**older, **{name: value for name, value in newer.items() if value not in (None, "")}}
    for name in _WORDS:
        said = [str(body[name]) for body in (older, newer) if body.get(name)]
        if len(said) == 2 and said[0] not in said[1]:
            both[name] = "\n".join(said)
    return both


def _take(handle: int, *, wait: bool = False) -> bool:
    """Lock a file until it is closed, however that comes; false when a living console has it."""
    if sys.platform == "win32":
        return True
    try:
        fcntl.flock(handle, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
