"""Which value of two customers is kept, field by field. Pure: rows in, values out."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from callcenter.callers.merging.views import MergeField
from callcenter.callers.words import CustomerKind
from callcenter.errors import Invalid
from callcenter.i18n import N_

GROUPS: Mapping[str, tuple[str, ...]] = {
    "detail.name": ("name", "latin"),
    "detail.kind": ("kind",),
    "detail.email": ("email",),
    "detail.address": ("address", "city", "region", "postcode", "country", "lat", "lon"),
    "detail.language": ("language",),
    "detail.preferred_point": ("preferred_point_id",),
    "detail.note": ("note",),
    "detail.tier": ("tier",),
    "detail.since": ("since",),
    "detail.do_not_call": ("do_not_call",),
    "detail.flags": ("flags",),
}
"""The fields as people know them, and their columns, which belong together."""
FREE = frozenset(list(GROUPS)[:7])
"""Those whose value the agent chooses; of the others the rule is fixed."""
CODED = frozenset({"detail.kind", "detail.tier", "detail.do_not_call", "detail.flags"})
"""Those whose values have words of their own."""
SURVIVOR, MERGED, BOTH = "survivor", "merged", "both"
_TIERS = ("standard", "silver", "gold")


def proposed(survivor: Any, merged: Any) -> dict[str, str]:
    """Whose value is proposed of each free field: the survivor's, where there is one.

    Args:
        survivor: the row of who stays.
        merged: the row of who goes.
    """
    return {code: _proposed(code, survivor, merged) for code in GROUPS if code in FREE}


def _proposed(code: str, survivor: Any, merged: Any) -> str:
    mine, theirs = _filled(code, survivor), _filled(code, merged)
    if code == "detail.note" and mine and theirs and survivor.note.strip() != merged.note.strip():
        return BOTH
    return SURVIVOR if mine or not theirs else MERGED


def _filled(code: str, row: Any) -> bool:
    return any(getattr(row, column) not in (None, "") for column in GROUPS[code])


def kept(survivor: Any, merged: Any, chosen: Mapping[str, str]) -> dict[str, Any]:
    """The values of the survivor's row that a merge changes.

    Args:
        survivor: the row of who stays.
        merged: the row of who goes.
        chosen: whose value is kept, by the code of a field; the others as proposed.

    Raises:
        Invalid: no such field, or a choice that the field doesn't have.
    """
    _check(chosen)
    values: dict[str, Any] = {}
    for code, whose in (proposed(survivor, merged) | dict(chosen)).items():
        if code == "detail.note" and whose == BOTH:
            values["note"] = "\n".join(
                dict.fromkeys(note for row in (survivor, merged) if (note := row.note))
            )
        elif whose == MERGED:
            values |= {column: getattr(merged, column) for column in GROUPS[code]}
    values |= _fixed(survivor, merged)
    return {column: value for column, value in values.items() if value != getattr(survivor, column)}


def _check(chosen: Mapping[str, str]) -> None:
    for code, whose in chosen.items():
        fits = (SURVIVOR, MERGED, BOTH) if code == "detail.note" else (SURVIVOR, MERGED)
        if code not in FREE or whose not in fits:
            raise Invalid(
                N_("{field!w} can't be kept from “{whose}”. Choose survivor or merged."),
                field=code,
                whose=whose,
            )


def _fixed(survivor: Any, merged: Any) -> dict[str, Any]:
    """The higher tier, the earlier beginning; nobody is rung who said no; every flag counts."""
    since: list[date] = [row.since for row in (survivor, merged) if row.since]
    flags = dict(survivor.flags) | {flag: up for flag, up in merged.flags.items() if up}
    return {
        "tier": _higher(survivor.tier, merged.tier),
        "since": min(since) if since else None,
        "do_not_call": survivor.do_not_call or merged.do_not_call,
        "flags": flags,
    }


def _higher(mine: str, theirs: str) -> str:
    """The higher of two tiers; one that the house invented stands against the lowest only."""
    if mine in _TIERS and theirs in _TIERS:
        return max(mine, theirs, key=_TIERS.index)
    return theirs if mine == _TIERS[0] else mine


def plain(value: Any) -> Any:
    """A value of a column as JSON."""
    if isinstance(value, date):
        return value.isoformat()
    return value.value if isinstance(value, CustomerKind) else value


def value(column: str, said: Any) -> Any:
    """The value of a column from ``plain``."""
    if column in ("since", "given_on") and said is not None:
        return date.fromisoformat(said)
    return CustomerKind(said) if column == "kind" else said


def shown(survivor: Any, merged: Any, words: Mapping[str, tuple[str, str]]) -> tuple[MergeField, ...]:
    """The fields that either of two customers has filled in, for the preview.

    Args:
        survivor: the row of who stays.
        merged: the row of who goes.
        words: what each of them has, as it may be shown, by the code of the field.
    """
    whose = proposed(survivor, merged)
    return tuple(
        MergeField(
            code,
            *words[code],
            kept=whose.get(code) or _rule(code, survivor, merged),
            free=code in FREE and not _alike(code, survivor, merged),
            same=_alike(code, survivor, merged),
            coded=code in CODED,
        )
        for code in GROUPS
        if any(words[code])
    )


def _alike(code: str, survivor: Any, merged: Any) -> bool:
    return all(getattr(survivor, column) == getattr(merged, column) for column in GROUPS[code])


def _rule(code: str, survivor: Any, merged: Any) -> str:
    """Whose value a fixed rule takes."""
    (column,) = GROUPS[code]
    result = _fixed(survivor, merged)[column]
    if result == getattr(survivor, column):
        return SURVIVOR
    return MERGED if result == getattr(merged, column) else BOTH
