"""The feed: what was committed is read once, in order, by everybody; what is too old is thrown away."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, func, insert, select

from callcenter.store import changes, events
from callcenter.store.models import Change
from callcenter.store.store import Store
from callcenter.store.views import News

AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def write(store: Store, *ids: int, at: datetime = AT) -> None:
    with store.write() as connection:
        for one in ids:
            events.changed(connection, at, "case", one)


def here(store: Store) -> str:
    with store.read() as connection:
        return changes.here(connection)


def since(store: Store, position: str) -> News:
    with store.read() as connection:
        return changes.since(connection, position)


def ids(news: News) -> list[int]:
    return [row.entity_id for row in news.rows]


def prune(store: Store, before: datetime, limit: int = 100) -> int:
    with store.write() as connection:
        return changes.prune(connection, before, limit)


def test_what_is_committed_after_a_position_is_read_once(store: Store) -> None:
    write(store, 1)
    start = here(store)
    assert since(store, start) == News(start)
    write(store, 2, 3)
    write(store, 4)
    news = since(store, start)
    assert ids(news) == [2, 3, 4]
    assert not news.more
    assert since(store, news.position) == News(news.position)


def test_the_feed_comes_in_pages_oldest_first_and_says_that_there_is_more(store: Store) -> None:
    start = here(store)
    with store.write() as connection:
        rows = [
            {"at": AT, "topic": "case", "entity": "case", "entity_id": n} for n in range(changes.PAGE + 3)
        ]
        connection.execute(insert(Change), rows)
    first = since(store, start)
    rest = since(store, first.position)
    assert (first.more, rest.more) == (True, False)
    assert ids(first) + ids(rest) == list(range(changes.PAGE + 3))
    assert len(rest.rows) == 3


def test_nobody_reads_a_change_while_an_older_write_is_still_open(store: Store) -> None:
    """On PostgreSQL a lower number may be committed later: it would be missed for ever."""
    if store.is_sqlite:
        pytest.skip("on SQLite writes come one after the other")
    start = here(store)
    with store.write() as slow:
        events.changed(slow, AT, "case", 1)
        write(store, 2)
        assert since(store, start).rows == ()
        with store.read() as connection:
            assert changes.newest(connection) == ""
    assert ids(since(store, start)) == [1, 2]


def test_the_newest_change_moves_with_each_write(store: Store) -> None:
    seen = []
    for one in range(3):
        write(store, one)
        with store.read() as connection:
            seen.append(changes.newest(connection))
    assert len(set(seen)) == 3
    assert [ids(since(store, position)) for position in seen] == [[1, 2], [2], []]


def test_old_changes_are_thrown_away_oldest_first_and_a_few_at_a_time(store: Store) -> None:
    write(store, *range(5))
    write(store, *range(5, 8), at=AT + timedelta(days=3))
    assert [prune(store, AT + timedelta(days=1), limit=3) for _ in range(3)] == [3, 2, 0]
    with store.read() as connection:
        left = connection.execute(select(Change.entity_id).order_by(Change.seq)).scalars().all()  # type: ignore[call-overload]
    assert left == [5, 6, 7]


def test_the_newest_change_is_never_thrown_away_so_no_number_comes_twice(store: Store) -> None:
    write(store, 1, 2)
    position = here(store)
    assert prune(store, AT + timedelta(days=1)) == 1
    assert prune(store, AT + timedelta(days=1)) == 0
    write(store, 3)
    assert ids(since(store, position)) == [3]


def test_who_slept_longer_than_news_is_kept_is_told_to_read_everything(store: Store) -> None:
    write(store, 1)
    position = here(store)
    write(store, 2, 3)
    awake = here(store)
    write(store, 4)
    prune(store, AT + timedelta(days=1), limit=2)
    assert ids(since(store, awake)) == [4]
    slept = since(store, position)
    assert slept.everything
    assert not slept.rows
    write(store, 5)
    assert ids(since(store, slept.position)) == [5]


@pytest.mark.parametrize("position", ["", "rubbish", "1", "-1.4", "99999999999.99999999999"])
def test_a_position_that_is_none_of_this_store_means_everything(store: Store, position: str) -> None:
    """As after a backup was restored: the feed is then behind the console."""
    write(store, 1)
    news = since(store, position)
    assert news.everything
    write(store, 2)
    assert ids(since(store, news.position))[-1:] == [2]


def test_a_write_that_is_undone_is_no_news(store: Store) -> None:
    start = here(store)

    def undone(connection: Connection) -> None:
        events.changed(connection, AT, "case", 1)
        raise RuntimeError

    with pytest.raises(RuntimeError), store.write() as connection:
        undone(connection)
    write(store, 2)
    assert ids(since(store, start)) == [2]
    with store.read() as connection:
        assert connection.execute(select(func.count()).select_from(Change)).scalar() == 1
