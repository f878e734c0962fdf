"""The administrator's desk: files in and out, the store's health, its copies."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Unpack

from callcenter import clock
from callcenter.desk.files.views import ImportSummary, Progress, Reading
from callcenter.desk.keys import KeyVerbs
from callcenter.desk.people import PeopleVerbs
from callcenter.desk.personal.masking import numbers_by_role
from callcenter.desk.personal.verbs import PersonalVerbs
from callcenter.i18n import Phrase
from callcenter.settings import Settings
from callcenter.store import migrate
from callcenter.store.events import Actor
from callcenter.store.store import Store

if TYPE_CHECKING:
    from callcenter.store.bulk.rows import House


@numbers_by_role
@dataclass(frozen=True)
class AdminDesk(PersonalVerbs, KeyVerbs, PeopleVerbs):
    """The one door of an administrator."""

    @property
    def actor(self) -> Actor:
        """The administrator as the events know them."""
        return Actor("admin", self.me.agent_id, self.me.name)

    def import_file(
        self,
        kind: str,
        path: Path,
        *,
        mapping: Mapping[str, str] | None = None,
        progress: Callable[[Progress], None] | None = None,
        **how: Unpack[Reading],
    ) -> ImportSummary:
        """Read a file into the store; bad rows are refused and set apart, the others go in.

        An import of the same file that was stopped goes on where it was.

        Args:
            kind: one of ``files.kinds.KINDS``.
            path: CSV, CSV packed by gzip, or XLSX.
            mapping: their headings for ours.
            progress: is told how far it is.
            how: see ``Reading``.

        Raises:
            NotAllowed: values are asked for, and the role sees no whole telephone numbers.
            Invalid: no such kind, or the file can't be read or lacks a heading.
            Changed: somebody else imports the same file.
        """
        from callcenter.desk.files.importing import Import
        from callcenter.desk.files.rejects import refused_rows
        from callcenter.desk.personal import listed

        if how.get("values"):
            self.require_numbers()
        reader = Import(self.store, self.actor, kind, self._house(), how)
        with listed.noting(self.store, self.now(), refused_rows(Path(path)), how.get("changes")):
            return reader.run(Path(path), mapping or {}, progress or (lambda _progress: None))

    def export(self, list_name: str, file_or_dash: str, *, case: str = "") -> int:
        """Write a list as CSV or XLSX and return its number of rows.

        Args:
            list_name: ``customers``, ``cases``, ``queue`` or ``timeline``.
            file_or_dash: ends in .csv or .xlsx; ``-`` is standard output as CSV.
            case: the number of the case whose timeline it is.

        Raises:
            Invalid: no such list or form, or the file can't be written.
            NotFound: no such case.
        """
        from callcenter.desk.files.exporting import export
        from callcenter.desk.personal import listed, masking

        rows = export(
            self.store, self.me, list_name, file_or_dash, case=case, taxonomy=self.settings.taxonomy,
            masked=not masking.sees_numbers(self.settings, self.me),
        )  # fmt: skip
        listed.note(self.store, file_or_dash, list_name, case, self.now())
        return rows

    def check(self) -> tuple[Phrase, ...]:
        """Everything that is wrong in the store; nothing when it is in order."""
        from callcenter.desk.checking.check import check

        return check(self.store, self.settings)

    def backup(self, target: Path) -> None:
        """Copy the store while agents work.

        Raises:
            Invalid: something stands there already, or it can't be written.
        """
        from callcenter.store.copying.portable import backup

        backup(self.store, target)

    def _house(self) -> "House":
        from zoneinfo import ZoneInfo

        from callcenter.store.bulk.rows import House

        chosen, at = self.settings, clock.now()
        tiers = {name.partition(".")[2] for name in chosen.targets} | {"standard", "silver", "gold"}
        today = at.astimezone(ZoneInfo(chosen.zone)).date()
        return House(chosen.region, chosen.currency, chosen.zone, at, today, frozenset(tiers - {""}))


def open_admin_desk(settings: Settings, *, upgraded: migrate.Told = migrate.unheard) -> AdminDesk:
    """Open the store (a file is made and upgraded where needed) and sit the administrator down.

    Args:
        settings: names the store, and who it is; else the operating system's user.
        upgraded: hears where an older file was kept as it was, where this upgraded it.

    Raises:
        PointStaff: whoever sits down works at a service point.
        StoreError: the store can't be opened or is newer than the program.
    """
    from callcenter.desk.seats import of_the_house

    store = Store(settings.store)
    migrate.open_ready(store, upgraded)
    return AdminDesk(store, settings, of_the_house(store, settings.agent, clock.now()))
