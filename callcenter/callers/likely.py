"""How surely two customers who share a number are one. A pure rule.

No percentage: nobody has counted how often it is right. The words go by how much speaks for it.
"""

from typing import Any

from callcenter.callers import names
from callcenter.callers.same_name import Likeness, likeness
from callcenter.callers.words import CustomerKind
from callcenter.i18n import Phrase

Judged = tuple[str, tuple[Phrase, ...]]
"""``surely``, ``likely`` or ``perhaps``, and why."""

_NAMES = {
    Likeness.SAME: ("same.name", 3),
    Likeness.WRITTEN: ("same.name_written", 2),
    Likeness.SOUND: ("same.name_sound", 1),
    Likeness.SLIP: ("same.name_slip", 1),
    Likeness.PART: ("same.name_part", 1),
}
_SURELY, _LIKELY = 4, 2
_SHORTEST_ADDRESS = 5


def judge(one: Any, other: Any, numbers: int) -> Judged | None:
    """Judge two customers.

    Args:
        one: has kind, name, latin, address and email.
        other: another one.
        numbers: how many numbers they share.

    Returns:
        How sure and why; None where the names are two people's.
    """
    firms = CustomerKind.FIRM in (one.kind, other.kind)
    near = _names(one, other, firms=firms)
    if near is None:
        return None
    code, weight = _NAMES[near]
    why = [Phrase(code), Phrase("same.number") if numbers < 2 else Phrase("same.numbers", {"count": numbers})]
    weight += numbers > 1
    if _address(one.address) and _address(one.address) == _address(other.address):
        why.append(Phrase("same.address"))
        weight += 1
    if one.email and one.email.casefold() == (other.email or "").casefold():
        why.append(Phrase("same.email"))
        weight += 1
    weight -= one.kind != other.kind
    sure = "surely" if weight >= _SURELY else "likely" if weight >= _LIKELY else "perhaps"
    return sure, tuple(why)


def _names(one: Any, other: Any, *, firms: bool) -> Likeness | None:
    found = likeness(one.name, other.name, firms=firms)
    if found is None and bool(one.latin) != bool(other.latin):
        found = likeness(one.latin or one.name, other.latin or other.name, firms=firms)
    return found


def _address(text: str | None) -> str:
    plain = "".join(char for char in names.fold(text or "") if char.isalnum())
    return plain if len(plain) >= _SHORTEST_ADDRESS else ""
