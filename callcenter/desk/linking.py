"""What belongs together: linking, merging and splitting cases, and taking that back."""

from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select
from sqlmodel import col

from callcenter.callers import survivors
from callcenter.callers.models import Item, Purchase
from callcenter.calls import moving
from callcenter.cases import moves, standing, taxonomy
from callcenter.cases.joint import candidates, links, merging, preview, splitting
from callcenter.cases.joint.views import (
    CaseMergePreview,
    CasesMerged,
    CaseSplit,
    LinkView,
    Split,
    SplitItem,
    SplitPreview,
    Undone,
)
from callcenter.cases.models import Case, CaseLink
from callcenter.cases.numbers import show
from callcenter.cases.views import MoveDetails
from callcenter.cases.words import CaseMove, CaseState, LinkKind
from callcenter.desk.base import DeskBase
from callcenter.dispatch import offers, rows
from callcenter.dispatch.hearing import hears_by
from callcenter.errors import Invalid
from callcenter.i18n import N_, Phrase, phrases
from callcenter.people import drafts

SPLIT_FORM = "split"
"""The form whose drafts a split deletes."""

phrases(
    {
        "ends.offer_message": N_("the offer to {point} is withdrawn, and it gets a message"),
        "ends.offer_phone": N_("the offer to {point} is withdrawn: somebody must ring it"),
        "ends.offer_unheard": N_("the offer to {point} is taken back before it hears of it"),
        "ends.offer_for_good": N_("undoing doesn't bring that offer back"),
        "warns.raised": N_("{point} has the case as less urgent: ring it"),
        "joint.merged": N_("merged into another case"),
        "joint.done_merge": N_("{number} is part of {other} now"),
        "joint.done_split": N_("{number} holds the second problem of {other}"),
        "joint.undid_move": N_("{number}: taken back"),
        "joint.undid_related": N_("{number} and {other} are no longer linked"),
        "joint.undid_merged": N_("{number} and {other} are two cases again"),
        "joint.undid_split": N_("{number} is cancelled; what went along is back"),
        "joint.send_again": N_("the offer to {point} doesn't come back by itself: send {number} again"),
    }
)


