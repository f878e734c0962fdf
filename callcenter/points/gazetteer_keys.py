"""How the gazetteer folds and packs: shared by the reader and by what builds the file."""

import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from math import log2
from unicodedata import category, normalize

CITY_CHUNK = 192
"""Cities in a packed row: number n is line n % CITY_CHUNK of row n // CITY_CHUNK."""
POSTAL_SCALE = 1000
CITY_SCALE = 10_000

_LETTERS = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "ł": "l", "ı": "i", "þ": "th"})
_DROPPED = str.maketrans("", "", " -")
_HAN_TAIL = re.compile("(?<=[\u3400-\u9fff]{2})[市區区县縣]$")


def fold(text: str) -> str:
    """Return a name as it is compared: no case, accents, spaces or punctuation, no final 市, 区 or 县."""
    plain = normalize("NFKD", text).casefold().translate(_LETTERS)
    return _HAN_TAIL.sub("", "".join(sign for sign in plain if category(sign)[0] in "LN"))


def fold_postcode(text: str) -> str:
    """Return a postcode as it is compared: capitals and digits only."""
    return "".join(sign for sign in normalize("NFKC", text).upper() if sign.isalnum())


def shape(code: str) -> str:
    """Return the pattern of a folded postcode: ``9`` for a digit, ``A`` for a letter."""
    return "".join("9" if sign.isdigit() else "A" for sign in code)


def cell(lat: float, lon: float) -> int:
    """Return the number of the one-degree square that holds the point."""
    return min(179, int(lat + 90)) * 360 + min(359, int(lon + 180))


def rank(population: int) -> int:
    """Return the size class that orders search results: less is larger; ten classes to a doubling."""
    return 400 - round(10 * log2(population + 1))


def pack_cities(rows: Iterable[tuple[str, str | None, int, int, int, int]]) -> bytes:
    """Pack (name, zh, lat, lon, population, area) rows, coordinates in 1 / CITY_SCALE degrees, with zlib."""
    columns = zip(*rows, strict=True)
    return zlib.compress(
        "\0".join("\n".join(str(value or "") for value in column) for column in columns).encode(), 9
    )


def unpack_cities(blob: bytes) -> list[tuple[str, ...]]:
    """Return the rows of a chunk, as text; nothing stands for 0 and None."""
    columns = (column.split("\n") for column in zlib.decompress(blob).decode().split("\0"))
    return list(zip(*columns, strict=True))


def pack(rows: Sequence[tuple[str, str, int, int]]) -> bytes:
    """Pack (code, town, lat, lon) rows, coordinates in 1 / POSTAL_SCALE degrees, by columns with zlib."""
    codes, towns, lats, lons = zip(*rows, strict=True)
    told = [town if not at or town != towns[at - 1] else "" for at, town in enumerate(towns)]
    numbers = " ".join(str(step) for column in (lats, lons) for step in _steps(column))
    return zlib.compress("\0".join(("\n".join(codes), "\n".join(told), numbers)).encode(), 9)


def unpack_codes(blob: bytes) -> tuple[list[str], list[str], str]:
    """Return the postcodes of a chunk, folded and as written, and the rest for ``unpack_row``."""
    codes, rest = zlib.decompress(blob).decode().split("\0", 1)
    return codes.translate(_DROPPED).split("\n"), codes.split("\n"), rest


def unpack_row(rest: str, at: int) -> tuple[str, float, float]:
    """Return town, latitude and longitude of one row of a chunk."""
    towns, numbers = (part.split(sign) for part, sign in zip(rest.split("\0"), ("\n", " "), strict=True))
    town = next(town for town in towns[at::-1] if town or at == 0)
    steps = [int(number) for number in numbers]
    half = len(steps) // 2
    lat, lon = (list(accumulate(column[: at + 1]))[-1] for column in (steps[:half], steps[half:]))
    return town, lat / POSTAL_SCALE, lon / POSTAL_SCALE


def _steps(column: Sequence[int]) -> Iterator[int]:
    before = 0
    for number in column:
        yield number - before
        before = number
