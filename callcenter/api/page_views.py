"""What stands on a point's page: facts and words in the reader's language, and the page made of them."""

import base64
import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from callcenter import i18n
from callcenter.api.page_words import AWAY, BUSY, LATE, WORDS
from callcenter.desk.point import PointCase, PointDesk
from callcenter.i18n import say

__all__ = ["AWAY", "BUSY", "STYLE_HASH", "calm", "case_page"]

_FOLDER = Path(__file__).parent / "pages"
_STYLE = (_FOLDER / "point.css").read_text(encoding="utf-8").removesuffix("\n")  # as it is included
STYLE_HASH = "sha256-" + base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
"""Allows this one style sheet, and no other, within the page."""
_REASONS = ("no_capacity", "no_skill", "out_of_area", "no_parts", "closed", "other")
_OUTCOMES = ("repaired", "no_fault_found", "advised", "exchanged", "refused")
_AWAY = ("on_site", "roadside")
"""Ways on which the item stays with the customer: nothing is received, and nothing handed back."""

Fact = tuple[str, str]


@cache
def _template(name: str) -> Template:
    """Made in the server's folder only; everything that is put into it is escaped."""
    made = Environment(
        loader=FileSystemLoader(_FOLDER), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    return made.get_template(name)


def case_page(
    desk: PointDesk, case: PointCase, key: str, *, typed: Mapping[str, str] | None = None, error: str = ""
) -> str:
    """The page of one case: what it is about, and what can be done now.

    Args:
        desk: of the point.
        case: as the desk shows it.
        key: hidden in the forms.
        typed: what was typed into a form that was refused; it is kept.
        error: why it was refused.
    """
    if case.is_over:
        return calm(error or say(LATE.get(case.state, LATE["accepted"]), number=case.number), i18n.language())
    open_form = (typed or {}).get("do", "")
    return _painted(
        "case.html", case=case, key=key, typed=typed or {}, open_form=open_form, error=error,
        offer=_offer_facts(case), item=_item_facts(case, desk.settings.currency), status=_status(case),
        away=case.offer is not None and case.offer.way in _AWAY,
        point=desk.seat.name, zone=desk.seat.zone, house=desk.settings.telling["house"],
        reasons=[(code, say(f"decline_reason.{code}")) for code in _REASONS],
        outcomes=[(code, say(f"outcome.{code}")) for code in _OUTCOMES],
        reports=[(i18n.time_text(one.at), say(one.what), one.words) for one in case.reports],
        due=i18n.time_text(case.answer_due_at) if case.answer_due_at else "",
        currency=desk.settings.currency,
    )  # fmt: skip


def calm(sentence: str, language: str, *, again: Mapping[str, str] | None = None) -> str:
    """A page that only says something, in a language; with ``again``, a form to send once more."""
    i18n.use(language)
    return _painted("calm.html", sentence=say(sentence), again=dict(again or {}), house="")


def _painted(name: str, **what: Any) -> str:
    words = {name: i18n._(text) for name, text in WORDS.items()}
    other = "en" if i18n.language() == "zh_CN" else "zh_CN"
    lang = {"en": "en", "zh_CN": "zh-Hans"}[i18n.language()]
    return _template(name).render(w=words, lang=lang, other=other, **what)


def _status(case: PointCase) -> str:
    if not case.case_state:
        return ""
    if case.case_state == "expected" and case.expected_at:
        return say("case.expected", expected_at=case.expected_at)
    return say(f"case_state.{case.case_state}")


def _offer_facts(case: PointCase) -> list[Fact]:
    """What the offer says, but for the description."""
    offer = case.offer
    if offer is None:
        return []
    product = " ".join(filter(None, (offer.brand, offer.product, str(offer.model_year or ""))))
    facts = [
        ("what", offer.category_name or say(f"case_kind.{offer.kind}")),
        ("item", "" if case.opened else product or offer.line or ""),
        ("way", say(f"way.{offer.way}")),
        ("district", "" if case.opened else offer.district),
        ("appointment", i18n.time_text(offer.appointment["from"]) if offer.appointment else ""),
        ("work_on", "" if offer.appointment else offer.work_on),
        ("time_wished", offer.time_wished or ""),
        ("cover", say(f"cover.{offer.cover}") if offer.cover else ""),
        ("priority", say(f"priority.{offer.priority}") if offer.priority in ("urgent", "high") else ""),
    ]
    return [(i18n._(WORDS[name]), value) for name, value in facts if value]


def _item_facts(case: PointCase, currency: str) -> list[Fact]:
    """What opens of the item, and of the money."""
    opened = case.opened
    if opened is None:
        return []
    cost = (
        ""
        if opened.cost_told is None
        else f"{opened.cost_told / 100:,.2f} {opened.currency or currency}".strip()
    )
    facts = [
        ("place", ", ".join(filter(None, (opened.place, opened.postcode, opened.city, opened.country)))),
        ("item", opened.item),
        ("serial", opened.serial or ""),
        ("plate", opened.plate or ""),
        ("km", f"{opened.km:,}" if opened.km is not None else ""),
        ("cost_told", cost),
    ]
    return [(i18n._(WORDS[name]), value) for name, value in facts if value]
