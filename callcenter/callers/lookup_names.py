"""Lookup by name: all words, then the last as a beginning, then the same sound, then one typo.

Every step is a join of index ranges on the name tokens (0.1 ms for exact words, 1 ms with a typo at a million
customers); how near a name is gets judged afterwards, on the few names found.
"""

from collections.abc import Sequence

from rapidfuzz.distance import OSA
from sqlalchemy import ColumnElement, Connection, FromClause, and_, bindparam, func, literal, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from callcenter.callers import names, romanise
from callcenter.callers.asking import Asked
from callcenter.callers.lookup_numbers import after
from callcenter.callers.models import NameToken, TokenDelete

_MOST = 100
_MOST_TYPO = 60
_MOST_LED = 5000
_ENOUGH = 3
_NEAR = 40
_LONGEST_PERSON = 4
_SHORTEST_SLIP = 3
_DELETES = select(col(TokenDelete.token)).where(col(TokenDelete.key).in_(bindparam("keys", expanding=True)))

Whose = tuple[int, int]
"""A customer and a contact of theirs, or 0 for the customer's own name."""


def find(connection: Connection, asked: Asked) -> dict[Whose, bool]:
    """Whose names may be meant, each with whether it takes a slip (a typo, or another character).

    At most seven statements.
    """
    words = asked.words
    if not words:
        return {}
    found = dict.fromkeys(_join(connection, [_is(word) for word in words], _MOST), False)
    slip = not found
    if len(found) < _MOST:
        begun = [*(_is(word) for word in words[:-1]), _begins(words[-1])]
        found |= dict.fromkeys(_join(connection, begun, _MOST, counted=False), False)
    if slip and len(found) < _ENOUGH:
        slips = (*_same_sound(connection, asked.text), *_with_typo(connection, words))
        found = dict.fromkeys(slips, True) | found
    return found


def _is(word: str) -> tuple[str, Sequence[str]]:
    return "is", (word,)


def _begins(word: str) -> tuple[str, Sequence[str]]:
    return "begins", (word, after(word))


def _join(
    connection: Connection, asked: Sequence[tuple[str, Sequence[str]]], most: int, *, counted: bool = True
) -> list[Whose]:
    """Whose names have a token for each condition; the most telling condition leads the join.

    That is the one that the fewest names have, or, not ``counted``, the longest word.
    """
    lead, *others = sorted(asked, key=lambda condition: (-len(condition[1][0]), condition[0] == "begins"))
    if counted and others:
        lead, *others = _rarest_first(connection, [lead, *others])
    first = _lead(*lead)
    statement = select(first.c.customer_id, first.c.contact_id)
    for condition in others:
        table = aliased(NameToken)
        same = and_(
            col(table.customer_id) == first.c.customer_id, col(table.contact_id) == first.c.contact_id
        )
        statement = statement.join(table, and_(same, _has(table, *condition)))
    return [(customer, contact) for customer, contact in connection.execute(statement.limit(most))]


def _rarest_first(
    connection: Connection, asked: Sequence[tuple[str, Sequence[str]]]
) -> list[tuple[str, Sequence[str]]]:
    """The conditions by how many names fit, which is counted no further than a lead is read."""
    fits = (
        select(literal(1)).where(_has(NameToken, *condition)).limit(_MOST_LED + 1).subquery()
        for condition in asked
    )
    counts = connection.execute(
        select(*(select(func.count()).select_from(one).scalar_subquery() for one in fits))
    )
    return [
        condition for _, condition in sorted(zip(counts.one(), asked, strict=True), key=lambda pair: pair[0])
    ]


def _lead(how: str, words: Sequence[str]) -> FromClause:
    """Who has the leading token; of a range read first, or the store may begin with a commoner token."""
    table = aliased(NameToken)
    rows = select(col(table.customer_id), col(table.contact_id)).where(_has(table, how, words))
    if how == "is" and len(words) == 1:
        return rows.subquery()
    return rows.limit(_MOST_LED).cte().prefix_with("MATERIALIZED")


def _has(table: type[NameToken], how: str, words: Sequence[str]) -> ColumnElement[bool]:
    if how == "begins":
        return and_(col(table.token) >= words[0], col(table.token) < words[1])
    return col(table.token) == words[0] if len(words) == 1 else col(table.token).in_(words)


def _same_sound(connection: Connection, text: str) -> list[Whose]:
    """Names of other characters and the same pinyin: 王晓明 for 王小明."""
    han = "".join(char for char in names.fold(text) if not char.isspace())
    if not 2 <= len(han) <= _LONGEST_PERSON or not all("\u3400" <= char <= "\u9fff" for char in han):
        return []
    spelt = {surname + "".join(given) for surname, given in romanise.chinese_name(han)}
    return _join(connection, [("is", sorted(spelt))], _MOST_TYPO)


def _with_typo(connection: Connection, words: Sequence[str]) -> list[Whose]:
    """Names with a token at most one slip away from each word; how many slips in all is judged later."""
    keys = set[str]().union(*(_keys(word) for word in words))
    if not keys:
        return []
    known = set(connection.execute(_DELETES, {"keys": sorted(keys)}).scalars())
    near = [("is", _nearest(word, known)) for word in words]
    return _join(connection, near, _MOST_TYPO)


def _keys(word: str) -> frozenset[str]:
    """A word's typo keys; a short one may be a longer one with a letter left out: Jon for John."""
    short = len(word) == _SHORTEST_SLIP and word.isascii() and word.isalpha()
    return frozenset((word,)) if short else names.deletes(word)


def _nearest(word: str, known: set[str]) -> Sequence[str]:
    if not _keys(word):
        return (word,)
    reached = [token for token in known if OSA.distance(word, token, score_cutoff=1) <= 1]
    return sorted({word, *reached}, key=lambda token: (token != word, token))[:_NEAR]
