"""Who is it: the desk field, the card, and what an agent may put right about a caller."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from callcenter.callers import card as cards
from callcenter.callers import customers, duplicates, lookup, owners, phones, repeats, survivors, verification
from callcenter.callers.customers import Here
from callcenter.callers.hits import Ranked
from callcenter.callers.views import Card, LookupAnswer, NewCustomer, PhoneCandidate, RepairView
from callcenter.cases import finding, of_customer
from callcenter.desk.base import DeskBase


class LookupVerbs(DeskBase):
    """The verbs of finding a caller and seeing who it is."""

    def find(self, text: str, *, limit: int = 20) -> LookupAnswer:
        """Everybody and everything the text may mean, best first, each with why it matched.

        Takes a number in any spelling, the last four or more digits, a name, a serial, VIN or plate,
        a case number. An unknown whole number adds a ``new`` row with the number filled in.
        """
        with self.store.read() as connection:
            found = lookup.search(connection, text, self.settings.region, limit)
            asked = [e164 for e164, _ in found.asked.whole]
            cases = finding.find(connection, found.asked.text, asked)
            people = [each.row.customer_id for each in found.rows if each.row.customer_id]
            running = finding.open_numbers(connection, people)
            twice = duplicates.among(connection, [each.row for each in found.rows])
        rows = (_with_open(each, running, twice) for each in found.rows)
        return lookup.answer(replace(found, rows=tuple(rows)), cases, limit)

    def phone(self, text: str, region: str | None = None) -> tuple[PhoneCandidate, ...]:
        """The telephone numbers in a text, best first; ``region`` defaults to the settings'."""
        return phones.candidates(text, region or self.settings.region)

    def card(self, customer_id: int, *, calling: str | None = None) -> Card:
        """One caller on one screen, in a fixed small number of statements.

        Masked (full address, e-mail, other phones, costs) unless this agent verified the customer within
        the last 30 minutes. ``calling`` is the E.164 number of this call. A merged customer's id gives the
        survivor.

        Raises:
            NotFound: no such customer.
        """
        now = self.now()
        with self.store.read() as connection:
            verified = verification.verified_at(connection, customer_id, self.me.agent_id, now)
            card = cards.card(
                connection, customer_id, calling=calling, verified_at=verified, today=self._here(now).today
            )
            if card.customer_id == customer_id:
                return self._with_cases(connection, card, now)
        return self.card(card.customer_id, calling=calling)

    def _with_cases(self, connection: Connection, card: Card, now: datetime) -> Card:
        zone = ZoneInfo(self.settings.zone)
        cases = of_customer.read(connection, card.customer_id, now=now, zone=zone)
        mine = {item.item_id for item in card.items if item.owned_until is None}
        troubles = [
            *cards.troubles(card.items, card.repairs),
            *(fault for fault in cases.faults if fault.item_id in mine),
        ]
        return replace(
            card,
            open_cases=cases.open,
            closed_cases=cases.closed,
            last=cases.last,
            repairs=tuple(_with_number(repair, cases.repaired) for repair in card.repairs),
            repeats=repeats.repeats(troubles, self._here(now).today),
        )

    def customer_id(self, said: str) -> int:
        """The id of a customer named by the id in the house's own files, or by ours.

        Raises:
            NotFound: no such customer.
            Invalid: it may be two (``customers.named``).
        """
        with self.store.read() as connection:
            return customers.named(connection, said)

    def verify(self, request: str, customer_id: int, matched: Sequence[str]) -> None:
        """Record which details (codes of ``Card.ask``) the caller knew, never the answers.

        Raises:
            Invalid: fewer than two, or a code that wasn't on offer.
        """

        def work(connection: Connection, at: datetime) -> dict[str, object]:
            theirs = survivors.held(connection, customer_id)
            card = cards.card(connection, theirs, today=self._here(at).today)
            verification.verify(connection, self.actor, at, card.customer_id, matched, card.ask)
            return {}

        self.once(request, "verify", work)

    def answer_fits(self, customer_id: int, code: str, said: str, *, calling: str | None = None) -> bool:
        """Whether what the caller answered fits what is on file, which stays masked; nothing is kept.

        ``calling`` is the E.164 number of this call: knowing that one proves nothing.

        Raises:
            NotFound: no such customer.
            Invalid: no such question (``Card.ask``).
        """
        now = self.now()
        with self.store.read() as connection:
            card = cards.card(
                connection, customer_id, calling=calling, verified_at=now, today=self._here(now).today
            )
        return verification.fits(card, code, said)

    def new_customer(self, request: str, new: NewCustomer) -> int:
        """Put a customer on file and return the id; numbers that don't parse are kept raw.

        Raises:
            Invalid: no name.
        """

        def work(connection: Connection, at: datetime) -> dict[str, object]:
            return {"customer_id": customers.add(connection, self.actor, at, new, self._here(at))}

        return int(self.once(request, "new_customer", work)["customer_id"])

    def edit_customer(self, request: str, customer_id: int, version: int, new: NewCustomer) -> None:
        """Correct a customer's details; empty fields stay as they are, new numbers are added.

        Raises:
            Changed: somebody else edited meanwhile.
        """

        def work(connection: Connection, at: datetime) -> dict[str, object]:
            customers.edit(connection, self.actor, at, customer_id, version, new, self._here(at))
            return {}

        self.once(request, "edit_customer", work)

    def not_this_person(self, request: str, customer_id: int, e164: str) -> None:
        """Retire a reissued number from a customer: the holding ends today.

        Raises:
            NotFound: they don't hold this number now.
        """

        def work(connection: Connection, at: datetime) -> dict[str, object]:
            customers.not_this_person(connection, self.actor, at, customer_id, e164, self._here(at).today)
            return {}

        self.once(request, "not_this_person", work)

    def this_person_after_all(self, request: str, customer_id: int, e164: str) -> None:
        """Undo ``not_this_person``.

        Raises:
            NotFound: the number was never retired from them.
        """

        def work(connection: Connection, at: datetime) -> dict[str, object]:
            customers.this_person_after_all(connection, self.actor, at, customer_id, e164)
            return {}

        self.once(request, "this_person_after_all", work)

    def new_owner(self, request: str, item_id: int, customer_id: int) -> None:
        """The item belongs to this customer from today; the earlier ownership ends, its repairs stay.

        Raises:
            NotFound: no such item or customer.
            Invalid: it is theirs already.
        """

        def work(connection: Connection, at: datetime) -> dict[str, object]:
            owners.new_owner(connection, self.actor, at, item_id, customer_id, self._here(at).today)
            return {}

        self.once(request, "new_owner", work)

    def _here(self, at: datetime) -> Here:
        return Here(self.settings.region, at.astimezone(ZoneInfo(self.settings.zone)).date())


def _with_open(each: Ranked, running: dict[int, tuple[str, ...]], twice: frozenset[int]) -> Ranked:
    who = each.row.customer_id or 0
    return replace(each, row=replace(each.row, open_cases=running.get(who, ()), double=who in twice))


def _with_number(repair: RepairView, numbers: dict[int, str]) -> RepairView:
    number = numbers.get(repair.repair_id)
    return replace(repair, case_number=number) if number else repair
