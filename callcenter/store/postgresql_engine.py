"""A store on PostgreSQL 15 or later: its engine, its two ways to begin, and what its faults mean.

Nothing outlives a transaction in a connection, so that PgBouncer may hand it to somebody else after each
(transaction mode): the timeouts are set with BEGIN, in one trip to the server.
"""

from typing import Any

import psycopg
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError

from callcenter.errors import Invalid, StoreAway
from callcenter.i18n import N_
from callcenter.store.location import BUSY, Server
from callcenter.store.patience import GRACE_S, PatientConnection
from callcenter.store.postgresql_fit import OLDEST, unfit

CONNECT_S = 5
"""Seconds to reach the server."""
KEPT = 2
"""Connections that a console keeps while nothing happens; more are opened when threads need them."""
LOCK_S = 15
"""Seconds to wait for a row that somebody else is writing."""
IDLE_S = 60
"""Seconds that a transaction may stand idle before the server ends it: it would hold up the change feed."""
_NETWORK: dict[str, Any] = {
    "connect_timeout": CONNECT_S,
    "keepalives": 1,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
    "application_name": "callcenter",
    "client_encoding": "utf8",  # whatever the user's PGCLIENTENCODING or the database's default is
}

AWAY = N_("Check the server and the way to it; what you typed is kept. The store {path} doesn't answer.")
_REFUSED = N_("The store {path} refuses this user or password. Check the address of the store.")
_OPTION = N_("The address of the store {path} doesn't fit: {why}. Correct it.")
_SENTENCES = (
    ("28", _REFUSED),
    ("3D000", N_("There is no database {path}. Make it (createdb), then run: callcenter db upgrade")),
    ("42P01", N_("{path} holds no callcenter tables. Run: callcenter db upgrade")),
    ("3F000", N_("No schema of the search_path of {path} is there. Make it, or let the path name another.")),
    ("42501", N_("The store {path} can't be written by this user. Ask the administrator for the rights.")),
    ("25006", N_("The store {path} is a copy for reading only. Name the address of the primary.")),
    ("53100", N_("The disk of the store {path} is full. Make room and try again; what you typed is kept.")),
    (
        "53300",
        N_("The store {path} takes no more connections. Try again in a moment; what you typed is kept."),
    ),
    ("57014", BUSY),
    ("55P03", BUSY),
    ("40", BUSY),
    ("XX001", N_("The store {path} is damaged. Restore the last backup (see docs/administration.md).")),
    ("XX002", N_("The store {path} is damaged. Restore the last backup (see docs/administration.md).")),
    ("58", N_("The disk of the store {path} doesn't answer. What you typed is kept; try again.")),
    ("08", AWAY),
    ("57P", AWAY),
    ("25P03", AWAY),
    ("53", AWAY),
)


class PostgreSQLDriver:
    """What is PostgreSQL's own.

    Args:
        location: the database.
    """

    def __init__(self, location: Server) -> None:
        self._location = location

    def engine(self) -> Engine:
        """A new engine; opens no connection yet.

        The driver is in autocommit mode and ``begin`` says BEGIN itself, together with the timeouts.
        """
        engine = create_engine(
            self._location.url,
            isolation_level="AUTOCOMMIT",
            hide_parameters=True,  # a fault that is printed or logged tells nothing of a customer
            connect_args={**_NETWORK, "prepare_threshold": self._location.prepare_after},
            pool_size=KEPT,
            max_overflow=32 - KEPT,
            pool_timeout=15,
        )
        event.listen(engine, "do_connect", self._connect)
        return engine

    def begin(self, connection: Connection, *, write: bool, within_s: float) -> None:
        """Begin, with timeouts, in one trip."""
        mode = "" if write else " ISOLATION LEVEL REPEATABLE READ READ ONLY"
        statement = (
            f"BEGIN{mode}; SET LOCAL statement_timeout = {int(within_s * 1000)}; "
            f"SET LOCAL lock_timeout = {min(LOCK_S, int(within_s) or LOCK_S) * 1000}; "
            f"SET LOCAL idle_in_transaction_session_timeout = {max(IDLE_S, int(within_s)) * 1000}"
        )
        raw: Any = connection.connection.driver_connection
        raw.patience_s = within_s + GRACE_S
        try:
            # Never prepared: a prepared statement can't hold several commands.
            raw.execute(statement, prepare=False)
        except psycopg.Error as error:
            died = bool(raw.closed)
            if died:
                connection.invalidate(error)
            raise DBAPIError(statement, None, error, connection_invalidated=died) from error

    def _connect(
        self, _dialect: object, _record: object, words: list[str], more: dict[str, Any]
    ) -> PatientConnection:
        made = PatientConnection.connect(*words, **more)
        version, encoding = made.info.server_version, made.info.parameter_status("server_encoding")
        told = unfit(version, encoding)
        if told is None:
            return made
        made.close()
        raise StoreAway(
            told, path=self._location.name, version=version // 10_000, oldest=OLDEST, encoding=encoding
        )

    def said(self, error: DBAPIError) -> Exception | None:
        """The sentence for a fault of the server, of the way to it, or of a value it can't hold."""
        code = getattr(error.orig, "sqlstate", None) or ""
        if isinstance(error.orig, psycopg.DataError):
            return _unfit(code)
        if not code:
            text = str(error.orig)
            if isinstance(error.orig, psycopg.OperationalError):
                told = _REFUSED if "authentication failed" in text else self._told_by_text(text)
                return StoreAway(told, path=self._location.name)
            if "connection option" in text:  # psycopg names the option, never what was given for it
                return StoreAway(_OPTION, path=self._location.name, why=text.partition("\n")[0])
            return None
        return next(
            (
                StoreAway(sentence, path=self._location.name)
                for sign, sentence in _SENTENCES
                if code.startswith(sign)
            ),
            None,
        )

    @staticmethod
    def _told_by_text(text: str) -> str:
        """A connection that isn't made carries no code of the server's, only its words."""
        if "does not exist" in text and "database" in text:
            return _SENTENCES[1][1]
        if "does not exist" in text or "no password supplied" in text:
            return _REFUSED
        if "too many" in text or "remaining connection slots" in text:
            return next(sentence for sign, sentence in _SENTENCES if sign == "53300")
        return AWAY


def _unfit(code: str) -> Invalid:
    if code == "22003":
        return Invalid(N_("A number is too large to be kept. Check the numbers and try again."))
    return Invalid(
        N_("A part of the text can't be read as letters: {part}. Type or paste it again."), part="\\x00"
    )