class LinkingVerbs(DeskBase):
    """The verbs of cases that belong together."""

    def other_cases(self, case_id: int, text: str = "", *, closed: bool = True) -> tuple[LinkView, ...]:
        """The cases that may be meant as the other one: the same customer's first, then item and number.

        Args:
            case_id: the case for which another is looked for.
            text: a case number finds just that case (of a merged one the survivor).
            closed: whether cases closed lately are proposed, too.

        Raises:
            NotFound: no such case.
        """
        with self.store.read() as connection:
            case = standing.load(connection, case_id)
            return candidates.find(connection, case, self.now(), text=text, closed=closed)

    def other_case(self, case_id: int, number: str) -> LinkView:
        """The other case by its number; of a merged one the case as which it goes on.

        Raises:
            NotFound: no such case, or a wrong check digit.
            Invalid: it is this very case.
        """
        with self.store.read() as connection:
            found = links.named(connection, number)
            if found == case_id:
                raise Invalid(N_("That is this very case. Name the other one."), field="number")
            return links.views(connection, {found: "named"})[0]

    def link_cases(self, request: str, case_id: int, version: int, other_id: int, other_version: int) -> None:
        """Two cases belong together from now on.

        Raises:
            Changed: somebody else changed one of them meanwhile.
            Invalid: they are one, or linked already.
        """

        def work(connection: Connection, at: datetime) -> dict[str, Any]:
            held = links.seen(connection, {other_id: other_version, case_id: version})
            links.link(connection, self.actor, at, held[case_id], held[other_id])
            return {}

        self.once(request, "link_cases", work)

    def unlink_cases(
        self, request: str, case_id: int, version: int, other_id: int, other_version: int
    ) -> None:
        """Two cases no longer belong together, or the one no longer repeats the other.

        Raises:
            Changed: somebody else changed one of them meanwhile.
            Invalid: they are not linked so.
        """

        def work(connection: Connection, at: datetime) -> dict[str, Any]:
            held = links.seen(connection, {other_id: other_version, case_id: version})
            links.unlink(connection, self.actor, at, held[case_id], held[other_id])
            return {}

        self.once(request, "unlink_cases", work)

    def merge_cases_preview(self, case_id: int, other_id: int, *, swapped: bool = False) -> CaseMergePreview:
        """What merging two cases would do; the survivor is proposed, ``swapped`` takes the other one.

        Raises:
            NotFound: no such case.
        """
        with self.store.read() as connection:
            one, other = (standing.load(connection, each) for each in (case_id, other_id))
            found = preview.preview(
                connection, one, other, swapped=swapped, now=self.now(), settings=self.settings,
                call_backs=moving.counts(connection, (case_id, other_id)),
            )  # fmt: skip
            ends = (*found.ends, *_offer_ends(connection, found))
            warns = (*found.warns, *_urgency(connection, found))
            return replace(found, ends=ends, warns=warns)

    def merge_cases(
        self,
        request: str,
        into_id: int,
        into_version: int,
        other_id: int,
        other_version: int,
        *,
        anyway: bool = False,
    ) -> CasesMerged:
        """Merge a case into another: it is closed and leads there; its live offer is withdrawn.

        Args:
            request: the key made when the form opened; a repeat returns the first result.
            into_id: the case that goes on.
            into_version: the version that was seen.
            other_id: the case that is closed.
            other_version: the version that was seen.
            anyway: it is one problem though the customers differ.

        Raises:
            Changed: somebody else changed one of them meanwhile; the sentence says which, and who.
            MoveRefused: one of them is over, or it must be the other way round.
            Invalid: they are one case, or of different customers without ``anyway``.
        """

        def work(connection: Connection, at: datetime) -> dict[str, Any]:
            held = links.seen(connection, {into_id: into_version, other_id: other_version})
            survivor, merged = held[into_id], held[other_id]
            merging.check(survivor, merged, anyway=anyway)
            point, tell = self._withdrawn(connection, merged, at)
            called = moving.open_of(connection, other_id)
            moving.move(connection, called, other_id, into_id)
            merging.merge(
                connection, self.actor, at, survivor, standing.load(connection, other_id),
                settings=self.settings, back={"call_backs": called, "point": point},
            )  # fmt: skip
            version = standing.load(connection, into_id).version
            return asdict(
                CasesMerged(
                    into_id, show(survivor.number), version, other_id, show(merged.number), point, tell
                )
            )

        return CasesMerged(**self.once(request, "merge_cases", work))

    def split_case_preview(self, case_id: int) -> SplitPreview:
        """What the second problem of a case would start from, and what may go along with it.

        Raises:
            NotFound: no such case.
        """
        with self.store.read() as connection:
            case = standing.load(connection, case_id)
            view = links.views(connection, {case_id: "named"})[0]
            refused = splitting.refusal(case)
            return SplitPreview(
                case_id, view.number, case.version, case.summary, view.customer or case.reporter or "",
                case.item_id, case.line or "", _items(connection, case),
                splitting.said(connection, case_id), standing.began(case),
                Phrase(refused.template, refused.params) if refused else None,
                (case.item_said or "") if case.item_id is None else "",
            )  # fmt: skip

    def split_case(
        self, request: str, case_id: int, version: int, part: Split, *, draft: str = ""
    ) -> CaseSplit:
        """Make a case of its own of the second problem of a case.

        Args:
            request: the key made when the form opened; a repeat returns the first result.
            case_id: the case that holds two problems.
            version: the version that was seen.
            part: what is the second one's own.
            draft: the subject of the draft of form ``split`` to delete.

        Raises:
            Changed: somebody else changed the case meanwhile.
            MoveRefused: it is over.
            Invalid: a field doesn't fit; ``params["field"]`` names it.
        """

        def work(connection: Connection, at: datetime) -> dict[str, Any]:
            customer_id = standing.load(connection, case_id).customer_id
            if customer_id is not None:  # before the case: locks are taken in one order everywhere
                survivors.held(connection, customer_id)
            case = links.seen(connection, {case_id: version})[case_id]
            done = splitting.split(
                connection, self.actor, at, case, part,
                settings=self.settings, me=self.me, taxonomy=taxonomy.load(self.settings.taxonomy),
            )  # fmt: skip
            if draft:
                drafts.drop(connection, self.me.agent_id, SPLIT_FORM, draft)
            return asdict(done)

        return CaseSplit(**self.once(request, "split_case", work))

    def undo_joint(self, request: str, case_id: int, version: int) -> Undone:
        """Take back the newest link, merge or split of a case, whoever made it, from either of the two.

        A link ends; merged cases are two again, as they were; what was split off is cancelled and what went
        along returns. An offer that a merge withdrew doesn't come back: its case is new.

        Raises:
            Changed: somebody else changed the case meanwhile.
            MoveRefused: there is nothing to take back, or something contradicts it; the sentence says what.
        """

        def work(connection: Connection, at: datetime) -> dict[str, Any]:
            link = merging.the_link(connection, case_id)
            ids = (link.case_id, link.other_id)
            held = links.seen(connection, {each: version if each == case_id else None for each in ids})
            link = merging.the_link(connection, case_id)  # now that nobody can change it
            self._undo(connection, at, link, held)
            there = held[link.case_id if link.case_id != case_id else link.other_id]
            point = link.back.get("point") or ""
            apart = show(held[link.case_id].number)
            done = Undone(
                link.kind, case_id, show(held[case_id].number), there.id, show(there.number), point, apart
            )
            return asdict(done)

        return Undone(**self.once(request, "undo_joint", work))

    def _undo(self, connection: Connection, at: datetime, link: CaseLink, held: dict[int, Case]) -> None:
        if link.kind == LinkKind.RELATED:
            links.unlink(connection, self.actor, at, held[link.case_id], held[link.other_id])
        elif link.kind == LinkKind.SPLIT:
            splitting.undo(connection, self.actor, at, link, settings=self.settings)
        else:
            merging.undo(connection, self.actor, at, link, settings=self.settings)
            moving.move(connection, link.back.get("call_backs", ()), link.other_id, link.case_id)

    def _withdrawn(self, connection: Connection, case: Case, at: datetime) -> tuple[str, str]:
        """Take a case that is about to be merged away from its point; returns the point, and how it hears."""
        dispatch = rows.live(connection, case.id or 0)
        if dispatch is None or case.state == CaseState.RESOLVED:  # there the work is done
            return "", ""
        tell = hears_by(connection, dispatch)
        offers.withdraw(connection, self.actor, dispatch, at=at, reason="")
        if case.state == CaseState.WAITING:
            self._step(connection, case, CaseMove.RESUME, MoveDetails(), at)
        self._step(connection, case, CaseMove.SEND_ELSEWHERE, MoveDetails(reason="joint.merged"), at)
        return rows.point(connection, dispatch.point_id).name, tell

    def _step(
        self, connection: Connection, case: Case, move: CaseMove, details: MoveDetails, at: datetime
    ) -> None:
        moves.apply(
            connection, self.actor, case.id or 0, move,
            version=None, details=details, at=at, settings=self.settings, undoable=False,
        )  # fmt: skip


