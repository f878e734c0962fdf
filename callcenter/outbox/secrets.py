"""What the house must be able to read again, or to sign: under keys that stand in a file beside the store.

Webhook secrets must sign, so they are kept encrypted and not as hashes; links in messages are signed. Both
use the same file of keys: one a line (32 random bytes in urlsafe base64), newest first. The first seals and
signs; all of them open and check, so that a key is changed by a new line on top. Who has the store alone, a
backup for instance, has no secrets and can make no links; those in messages that stand in it count until
their time is over.
"""

import base64
import binascii
import hashlib
import hmac
import os
import stat
import sys
from contextlib import suppress
from pathlib import Path
from secrets import token_hex
from typing import Self

from callcenter.errors import Invalid
from callcenter.i18n import N_
from callcenter.settings import Settings
from callcenter.store import location as locations

_BYTES = 32


class Secrets:
    """Seals and signs; the file is read, or made, when it is first needed.

    Args:
        file: where the keys stand.
        mode: of the file where it is made.
    """

    def __init__(self, file: Path, *, mode: int = 0o600) -> None:
        self.file = file
        self._mode = mode
        self._read: list[bytes] = []
        self._stamp: tuple[int, ...] = ()

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Those of a house: of ``secret_key``, else beside the SQLite file, or in the data directory."""
        if settings.secret_key is not None:
            return cls(settings.secret_key)
        where = locations.read(settings.store)
        if isinstance(where, locations.File):
            return cls(Path(f"{where.path}.secret"), mode=_mode_beside(where.path))
        import platformdirs

        return cls(Path(platformdirs.user_data_path("callcenter", appauthor=False)) / "callcenter.secret")

    def seal(self, words: str) -> str:
        """Encrypt, so that the store holds nothing that is of use without the file.

        Raises:
            Invalid: the file can't be read or made, or holds something else.
        """
        from cryptography.fernet import Fernet

        return Fernet(self._keys[0]).encrypt(words.encode()).decode("ascii")

    def opened(self, sealed: str) -> str:
        """What was sealed.

        Raises:
            Invalid: with a key that isn't in the file; or the file itself is at fault.
        """
        from cryptography.fernet import Fernet, InvalidToken, MultiFernet

        try:
            return MultiFernet([Fernet(key) for key in self._keys]).decrypt(sealed.encode()).decode()
        except InvalidToken:
            raise Invalid(
                N_("{file} lacks the key with which a secret was sealed. Add that key to it as a last line, "
                   "or rotate the secret."),
                file=self.file,
            ) from None  # fmt: skip

    def signature(self, purpose: str, words: bytes) -> str:
        """Sign for a purpose; a signature for one is none for another.

        Args:
            purpose: what it is for, such as ``answer``.
            words: what is signed.

        Returns:
            43 letters that may stand in an address.

        Raises:
            Invalid: the file can't be read or made, or holds something else.
        """
        return _signed(self._keys[0], purpose, words)

    def is_signature(self, purpose: str, words: bytes, given: str) -> bool:
        """Whether somebody with one of the keys signed this for the purpose; always takes the same time.

        Raises:
            Invalid: the file can't be read or made, or holds something else.
        """
        said, right = given.encode("utf-8", errors="replace"), False
        for key in self._keys:
            right |= hmac.compare_digest(_signed(key, purpose, words).encode(), said)
        return right

    def check(self) -> None:
        """Look whether the file, where there is one, is as it must be; for the doctor.

        Raises:
            Invalid: it isn't.
        """
        if self.file.exists():
            _read(self.file)

    @property
    def _keys(self) -> list[bytes]:
        """Read anew when the file has changed: whoever works for months must know a new key."""
        try:
            if not self.file.exists():
                _make(self.file, self._mode)
            found = self.file.stat()
        except OSError as error:
            raise Invalid(
                N_("The key file {file} can't be made: {why}. Name another place: setting secret_key."),
                file=self.file, why=error.strerror or type(error).__name__,
            ) from error  # fmt: skip
        stamp = (found.st_mtime_ns, found.st_size, found.st_ino, found.st_mode)
        if stamp != self._stamp:
            self._read, self._stamp = _read(self.file), stamp
        return self._read


def _mode_beside(store: Path) -> int:
    """Who shares the store's file by its group works for the house too, and must be able to sign."""
    with suppress(OSError):
        return 0o600 | (stat.S_IMODE(store.stat().st_mode) & 0o040)
    return 0o600


def _make(file: Path, mode: int) -> None:
    """A file with one new key; where two make it at once both use the first one's."""
    file.parent.mkdir(parents=True, exist_ok=True)
    half = file.with_name(f"{file.name}.{token_hex(6)}")
    handle = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(base64.urlsafe_b64encode(os.urandom(_BYTES)) + b"\n")
            out.flush()
            os.fsync(out.fileno())
        if sys.platform != "win32":
            half.chmod(mode)  # whatever the user's umask is
        with suppress(FileExistsError):
            os.link(half, file)
    finally:
        half.unlink()


def _read(file: Path) -> list[bytes]:
    try:
        if sys.platform != "win32" and file.stat().st_mode & 0o007:
            raise Invalid(
                N_("The key file {file} can be read by everybody. Take that away: chmod o= {file}"), file=file
            )
        lines = file.read_bytes().splitlines()
    except OSError as error:
        raise Invalid(
            N_("The key file {file} can't be read: {why}. Make it readable for this user."),
            file=file, why=error.strerror or type(error).__name__,
        ) from error  # fmt: skip
    keys = [line.strip() for line in lines if line.strip()]
    if not keys or not all(map(_is_key, keys)):
        raise Invalid(
            N_("The key file {file} must hold one key a line and nothing else. Restore it from a backup."),
            file=file,
        )
    return keys


def _is_key(line: bytes) -> bool:
    with suppress(binascii.Error, ValueError):
        return len(base64.b64decode(line, altchars=b"-_", validate=True)) == _BYTES
    return False


def _signed(key: bytes, purpose: str, words: bytes) -> str:
    derived = hmac.digest(base64.urlsafe_b64decode(key), b"callcenter " + purpose.encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(hmac.digest(derived, words, hashlib.sha256)).decode().rstrip("=")
