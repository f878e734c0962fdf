"""An administrator's verbs of personal data: export, preview, erasure, retention."""

from dataclasses import replace
from pathlib import Path

from callcenter.desk.base import DeskBase
from callcenter.desk.personal import erasure, exporting, files, ledger, masking, retention
from callcenter.desk.personal.views import Due, Erased, ErasurePreview
from callcenter.desk.personal.whose import gather
from callcenter.errors import Invalid, NotAllowed
from callcenter.i18n import N_
from callcenter.store import events, scrubbing, written

_MASKED = N_("The file would hold whole telephone numbers, which your role does not see. Ask who sees them.")


class PersonalVerbs(DeskBase):
    """The verbs of personal data."""

    def export_customer(self, customer_id: int, target: Path) -> int:
        """Write all that is held on one customer to a file of ours alone and return its number of rows.

        Args:
            customer_id: any of those that were merged will do.
            target: ends in .json (for machines) or .txt.

        Raises:
            NotAllowed: the role needs no whole telephone numbers, and the file holds them.
            NotFound: no such customer.
            Invalid: no such form, or the file can't be written.
        """
        self.require_numbers()
        at = self.now()
        with self.store.read() as connection:
            found = gather(connection, customer_id)
            told = exporting.held(connection, found, at)
        rows = exporting.write(told, target)
        with self.store.write() as connection:
            written.note(connection, target, f"{written.PERSONAL}:{found.root}", at)
            events.record(
                connection, self.actor, at, "customer.exported", "customer", found.root,
                params={"customer_id": found.root},
            )  # fmt: skip
        return rows

    def require_numbers(self) -> None:
        """Refuse who needs no whole telephone numbers what would hand them out.

        Raises:
            NotAllowed: none of the roles sees them.
        """
        if not masking.sees_numbers(self.settings, self.me):
            raise NotAllowed(_MASKED)

    def preview_erasure(self, customer_id: int) -> ErasurePreview:
        """What erasing a customer would remove, what stays, and what stands in the way.

        Raises:
            NotFound: no such customer.
        """
        with self.store.read() as connection:
            found = gather(connection, customer_id)
            goes, stays = erasure.counts(connection, found.whose)
        return ErasurePreview(
            customer_id=found.root,
            customers=found.whose.customers,
            name=next(iter(found.whose.names), ""),
            goes=goes,
            stays=stays,
            open_cases=found.open_cases,
            on_the_way=found.on_the_way,
            shared_numbers=found.shared_numbers,
            elsewhere=found.elsewhere,
            files=files.speak_of(self.store, found.whose),
            backups=self._backups(),
            is_erased=found.is_erased,
        )

    def erase_customer(self, customer_id: int, why: str, *, anyway: bool = False) -> Erased:
        """Erase a customer's personal data; the cases' figures stay.

        Files of ours that name them are cleared first: a crash in between leaves enough to do it again.

        Args:
            customer_id: any of those that were merged will do.
            why: by whose wish, such as "letter of 3 March"; no name.
            anyway: also while cases are open.

        Raises:
            NotFound: no such customer.
            MoveRefused: cases are open, or messages about them are on their way.
            Invalid: no reason, erased already, or the ledger can't be written.
        """
        if not why.strip():
            raise Invalid(N_("Say why it is erased, such as “letter of 3 March”; no name."), field="why")
        at, book = self.now(), ledger.of(self.store, self.settings)
        with self.store.read() as connection:
            found = gather(connection, customer_id)
        erasure.refuse(found, anyway=anyway)
        cleared = files.clear(self.store, found.whose, at)
        order = erasure.Order(customer_id, self.actor, why.strip(), anyway)
        found, counts = erasure.erase(self.store, order, at, book)
        return self._scrubbed(
            Erased(
                found.root, found.whose.customers, at, counts, cleared, self._backups(), ledger=str(book.path)
            )
        )

    def _scrubbed(self, erased: Erased) -> Erased:
        clean = scrubbing.scrub(self.store)
        if clean:
            erasure.marked_clean(self.store, erased.at)
        return replace(erased, is_scrubbed=clean)

    def _backups(self) -> tuple[str, ...]:
        """Copies that an upgrade left beside the store."""
        if not self.store.is_sqlite:
            return ()
        path = self.store.path
        return tuple(sorted(str(each) for each in path.parent.glob(f"{path.name}.*.backup")))

    def kept_too_long(self) -> tuple[Due, ...]:
        """What retention would let go now, by kind; nothing is changed."""
        return retention.due(self.store, self.settings.retention, self.now())

    def apply_retention(self) -> dict[str, int]:
        """Let go of what is kept longer than the settings say; how many of each kind."""
        book = ledger.of(self.store, self.settings)
        return retention.apply(self.store, self.settings.retention, self.now(), book)
