"""Who is it: the desk field, the card, and what an agent may put right about a caller."""

from collections.abc import Sequence

from callcenter.callers.views import Card, LookupAnswer, NewCustomer, PhoneCandidate
from callcenter.desk.base import DeskBase


class LookupVerbs(DeskBase):
    """The verbs of finding a caller and seeing who it is."""

    def find(self, text: str, *, limit: int = 20) -> LookupAnswer:
        """Everybody and everything the text may mean, best first, each with why it matched.

        Takes a number in any spelling, the last four or more digits, a name, a serial, VIN or plate,
        a case number. An unknown whole number adds a ``new`` row with the number filled in.
        """
        raise NotImplementedError

    def phone(self, text: str, region: str | None = None) -> tuple[PhoneCandidate, ...]:
        """The telephone numbers in a text, best first; ``region`` defaults to the settings'."""
        raise NotImplementedError

    def card(self, customer_id: int, *, calling: str | None = None) -> Card:
        """One caller on one screen, in a fixed small number of statements.

        Masked (full address, other phones, costs) unless this agent verified the customer within the last
        30 minutes. ``calling`` is the E.164 number of this call. A merged customer's id gives the survivor.

        Raises:
            NotFound: no such customer.
        """
        raise NotImplementedError

    def verify(self, request: str, customer_id: int, matched: Sequence[str]) -> None:
        """Record which details (codes of ``Card.ask``) the caller knew, never the answers.

        Raises:
            Invalid: fewer than two, or a code that wasn't on offer.
        """
        raise NotImplementedError

    def new_customer(self, request: str, new: NewCustomer) -> int:
        """Put a customer on file and return the id; numbers that don't parse are kept raw.

        Raises:
            Invalid: no name.
        """
        raise NotImplementedError

    def edit_customer(self, request: str, customer_id: int, version: int, new: NewCustomer) -> None:
        """Correct a customer's details; empty fields stay as they are, new numbers are added.

        Raises:
            Changed: somebody else edited meanwhile.
        """
        raise NotImplementedError

    def not_this_person(self, request: str, customer_id: int, e164: str) -> None:
        """Retire a reissued number from a customer: the holding ends today."""
        raise NotImplementedError

    def this_person_after_all(self, request: str, customer_id: int, e164: str) -> None:
        """Undo ``not_this_person``."""
        raise NotImplementedError

    def new_owner(self, request: str, item_id: int, customer_id: int) -> None:
        """The item belongs to this customer from today; the earlier ownership ends, its repairs stay."""
        raise NotImplementedError
