"""Postcodes: whole, begun, or known only in part."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from callcenter.points import gazetteer_keys as keys
from callcenter.points.gazetteer_cities import nearest, within
from callcenter.points.gazetteer_file import Country, countries, query
from callcenter.points.views import Place

_SHORTEST = 3
_WHOLE = 5  # a code of so many signs is whole if it is known; a shorter one may go on
_GUESSED = 3  # leading signs that must fit before a neighbouring code is given
_WORDS = re.compile(r"[\s,，]+")
_DIGIT = re.compile(r"\d")

# Where the source holds only the head of each code (in the group), or only some codes (no group).
_IN_PART = {
    "GB": re.compile(r"([A-Z]{1,2}\d[A-Z\d]?)\d[A-Z]{2}"),
    "CA": re.compile(r"([A-Z]\d[A-Z])\d[A-Z]\d"),
    "NL": re.compile(r"(\d{4})[A-Z]{2}"),
    "IE": re.compile(r"([A-Z]\d[\dW])[A-Z\d]{4}"),
    "MT": re.compile(r"([A-Z]{3})\d{4}"),
    "CN": re.compile(r"\d{6}"),
    "BR": re.compile(r"\d{8}"),
    "CL": re.compile(r"\d{7}"),
}


class _Chunk(NamedTuple):
    """A run of a country's postcodes, in order."""

    country: str
    folded: list[str]
    written: list[str]
    rest: str


def by_postcode(text: str, country: str | None, limit: int) -> list[Place]:
    """Find a postcode, alone or with words about it: ``75001 Paris``, ``TX 75001``, ``D-10115 Berlin``."""
    found = _coded(text, country, limit)
    if len(found) < limit and len(text) < _WHOLE:
        found += [place for place in _begun(text, country, limit) if place not in found]
    found = found or _begun(text, country, limit)
    if found:
        return found
    words = [word for word in _WORDS.split(text) if word]
    code = " ".join(word for word in words if _DIGIT.search(word))
    told = [word for word in words if not _DIGIT.search(word)]
    found = _coded(code, country, limit) or _coded(re.sub(r"^[A-Za-z]{1,2}-", "", code), country, limit)
    return [place for place in found if all(_told_of(place, word) for word in told)] or found


def _told_of(place: Place, word: str) -> bool:
    return keys.fold(word) in keys.fold(place.name) or within(place, word)


def _coded(text: str, country: str | None, limit: int) -> list[Place]:
    """The code where it is known exactly, the most populous country first; then where it is in part."""
    code = keys.fold_postcode(text)
    if len(code) < _SHORTEST:
        return []
    known = (place for at in _writing(code, country) for place in _exact(at.code, code))
    found = list(islice(known, limit))
    had = {place.country for place in found}
    for other in [country] if country else _IN_PART:
        if other in countries() and other not in had:
            found += _in_part(other, code, bool(country))
    return found[:limit]


def _writing(code: str, country: str | None) -> Iterator[Country]:
    """The countries whose postcodes look like this."""
    like = keys.shape(code)
    return (at for at in _chosen(country) if like in at.shapes)


def _chosen(country: str | None) -> Iterable[Country]:
    if country is None:
        return countries().values()
    return [countries()[country]] if country in countries() else []


def _exact(country: str, code: str) -> list[Place]:
    chunk, row = _look(country, code)
    return [_place(chunk, row)] if chunk and chunk.folded[row : row + 1] == [code] else []


def _in_part(country: str, code: str, sure: bool) -> list[Place]:
    """The area that the head of the code names, or the neighbouring code."""
    form = _IN_PART.get(country)
    fits = form.fullmatch(code) if form else None
    if fits and fits.lastindex:
        return [replace(place, unmatched=code[len(fits[1]) :]) for place in _exact(country, fits[1])]
    return _neighbour(country, code) if fits or (sure and form is None) else []


def _neighbour(country: str, code: str) -> list[Place]:
    chunk, row = _look(country, code)
    if not chunk:
        return []
    rows = [at for at in (row - 1, row) if 0 <= at < len(chunk.folded)]
    best = max(rows, key=lambda at: _shared(code, chunk.folded[at]))
    same = _shared(code, chunk.folded[best])
    return [replace(_place(chunk, best), unmatched=code[same:])] if same >= _GUESSED else []


def _shared(one: str, other: str) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))


def _begun(text: str, country: str | None, limit: int) -> list[Place]:
    """The codes that begin so."""
    code = keys.fold_postcode(text)
    like = keys.shape(code)
    found: list[Place] = []
    for at in _chosen(country) if len(code) >= _SHORTEST else ():
        if any(shape.startswith(like) for shape in at.shapes):
            chunk, row = _look(at.code, code)
            ahead = range(row, min(row + limit - len(found), len(chunk.folded))) if chunk else ()
            found += [_place(chunk, at) for at in ahead if chunk and chunk.folded[at].startswith(code)]
        if len(found) >= limit:
            break
    return found


def _look(country: str, code: str) -> tuple[_Chunk | None, int]:
    """The run of codes that holds this one or the first after it, and its place there."""
    values = {"cc": country, "code": code}
    after = "SELECT rowid FROM postal WHERE cc = :cc AND last >= :code ORDER BY first LIMIT 1"
    final = "SELECT rowid FROM postal WHERE cc = :cc ORDER BY first DESC LIMIT 1"
    found = query(after, values) or query(final, {"cc": country})
    if not found:
        return None, 0
    chunk = _chunk(found[0][0])
    return chunk, bisect_left(chunk.folded, code)


@lru_cache(maxsize=64)
def _chunk(number: int) -> _Chunk:
    ((country, packed),) = query("SELECT cc, packed FROM postal WHERE rowid = ?", (number,))
    return _Chunk(country, *keys.unpack_codes(packed))


def _place(chunk: _Chunk, row: int) -> Place:
    town, lat, lon = keys.unpack_row(chunk.rest, row)
    near = nearest(lat, lon, chunk.country)
    return Place(
        name=f"{chunk.written[row]} {town}".strip(),
        admin=near.admin or (near.name if near.name != town else ""),
        country=chunk.country,
        lat=lat,
        lon=lon,
        timezone=near.timezone,
        kind="postcode",
    )
