"""Writes that are done again when they failed only because somebody else wrote at the same moment.

Of such a write nothing was done. PostgreSQL ends one of two that wait for each other (deadlock), and one of
two that insert the same thing; either store gives up waiting for a lock after fifteen seconds, and is asked
once more, because SQLite hands its lock to the waiting in no order.
"""

import random
import time
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from callcenter.errors import StoreError
from callcenter.store.store import Store

T = TypeVar("T")

_WAITS_S = (0.01, 0.04, 0.16, 0.64)
"""How long, at most, to let others go first before each further try."""
_TRIES = {
    "40001": len(_WAITS_S),  # serialization failure
    "40P01": len(_WAITS_S),  # deadlock
    "23505": 2,  # the same thing inserted twice: now it is there, and is found
    "23503": 1,  # what is referred to has just gone: looked at again, that is said in a sentence
    "55P03": 1,  # lock not available within the time
}
_BUSY_TRIES = 1


def write(store: Store, work: Callable[[Connection], T]) -> T:
    """Do some work in one ``store.write()`` and return what it returns.

    Args:
        store: where.
        work: does it all, and may be called several times; what it raises undoes it all.

    Raises:
        StoreError: the store can't do it, or stayed busy.
    """
    done = 0
    while True:
        try:
            with store.write() as connection:
                return work(connection)
        except (StoreError, DBAPIError) as error:
            if done >= tries(error):
                raise
        time.sleep(random.uniform(0, _WAITS_S[done]))  # not in step with the other
        done += 1


def tries(error: BaseException) -> int:
    """How often a write that failed like this may be done again; 0: somebody must look at it first."""
    fault = error if isinstance(error, DBAPIError) else error.__cause__
    if not isinstance(fault, DBAPIError):
        return 0
    code = getattr(fault.orig, "sqlstate", None)
    if code is None:
        return _BUSY_TRIES if "is locked" in str(fault.orig) else 0
    return _TRIES.get(code, 0)