def _offer_ends(connection: Connection, found: CaseMergePreview) -> Iterator[Phrase]:
    dispatch = rows.live(connection, found.merged.case_id)
    if dispatch is None or found.merged.state == CaseState.RESOLVED:
        return
    how = hears_by(connection, dispatch) or "unheard"
    yield Phrase(f"ends.offer_{how}", {"point": rows.point(connection, dispatch.point_id).name})
    yield Phrase("ends.offer_for_good")


def _urgency(connection: Connection, found: CaseMergePreview) -> Iterator[Phrase]:
    """A point that has the survivor doesn't know that it has become more urgent."""
    raised = any(phrase.code in ("takes.safety", "takes.priority") for phrase in found.takes)
    dispatch = rows.live(connection, found.survivor.case_id) if raised else None
    if dispatch is not None and hears_by(connection, dispatch):
        yield Phrase("warns.raised", {"point": rows.point(connection, dispatch.point_id).name})


def _items(connection: Connection, case: Case) -> tuple[SplitItem, ...]:
    """The item of a case first, then what else its customer owns."""
    owned = select(col(Purchase.item_id)).where(
        col(Purchase.customer_id) == case.customer_id, col(Purchase.owned_until).is_(None)
    )
    found = connection.execute(
        select(col(Item.id), col(Item.brand), col(Item.product), col(Item.plate), col(Item.line))
        .where((col(Item.id) == case.item_id) | col(Item.id).in_(owned))
        .order_by(col(Item.id))
    ).all()
    items = [
        SplitItem(item_id or 0, " ".join(filter(None, (brand, product, plate))), line or "")
        for item_id, brand, product, plate, line in found
    ]
    return tuple(sorted(items, key=lambda item: item.item_id != case.item_id))
