"""What stands on the merge's screen: both entries side by side. Pure: a preview in, lines out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from callcenter.i18n import Phrase, _, fill, say

from ..desk.lines import GAP, Block, Line, Piece, columns, pack

if TYPE_CHECKING:
    from callcenter.desk.views import MergeField, MergePreview, MergeSide

SIGN, LABEL, LEAST = 2, 12, 12
WIDEST = 64
"""Cells of a column from which more room stays empty: the eye should not travel."""
MOST = 12
"""Lines of one kind, such as items, before the rest is counted."""


def widths(width: int) -> tuple[int, int]:
    """Cells of the label's column and of each entry's."""
    label = LABEL if width < 110 else LABEL + 6
    each = (width - SIGN - label - 2 * len(GAP)) // 2
    return label, max(LEAST, min(WIDEST, each))


def heading(shown: MergePreview, width: int) -> tuple[Line, ...]:
    """How surely they are one and why, and whose column is whose."""
    title: Line = ((_("One customer, twice on file?"), "strong"),)
    why = shown.alike
    sure: list[Piece] = (
        [(say(f"sure.{why.sure}"), "accent"), *((say(one), "") for one in why.why)] if why else []
    )
    said = pack([*title, *sure], width, _(" · "))
    label, each = widths(width)
    stays, goes = _("STAYS"), _("GOES, leads to the other")
    heads = columns(
        (("", ""), (f"  {stays}", "label"), (f"  {goes}", "label")),
        (label, each, each),
    )
    return (*said, (), ((" " * SIGN, ""), *heads))


def warnings(shown: MergePreview, width: int) -> tuple[Line, ...]:
    """Conflicts and what becomes of them, each on a line."""
    return tuple(line for one in shown.warnings for line in pack(((f"! {say(one)}", "soon"),), width))


def blocks(shown: MergePreview, chosen: Mapping[str, str], width: int) -> list[Block]:
    """The fields, which the cursor visits where there is a choice, and what hangs on each."""
    label, each = widths(width)
    across = (label, each, each)
    found: list[Block] = [Block((_ids(shown, across),))]
    stops = free(shown)
    for field in shown.fields:
        stop = stops.index(field.code) if field.code in stops else None
        found.append(Block((_field(field, chosen.get(field.code, field.kept), across),), stop))
    found.append(Block(((),)))
    for rows in _hanging(shown, across):
        found.append(Block(rows))
    return found


def free(shown: MergePreview) -> tuple[str, ...]:
    """The fields whose value is the agent's to choose."""
    return tuple(field.code for field in shown.fields if field.free)


def _indented(line: Line) -> Line:
    return ((" " * SIGN, ""), *line)


def _ids(shown: MergePreview, across: Sequence[int]) -> Line:
    cells = [(f"  {_id(side)}", "over") for side in (shown.survivor, shown.merged)]
    return _indented(columns((("", ""), *cells), across))


def _id(side: MergeSide) -> str:
    one = side.customer
    return fill(_("no. {id}"), {"id": one.customer_id}) + (f" · {one.external_id}" if one.external_id else "")


def _field(field: MergeField, whose: str, across: Sequence[int]) -> Line:
    mine, theirs = (_words(text, coded=field.coded) for text in (field.survivor, field.merged))
    if field.same:
        cells: tuple[Piece, Piece] = (f"  {mine}", ""), (_("  the same"), "over")
    else:
        cells = (
            _kept(mine, kept=whose in ("survivor", "both")),
            _kept(theirs, kept=whose in ("merged", "both")),
        )
    line = columns(((say(field.code), "over"), *cells), across)
    return line if field.free else _indented(line)


def _kept(words: str, *, kept: bool) -> Piece:
    if not words:
        return "  -", "over"
    return (f"✓ {words}", "strong") if kept else (f"  {words}", "over")


def _words(text: str, *, coded: bool) -> str:
    said = _(", ").join(say(code) for code in text.split(",")) if coded and text else text
    return " / ".join(said.splitlines())


def _hanging(shown: MergePreview, across: Sequence[int]) -> Iterator[tuple[Line, ...]]:
    """Numbers, contacts, items, cases and consents: what the survivor has, and what comes to it with a +."""
    mine, theirs = shown.survivor, shown.merged
    yield _rows(
        "merge.phone",
        [(f"  {number}", "") for number, _shared in mine.numbers],
        [(_("  the same"), "over") if shared else _comes(number) for number, shared in theirs.numbers],
        across,
    )
    for code, here, there in (
        ("merge.contact", mine.contacts, theirs.contacts),
        ("merge.purchase", mine.items, theirs.items),
        ("merge.case", _cases(mine), _cases(theirs)),
    ):
        yield _rows(code, [(f"  {words}", "") for words in here], [_comes(words) for words in there], across)
    yield _rows("merge.consent", *_consents(mine.consents, theirs.consents), across)


def _consents(mine: Sequence[Phrase], theirs: Sequence[Phrase]) -> tuple[list[Piece], list[Piece]]:
    """Where both said something on one purpose, the refusal is marked: it stands."""
    here = {one.params["purpose"]: one for one in mine}
    there = {one.params["purpose"]: one for one in theirs}

    def piece(one: Phrase, other: Phrase | None, alone: str) -> Piece:
        if other is None:
            return alone + say(one), ""
        if one.code == other.code:
            return ("  " + say(one), "") if alone == "  " else (_("  the same"), "over")
        return (f"✓ {say(one)}", "strong") if one.code == "consent.refused" else (f"  {say(one)}", "over")

    return (
        [piece(one, there.get(purpose), "  ") for purpose, one in here.items()],
        [piece(one, here.get(purpose), "+ ") for purpose, one in there.items()],
    )


def _comes(words: str) -> Piece:
    return f"+ {words}", ""


def _cases(side: MergeSide) -> list[str]:
    opened = [f"{number} {summary}" for number, summary in side.open_cases]
    closed = [fill(_("{count} closed"), {"count": side.closed_cases})] if side.closed_cases else []
    return opened + closed


def _rows(
    code: str, here: Sequence[Piece], there: Sequence[Piece], across: Sequence[int]
) -> tuple[Line, ...]:
    mine, theirs = _first(here), _first(there)
    count = max(len(mine), len(theirs))
    lines: list[Line] = []
    for at in range(count):
        words, tone = mine[at] if at < len(mine) else ("", "")
        label = say(code) if at == 0 else ""
        cells = ((label, "over"), (words, tone), theirs[at] if at < len(theirs) else ("", ""))
        lines.append(_indented(columns(cells, across)))
    return tuple(lines)


def _first(pieces: Sequence[Piece]) -> list[Piece]:
    if len(pieces) <= MOST:
        return list(pieces)
    more = fill(_("  and {count} more"), {"count": len(pieces) - MOST + 1})
    return [*pieces[: MOST - 1], (more, "over")]
