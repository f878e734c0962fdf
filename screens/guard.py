"""One broken handler must not take the typed words with it.

Textual ends a widget's message loop, and then the app, at the first exception in a handler. ``Guarded``
hands the exception to the app instead, which says so in a sentence and writes a log, and the loop goes on.
"""

import os
import traceback
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol, runtime_checkable

from textual.message import Message
from textual.message_pump import MessagePump


@runtime_checkable
class Mends(Protocol):
    """An app that can live with a mishap."""

    def mishap(self, error: Exception) -> bool:
        """Take note of the error; false lets Textual end the app."""


class Guarded(MessagePump):
    """Mixed into screens and widgets of ours; stands before the Textual class."""

    async def _dispatch_message(self, message: Message) -> None:
        try:
            await super()._dispatch_message(message)
        except Exception as error:
            app = self.app
            if not (isinstance(app, Mends) and app.mishap(error)):
                raise


def state_folder() -> Path:
    """The user's state directory, as the platform has it (XDG base directory specification on Linux)."""
    import platformdirs

    return Path(platformdirs.user_state_path("callcenter", appauthor=False))


def log_file() -> Path:
    """Where mishaps are written."""
    return state_folder() / "console.log"


def write_log(error: BaseException, path: Path | None = None) -> Path:
    """Append an error with its traceback to the log, which only its owner may read.

    Values of variables are not written: they may be a caller's.

    Returns:
        the path of the log.
    """
    path = path or log_file()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(handle, "a", encoding="utf-8") as log:
        log.write(f"--- {datetime.now(UTC):%Y-%m-%d %H:%M:%S}Z\n")
        log.writelines(traceback.format_exception(error))
    return path
