"""What a short form asks for, and how what was typed becomes a value or a sentence that says what to mend."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from callcenter import clock, i18n
from callcenter.errors import Invalid
from callcenter.i18n import N_, _

from .when import read_when

_AMOUNT = re.compile(r"[^\d.,-]*(\d{1,9}|\d{1,3}(?:,\d{3})+)(?:[.](\d{1,2}))?\D*")
_WHOLE = re.compile(r"(\d{1,3}(?:[, ]\d{3})+|\d{1,9})\D*")


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing that a short form asks for.

    Args:
        name: under which its value is handed over.
        caption: message id.
        kind: ``line``, ``words`` (several lines), ``when`` (a time to come), ``amount`` (money, in
            hundredths), ``whole`` (a number), ``pick`` (one of ``answers``) or ``marks`` (any of them).
        hint: message id of what stands in the empty field.
        needed: whether it can't be left out.
        answers: code and words of each answer of a ``pick``.
        value: what stands there at first.
        only: the name of a ``pick`` and the code with which alone this is asked.
    """

    name: str
    caption: str
    kind: str = "line"
    hint: str = ""
    needed: bool = False
    answers: tuple[tuple[str, str], ...] = ()
    value: str = ""
    only: tuple[str, str] | None = None

    def asked(self, typed: Mapping[str, str]) -> bool:
        """Whether it is asked now."""
        return self.only is None or typed.get(self.only[0]) == self.only[1]

    def read(self, text: str) -> Any:
        """The value of what was typed: text, datetime, int, or None for an empty one of these.

        Raises:
            Invalid: it doesn't fit, or is missing.
        """
        text = text.strip()
        if not text:
            if self.needed:
                raise Invalid(N_("“{caption!w}” is still empty."), field=self.name, caption=self.caption)
            return None if self.kind in _READERS else ""
        reader = _READERS.get(self.kind)
        return reader(text, self) if reader else text


def _when(text: str, ask: Ask) -> Any:
    found = read_when(text, clock.now(), i18n.zone())
    if found is None:
        raise Invalid(
            N_("“{text}” is no time to come. Type it as 14:30, tomorrow 9, Tue 10:00 or 2026-03-05 14:00."),
            field=ask.name,
            text=text,
        )
    return found


def _amount(text: str, ask: Ask) -> int:
    found = _AMOUNT.fullmatch(unicodedata.normalize("NFKC", text))
    if found is None:
        raise Invalid(N_("“{text}” is no amount. Type it as 680 or 680.50."), field=ask.name, text=text)
    return int(found[1].replace(",", "")) * 100 + int((found[2] or "0").ljust(2, "0"))


def _whole(text: str, ask: Ask) -> int:
    found = _WHOLE.fullmatch(unicodedata.normalize("NFKC", text))
    if found is None:
        raise Invalid(N_("“{text}” is no whole number. Type it as 12000."), field=ask.name, text=text)
    return int(re.sub(r"\D", "", found[1]))


_READERS: Mapping[str, Callable[[str, Ask], Any]] = {"when": _when, "amount": _amount, "whole": _whole}


def echo(text: str) -> str:
    """How a time that is being typed is understood: "Tue 2026-03-03 09:00, in 22 h 20"."""
    from .words import in_or_over

    now = clock.now()
    found = read_when(text, now, i18n.zone()) if text.strip() else None
    if found is None:
        return "?" if text.strip() else ""
    here = i18n.local(found)
    return i18n.fill(
        _("{weekday} {at}, {far}"),
        {
            "weekday": i18n.weekday(here),
            "at": f"{here:%Y-%m-%d %H:%M}",
            "far": in_or_over(found, now)[0],
        },
    )
