"""No table and no column is forgotten: each is erased, cleaned, stays by a word said, or is nobody's."""

from callcenter.desk.personal.inventory import HOLDINGS, NOBODYS
from callcenter.i18n import known_phrases
from callcenter.store.schema import metadata


def test_every_table_is_somebodys_or_nobodys() -> None:
    known = {holding.name for holding in HOLDINGS} | set(NOBODYS)
    missing = set(metadata().tables) - known
    assert not missing, f"say in a room's personal.py (or NOBODYS) what they hold on a customer: {missing}"


def test_every_column_of_what_is_held_has_its_fate() -> None:
    for holding in HOLDINGS:
        columns = {column.name for column in holding.table.__table__.c}  # type: ignore[attr-defined]
        if holding.removed:
            continue
        said = [*holding.emptied, *holding.cleaned, *holding.stays]
        assert sorted(said) == sorted(columns), (holding.name, set(columns) ^ set(said))
        assert set(holding.withheld) <= columns


def test_every_table_is_said_in_words() -> None:
    import callcenter.desk.personal.words  # noqa: F401

    for holding in HOLDINGS:
        assert f"held.{holding.name}" in known_phrases()
