"""Proving that nothing in a store is half there: the database, its references, and what the rules promise."""

from collections.abc import Iterator
from itertools import islice

from callcenter.desk.checking import callers, cases, dispatches, integrity, leaving, linked
from callcenter.desk.checking.finding import Checked
from callcenter.i18n import N_, Phrase, phrases
from callcenter.settings import Settings
from callcenter.store import sealing
from callcenter.store.copying.portable import Progress, silent
from callcenter.store.store import Store

phrases({"fault.more": N_("more of the same was left out")})
_MOST_OF_A_KIND = 50


def check(store: Store, settings: Settings, progress: Progress = silent) -> tuple[Phrase, ...]:
    """Everything that is wrong in a store, at most fifty of a kind; reads page by page, so agents go on.

    Args:
        store: of this version.
        settings: the house's.
        progress: is told of the part, or the table, and of how many of its rows are done.
    """
    checked = Checked(store, settings, progress)
    progress("integrity", 0)
    if broken := _some(integrity.physical(checked)):
        return broken  # nothing else can be trusted then
    found: list[Phrase] = []
    for part in (
        integrity.references, cases.cases, cases.promises, linked.merged,
        dispatches.live, dispatches.dispatches, callers.names, callers.numbers,
        leaving.messages, leaving.unsent, leaving.requests, _events,
    ):  # fmt: skip
        found += _some(part(checked))
    return tuple(found)


def _events(checked: Checked) -> Iterator[Phrase]:
    checked.progress("event", 0)
    yield from sealing.verify(checked.store)


def _some(faults: Iterator[Phrase]) -> tuple[Phrase, ...]:
    some = tuple(islice(faults, _MOST_OF_A_KIND + 1))
    return some if len(some) <= _MOST_OF_A_KIND else (*some[:-1], Phrase("fault.more"))
