"""``callcenter doctor``: versions, SQLite, terminal, locale and store: what is wrong, and the remedy."""

import locale
import os
import platform
import sys
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from callcenter import __version__, clock
from callcenter.calls import dialling
from callcenter.cli.context import OK, REFUSED, Commands, Context, add_command
from callcenter.cli.documented import file
from callcenter.cli.output import print_json, print_table
from callcenter.desk.system import SystemDesk
from callcenter.errors import CallcenterError
from callcenter.i18n import _, sentence
from callcenter.outbox.secrets import Secrets
from callcenter.settings import Settings
from callcenter.store import migrate, sqlite
from callcenter.store.location import shown
from callcenter.store.store import Store

LIBRARIES = ("textual", "sqlmodel", "sqlalchemy", "psycopg", "httpx", "phonenumbers", "alembic")
OLDEST_POSTGRESQL = 15


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at."""

    what: str
    found: str
    ok: bool = True
    remedy: str = ""


def register(commands: Commands) -> None:
    """Add the command."""
    add_command(
        commands, "doctor", run, "Look at versions, SQLite, terminal, locale and store; say what is wrong."
    )


def run(context: Context) -> int:
    """Print every finding; exit status 1 when something is wrong."""
    findings = list(_findings(context.settings))
    if context.json:
        print_json(findings)
    else:
        print_table([("ok" if one.ok else "!!", one.what, one.found, one.remedy) for one in findings])
    return OK if all(one.ok for one in findings) else REFUSED


def _findings(settings: Settings) -> Iterator[Finding]:
    yield Finding("callcenter", __version__)
    yield Finding("Python", platform.python_version())
    for name in LIBRARIES:
        yield Finding(name, version(name))
    yield _sqlite()
    yield _terminal()
    yield _locale()
    yield _settings_file()
    yield _secrets(settings)
    yield _store(settings)
    yield from _outbox(settings)
    yield from _manager(settings)


def _secrets(settings: Settings) -> Finding:
    secrets = Secrets.of(settings)
    try:
        secrets.check()
    except CallcenterError as error:
        return Finding("secret_key", str(secrets.file), ok=False, remedy=sentence(error))
    if not secrets.file.exists():
        return Finding(
            "secret_key", _("{path}: not made yet, the first use makes it").format(path=secrets.file)
        )
    return Finding("secret_key", str(secrets.file))


def _sqlite() -> Finding:
    found = ".".join(map(str, sqlite.version()))
    if sqlite.safe_for_many_writers():
        return Finding("SQLite", found)
    remedy = _(
        "Several consoles on one store can damage it with this version: install pysqlite3, or SQLite 3.51.3."
    )
    return Finding("SQLite", found, ok=False, remedy=remedy)


def _terminal() -> Finding:
    term = os.environ.get("TERM", "")
    if not sys.stdout.isatty():
        return Finding("terminal", _("none here"))
    if term in ("", "dumb", "unknown"):
        remedy = _("Set TERM to what the terminal is, such as xterm-256color.")
        return Finding("terminal", term or "-", ok=False, remedy=remedy)
    size = os.get_terminal_size()
    found = f"{term} {size.columns}x{size.lines} {os.environ.get('COLORTERM', '')}".strip()
    if size.columns < 80 or size.lines < 24:
        return Finding(
            "terminal", found, ok=False, remedy=_("Make the window at least 80 columns by 24 lines.")
        )
    return Finding("terminal", found)


def _locale() -> Finding:
    encoding = locale.getpreferredencoding(do_setlocale=False)
    if encoding.upper().replace("-", "") == "UTF8":
        return Finding("locale", encoding)
    remedy = _("Choose a UTF-8 locale, such as LC_ALL=C.UTF-8: names and Chinese need it.")
    return Finding("locale", encoding, ok=False, remedy=remedy)


def _settings_file() -> Finding:
    path = Path(file())
    nothing = _("{path}: none, nothing has to be set").format(path=path)
    return Finding("settings", str(path) if path.exists() else nothing)


def _store(settings: Settings) -> Finding:
    path = Path(settings.store).expanduser()
    if "://" not in settings.store and not path.exists():
        return Finding("store", _("{path}: not made yet, the first start makes it").format(path=path))
    try:
        with closing(Store(settings.store)) as store:
            migrate.require_head(store)
            if not store.is_sqlite:
                return _server(store)
    except CallcenterError as error:
        return Finding("store", shown(settings.store), ok=False, remedy=sentence(error))
    return _file(path)


def _manager(settings: Settings) -> Iterator[Finding]:
    """Whether somebody talks to the telephone system that the settings name."""
    if not settings.ami["host"]:
        return
    found = f"{settings.ami['host']}:{settings.ami['port']}"
    path = Path(settings.store).expanduser()
    if "://" not in settings.store and not path.exists():
        return
    with suppress(CallcenterError), closing(Store(settings.store)) as store:
        migrate.require_head(store)
        with store.read() as connection:
            is_manned = dialling.is_manned(connection, clock.now())
        remedy = _("Nobody is connected to it. Start callcenter ami, and look at what it says.")
        yield Finding("Asterisk", found, ok=is_manned, remedy="" if is_manned else remedy)


def _outbox(settings: Settings) -> Iterator[Finding]:
    """What did not get out of the house; nothing where there is no store to look at."""
    path = Path(settings.store).expanduser()
    if "://" not in settings.store and not path.exists():
        return
    try:
        with closing(Store(settings.store)) as store:
            migrate.require_head(store)
            stuck = SystemDesk(store, settings).stuck()
    except CallcenterError:
        return  # said of the store already
    found = _("not delivered {undelivered}, to be told by phone {to_tell}, too long {late}").format(
        undelivered=stuck.undelivered, to_tell=stuck.to_tell, late=stuck.late
    )
    remedy = _("See: callcenter outbox. Is a worker or a console running?") if stuck.late else ""
    yield Finding("outbox", found, ok=not stuck.late, remedy=remedy)


def _server(store: Store) -> Finding:
    with store.read() as connection:
        number = int(connection.exec_driver_sql("SHOW server_version_num").scalar_one())
        found = f"{store.name} (PostgreSQL {number // 10_000}.{number % 10_000})"
    if number // 10_000 < OLDEST_POSTGRESQL:
        remedy = _("PostgreSQL {oldest} or later is needed. Upgrade the server.")
        return Finding("store", found, ok=False, remedy=remedy.format(oldest=OLDEST_POSTGRESQL))
    return Finding("store", found)


def _file(path: Path) -> Finding:
    if not all(os.access(one, os.W_OK) for one in (path, path.parent)):
        remedy = _("It can only be read. Check who owns the file and its folder.")
        return Finding("store", str(path), ok=False, remedy=remedy)
    return Finding("store", str(path))
