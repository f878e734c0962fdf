"""What a form of the log is proposed to hold: who pays. Pure rules over what the card shows."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from callcenter.callers.views import ItemView, RecallView, TermView
from callcenter.cases.taxonomy import Component

_WHOLE = ("maker", "legal", "extended")


@dataclass(frozen=True, slots=True)
class CoverProposal:
    """Who may pay, and by what: the recall or the term that says so; an empty cover is open."""

    cover: str = ""
    recall: RecallView | None = None
    term: TermView | None = None


def propose_cover(item: ItemView | None, component: Component | None) -> CoverProposal:
    """Who may pay for work on a component of an item.

    An open recall of that component goes before every warranty; the maker's and the legal term before an
    extended one. A term that names a part covers that part only.

    Args:
        item: as the card shows it, its terms judged today; None covers nothing.
        component: of the category; without one only terms on the whole item count.
    """
    if item is None:
        return CoverProposal()
    for recall in item.recalls:
        if component is not None and names(recall.component, component):
            return CoverProposal("recall", recall=recall)
    running = sorted((term for term in item.terms if _covers(term, component)), key=_order)
    if not running:
        return CoverProposal()
    return CoverProposal("extended" if running[0].kind == "extended" else "warranty", term=running[0])


def names(said: str, component: Component) -> bool:
    """Whether a part said in plain words is (in) a component: "fuel pump" is in fuel, 发动机 is the engine."""
    words = [component.code.replace("_", " "), *component.names.values(), *component.keywords]
    known = {part for word in words for part in _parts(word)}
    return bool(known & set(_parts(said)))


def _parts(text: str) -> Iterable[str]:
    folded = text.casefold().replace("_", " ").strip()
    yield folded
    yield from (word for word in re.findall(r"[^\W\d_]+", folded) if len(word) > 2 or not word.isascii())


def _covers(term: TermView, component: Component | None) -> bool:
    if term.over:
        return False
    if not term.covers:
        return term.kind in _WHOLE
    return component is not None and names(term.covers, component)


def _order(term: TermView) -> int:
    return _WHOLE.index(term.kind) if term.kind in _WHOLE else 0
