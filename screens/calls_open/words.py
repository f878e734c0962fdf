"""Calls in the top line: the ring at its right, the open ones beside the modes; fitted by cells."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size
from rich.text import Text

from callcenter.i18n import N_, _, fill, ngettext

if TYPE_CHECKING:
    from callcenter.desk.views import Ring

DOT = " · "
LEAST_RING = 40
"""Cells that a ring takes before the names of open calls give way."""
STATES = {"ringing": ("!", N_("ringing")), "answered": ("›", N_("talking")), "over": ("✓", N_("over"))}
"""Sign and word of a call's state."""
Style = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class OpenCall:
    """A call that has a mode of its own."""

    call_id: int
    ring: "Ring"
    over: bool = False

    @property
    def mode(self) -> str:
        """The name of its mode."""
        return f"call-{self.call_id}"

    @property
    def state(self) -> str:
        """A key of ``STATES``."""
        return "over" if self.over else self.ring.state


@dataclass(frozen=True, slots=True)
class Calls:
    """What the top line says of calls."""

    open: tuple[OpenCall, ...] = ()
    ring: "Ring | None" = None
    more: int = 0
    """Others that ring."""
    key: str = ""
    """Takes the one that is shown."""


NO_CALLS = Calls()


def whose(ring: "Ring") -> str:
    """Who rings, in the reader's words: a name, the candidates, a number or that there is none."""
    if not ring.who:
        return ring.caller or _("number withheld")
    names = [one.name for one in ring.who[:2]]
    if len(ring.who) > 2:
        return fill(_("{names} or {n} more"), {"names": _(", ").join(names), "n": len(ring.who) - 2})
    return _(" or ").join(names)


def tabs(calls: Calls, here: str, room: int, style: Style) -> Text:
    """The open calls, each with its name and state, as far as they fit.

    Args:
        calls: the open ones.
        here: the mode one is in.
        room: cells at most.
        style: of ``here`` and ``over``.
    """
    for size, worded in ((20, True), (10, True), (10, False), (4, False)):
        line = Text(no_wrap=True, end="")
        for call in calls.open:
            sign, word = STATES[call.state]
            name = _named(call.ring, size)
            tone = "here" if call.mode == here else "over" if call.over else ""
            line.append(DOT).append(f"{name} {_(word) if worded else sign}", style(tone) if tone else "")  # type: ignore[arg-type]
        if line.cell_len <= room:
            return line
    count = len(calls.open)
    return Text(DOT + fill(ngettext("{n} call", "{n} calls", count), {"n": count}), no_wrap=True, end="")


def _named(ring: "Ring", size: int) -> str:
    """Names are known by their beginning, numbers by their end."""
    said = whose(ring)
    if ring.who or cell_len(said) <= size or not ring.caller:
        return cut(said, size)
    return "…" + said[1 - size :].lstrip()


def ring_line(calls: Calls, key: str, room: int, style: Style) -> Text:
    """The call that rings: who, what is open, the key that takes it; what matters least gives way first.

    Args:
        calls: with the ring.
        key: as agents read it.
        room: cells at most.
        style: of ``ring``, ``late`` and ``over``.
    """
    ring = calls.ring
    assert ring is not None
    parts = [part for part in _parts(ring, calls.more, key) if part[1]]
    while len(parts) > 2 and _width(parts) > room:
        parts.remove(min(parts))
    over = _width(parts) - room
    line = Text(no_wrap=True, end="")
    for weight, text, tone in sorted(parts, key=lambda part: _PLACE[part[0]]):
        shown = cut(text, cell_len(text) - over) if weight == _WHO and over > 0 else text
        line.append(DOT if line else "").append(shown, style(tone) if tone else "")  # type: ignore[arg-type]
    return line


_WHO, _KEY = 9, 8
_PLACE = {_WHO: 0, 3: 1, 4: 2, 7: 3, 5: 4, 2: 5, 6: 6, _KEY: 7}
"""Where a part stands in the line, by its weight."""
_Part = tuple[int, str, str]


def _parts(ring: "Ring", more: int, key: str) -> list[_Part]:
    """Weight, text and tone of each part."""
    verb = _("rings:") if ring.state == "ringing" else _("talking:")
    case, unknown = ring.case, not ring.who and ring.caller
    opened = ""
    if case is not None:
        words = _("open {number}") if ring.cases == 1 else _("{n} open, first {number}")
        opened = ("! " if case.safety else "") + fill(words, {"n": ring.cases, "number": case.number})
    return [
        (_WHO, f"{verb} {whose(ring)}", "ring"),
        (_KEY, fill(_("{key} takes it"), {"key": key}), "ring"),
        (7, opened or (_("not on file") if unknown else ""), "late" if case and case.safety else ""),
        (6, fill(_("+{n} more ring"), {"n": more}) if more else "", ""),
        (5, cut(case.summary, 30) if case is not None else "", ""),
        (4, ring.caller if ring.who else "", "over"),
        (3, ring.who[0].latin if len(ring.who) == 1 else "", ""),
        (2, ring.queue, "over"),
    ]


def _width(parts: Sequence[_Part]) -> int:
    return sum(cell_len(text) + len(DOT) for _weight, text, _tone in parts) - len(DOT)


def cut(text: str, cells: int) -> str:
    """A text in so many cells at most; what is cut off leaves an ellipsis."""
    if cell_len(text) <= cells:
        return text
    return set_cell_size(text, max(1, cells - 1)).rstrip() + "…"
