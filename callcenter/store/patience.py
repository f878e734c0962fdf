"""A connection to PostgreSQL that doesn't wait for ever for a server that hangs.

The server ends what takes too long by itself (``statement_timeout``), as long as it lives. A machine that
stands still, a disk that doesn't answer or a way that swallows packets would hold the caller: on a socket of
the same host nothing else ever ends that.
"""

from typing import TypeVar

import psycopg
from psycopg.abc import PQGen
from psycopg.pq import TransactionStatus
from psycopg.rows import TupleRow

T = TypeVar("T")
GRACE_S = 2.0
"""Seconds beyond a statement's own time until its server is taken for dead."""
INTERVAL_S = 0.1
"""Seconds between two looks for a pressed ^C, as in psycopg."""


class PatientConnection(psycopg.Connection[TupleRow]):
    """Waits for an answer as long as it is told to, then closes: who knows what the server still does."""

    patience_s: float | None = 30.0
    """Seconds that the next statements may take, on the server and on the way."""

    def wait(self, gen: PQGen[T], interval: float = INTERVAL_S, timeout: float | None = None) -> T:
        """Psycopg's own; no statement waits longer than ``patience_s``.

        Raises:
            OperationalError: no answer came; the connection is closed.
        """
        try:
            return super().wait(gen, interval, self.patience_s if timeout is None else timeout)
        except psycopg.OperationalError:
            if self.pgconn.transaction_status == TransactionStatus.ACTIVE:
                self.pgconn.finish()
            raise
