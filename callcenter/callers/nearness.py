"""How near names are to what was typed, and why they matched. Pure."""

from collections.abc import Iterable, Iterator, Mapping

from callcenter.callers import names, romanise
from callcenter.callers.hits import Hit, Rank
from callcenter.callers.persons import Known
from callcenter.i18n import Phrase

_WHOLE = 0.999
_NEAR_ENOUGH = 0.8
_RANKS = {
    "why.name": Rank.NAME,
    "why.contact": Rank.NAME,
    "why.name_part": Rank.BEGINNING,
    "why.pinyin": Rank.PINYIN,
    "why.initials": Rank.PINYIN,
    "why.sound": Rank.TYPO,
    "why.typo": Rank.TYPO,
}


def judge(text: str, found: Mapping[tuple[int, int], bool], known: Known) -> Iterator[Hit]:
    """Turn the names that were found into hits with a reason; those that are too far are dropped.

    Args:
        text: what was typed.
        found: whose names, and whether it took a slip.
        known: the names themselves.
    """
    for (customer_id, contact_id), slipped in found.items():
        person = known.person(customer_id)
        written = (known.contact(contact_id),) if contact_id else person.names if person else ()
        scores = (_score(text, name, slipped=slipped) for name in written if name)
        # Of a name in two scripts the pinyin is told, not the Latin spelling: several names sound so.
        best = max(scores, key=lambda each: (each[0], _RANKS[each[1]]), default=None)
        if best and (not slipped or best[0] >= _NEAR_ENOUGH):
            score, code = best
            code = "why.contact" if code == "why.name" and contact_id else code
            exact = _RANKS[code] is Rank.NAME
            yield Hit(_RANKS[code], Phrase(code), exact, customer_id, contact_id or None, score)


def _score(text: str, name: str, *, slipped: bool) -> tuple[float, str]:
    near = names.similarity(text, name)
    if slipped:
        return (_NEAR_ENOUGH, "why.sound") if _is_han(text) else (near, "why.typo")
    if not _is_han(text) and _is_han(name):
        return near, "why.initials" if _folded(text) in _initials(name) else "why.pinyin"
    return near, "why.name" if near >= _WHOLE and _same_size(text, name) else "why.name_part"


def _same_size(text: str, name: str) -> bool:
    """Whether nothing of the name is left over: 'Smith' is near 'John Smith', but not all of it."""
    return len(_folded(text)) == len(_folded(name))


def _folded(text: str) -> str:
    return "".join(char for char in names.fold(text) if char.isalnum())


def _is_han(text: str) -> bool:
    return any("\u3400" <= char <= "\u9fff" for char in text)


def _initials(name: str) -> Iterable[str]:
    han = "".join(char for char in names.fold(name) if "\u3400" <= char <= "\u9fff")
    for surname, given in romanise.chinese_name(han) if 2 <= len(han) <= 6 else ():
        yield surname[0] + "".join(each[0] for each in given)
