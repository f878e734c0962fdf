"""Where an address is that the gazetteer can't place: a geocoder that speaks Nominatim's format.

It is asked at most once a second and once for an address: what it answered, also that it knows no such place,
is kept in the store for ninety days, under a hash of what was asked, so that no address is.

The format: nominatim.org/release-docs, "Search queries"; its usage policy sets the pace.
"""

import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from time import monotonic
from typing import Any

from sqlalchemy import Connection, delete, select
from sqlmodel import col

from callcenter.points import asking
from callcenter.points.asking import Unanswered
from callcenter.points.models import Geocode
from callcenter.settings import Settings
from callcenter.store.adding import add_missing

KEPT = timedelta(days=90)
PACE_S = 1.0
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Address:
    """What is asked for."""

    text: str
    country: str = ""

    @property
    def key(self) -> str:
        """Its hash: the same for the same words, in any case of letters."""
        words = " ".join(self.text.casefold().split())
        return sha256(f"{self.country.casefold()}|{words}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Known:
    """What was answered; without coordinates: it knows no such place."""

    lat: float | None
    lon: float | None


class Geocoder:
    """One geocoder.

    Args:
        url: its address, without a slash at its end.
        timeout_s: how long an answer may take as a whole.
    """

    def __init__(self, url: str, timeout_s: float) -> None:
        self._url, self._timeout_s = url, timeout_s
        self._lock, self._next_at = threading.Lock(), 0.0

    @staticmethod
    def of(settings: Settings) -> "Geocoder | None":
        """The house's geocoder, one for the whole process; None where there is none."""
        named = settings.geocoder
        return _shared(named["url"], named["timeout_s"]) if named["url"] else None

    def find(self, address: Address) -> Known:
        """Ask; never within a transaction or a read.

        Raises:
            Unanswered: no answer, none that can be read, or it was asked less than a second ago.
        """
        with self._lock:
            if monotonic() < self._next_at:
                raise Unanswered("asked just now")
            self._next_at = monotonic() + PACE_S
        query = {"format": "jsonv2", "q": address.text[:_LONGEST], "limit": "1"}
        if address.country:
            query["countrycodes"] = address.country.lower()
        return _read(asking.json_of(f"{self._url}/search", query, timeout_s=self._timeout_s))


@lru_cache(maxsize=8)
def _shared(url: str, timeout_s: float) -> Geocoder:
    return Geocoder(url, timeout_s)


def _read(said: Any) -> Known:
    if said == []:
        return Known(None, None)
    try:
        lat, lon = float(said[0]["lat"]), float(said[0]["lon"])
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise Unanswered("in another form") from error
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise Unanswered("beyond the globe")
    return Known(lat, lon)


def known(connection: Connection, address: Address) -> Known | None:
    """What was answered earlier; None: it was not asked."""
    row = connection.execute(
        select(col(Geocode.lat), col(Geocode.lon)).where(col(Geocode.asked) == address.key)
    ).first()
    return Known(row.lat, row.lon) if row else None


def keep(connection: Connection, address: Address, found: Known, at: datetime) -> None:
    """Remember an answer, and forget old ones, within a ``store.write()``."""
    connection.execute(delete(Geocode).where(col(Geocode.at) < at - KEPT))
    row = {"asked": address.key, "lat": found.lat, "lon": found.lon, "at": at}
    add_missing(connection, Geocode, [row])
