"""All that is held on a customer, every room's lines together, in the order in which they may be erased."""

from collections.abc import Mapping

from callcenter.callers import personal as callers
from callcenter.calls import personal as calls
from callcenter.cases import personal as cases
from callcenter.cases.telling import personal as telling
from callcenter.dispatch import personal as dispatch
from callcenter.outbox import personal as outbox
from callcenter.people import personal as people
from callcenter.store import personal as store
from callcenter.store.holdings import Holding

HOLDINGS: tuple[Holding, ...] = (
    *cases.HOLDINGS,
    *telling.HOLDINGS,
    *dispatch.HOLDINGS,
    *calls.HOLDINGS,
    *outbox.HOLDINGS,
    *people.HOLDINGS,
    *store.HOLDINGS,
    *callers.HOLDINGS,
)

NOBODYS: Mapping[str, str] = {
    "access_key": "of agents and points",
    "agent": "of those who work here",
    "agent_role": "of those who work here",
    "agent_state": "of those who work here",
    "alembic_version": "the store's revision",
    "change": "keys and times of what changed, no values",
    "counter": "a number",
    "erased_words": "keys of events and times",
    "geocode": "coordinates by the hash of what was asked, for ninety days; no address and nobody's name",
    "import_run": "names of files and how far they were read; their refused rows are files, gone through",
    "event_seal": "hashes over events, whose words stand apart",
    "lane_pause": "web addresses of points, and times",
    "lease": "who does a job",
    "point_ability": "of service points",
    "queue": "of those who work here",
    "queue_member": "of those who work here",
    "recall": "of a maker's units, no owners",
    "request": "keys, codes and times that a repeated verb returns; a test tells that no word is among them",
    "service_level": "figures",
    "service_point": "of service points",
    "service_point_secret": "of service points, encrypted",
    "team": "of those who work here",
    "token_delete": "words with a letter left out; those that no name holds any more go with the customer",
    "written_file": "paths and times; the files themselves are gone through",
}
"""Tables that hold nothing on a customer, and why."""
