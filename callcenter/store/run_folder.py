"""Where the processes of one host that use the same store find each other.

A folder for each store, with a socket for each console and the lock of the relay. It is made by whoever
listens first, and is open to just those whom the store is open to.

Beside an SQLite file it is ``FILE.run``. A store on PostgreSQL has no place on the host, so its folder is in
one of the host's own: ``/run/callcenter``, where the administrator has made it (then all agents of the host
share it), else a private one of the user. So is that of a file whose path is too long for a socket, on
systems without ``/proc``.
"""

import os
import stat
import sys
import tempfile
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from callcenter.store.location import File, Location, Server

SUFFIX = ".run"
LONGEST = 103 if sys.platform == "darwin" else 107
"""Bytes that the path of a socket may have (unix(7): ``sun_path``, without its end)."""
NAME = 24
"""Bytes that are left for the name of a socket."""
OF_HOST = (Path("/run/callcenter"), Path("/var/run/callcenter"))
"""Made by the administrator, for all agents of the host."""
_BY_HANDLE = Path("/proc/self/fd")


def of(location: Location) -> Path:
    """The folder of a store; it may not be there."""
    if isinstance(location, Server):
        return _private_or_shared() / _short(_which(location))
    path = location.path.resolve()
    beside = path.with_name(path.name + SUFFIX)
    fits = len(os.fsencode(beside)) + NAME <= LONGEST
    return beside if fits or _BY_HANDLE.is_dir() else _private_or_shared() / _short(str(path))


def make(location: Location) -> Path:
    """Make the folder of a store where it isn't there yet, with the modes of what it belongs to.

    Raises:
        OSError: it can't be made, or isn't ours to use.
    """
    folder = of(location)
    beside = isinstance(location, File) and folder.name.endswith(SUFFIX)
    if not beside:
        _make_private(folder.parent)
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    if not stat.S_ISDIR(folder.lstat().st_mode):
        raise NotADirectoryError(folder)
    like = location.path if beside and isinstance(location, File) else folder.parent
    with suppress(OSError):  # it is somebody else's, who has seen to it
        _shape(folder, like.stat())
    return folder


def mode_in(folder: Path) -> int:
    """The mode for a socket or a lock: as open as its folder."""
    return folder.stat().st_mode & 0o666


def _shape(folder: Path, like: os.stat_result) -> None:
    """Whoever may write the store may write here."""
    group, others = like.st_mode & 0o060 == 0o060, like.st_mode & 0o006 == 0o006
    now = folder.stat()
    mode = 0o700 | (0o2070 if group else 0) | (0o007 if others else 0)
    owner = like.st_uid if os.geteuid() == 0 else -1
    if now.st_gid != like.st_gid or owner not in (-1, now.st_uid):
        os.chown(folder, owner, like.st_gid)
    if stat.S_IMODE(now.st_mode) != mode:
        folder.chmod(mode)


def _which(server: Server) -> str:
    """The same for all users and passwords of one database."""
    url = server.url
    host = url.host or url.query.get("host") or url.query.get("service") or ""
    return f"{host}:{url.port or url.query.get('port') or 5432}/{url.database}"


def _short(name: str) -> str:
    return sha256(name.encode("utf-8", "surrogateescape")).hexdigest()[:16]


def _private_or_shared() -> Path:
    for folder in OF_HOST:
        if os.access(folder, os.W_OK | os.X_OK):
            return folder
    own = os.environ.get("XDG_RUNTIME_DIR", "")
    if own and os.access(own, os.W_OK | os.X_OK):
        return Path(own) / "callcenter"
    return Path(tempfile.gettempdir()) / f"callcenter-{os.getuid()}"


def _make_private(folder: Path) -> None:
    """A folder in a place where anybody may make one: it must be ours and nobody else's."""
    if folder in OF_HOST:
        return
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or found.st_mode & 0o077:
        raise PermissionError(f"{folder} is not ours alone")
