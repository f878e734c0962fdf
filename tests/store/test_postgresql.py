"""What is PostgreSQL's own: connections that die, timeouts, and the sentences for its faults."""

from collections.abc import Iterator

import pytest
from sqlalchemy import insert, make_url, select
from sqlmodel import col

from callcenter.cli.main import main
from callcenter.desk.system import open_system_desk
from callcenter.errors import Invalid, StoreAway, StoreOlder
from callcenter.settings import Settings
from callcenter.store import migrate, postgresql_engine
from callcenter.store.models import Counter
from callcenter.store.postgresql_fit import unfit
from callcenter.store.store import Store
from tests.postgresql import Server
from tests.stores import Databases, Stores


@pytest.fixture
def store(postgresql_server: Server) -> Iterator[Store]:
    stores = Stores("postgresql", Databases(postgresql_server), {})
    yield stores.make()
    stores.close()


def test_a_connection_that_died_in_the_pool_is_replaced_unnoticed(
    store: Store, postgresql_server: Server
) -> None:
    with store.read() as connection:
        mine = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
    postgresql_server.sql(f"SELECT pg_terminate_backend({mine}, 5000)")
    with store.write() as connection:
        connection.execute(insert(Counter).values(name="case", value=7))
        assert connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one() != mine


def test_a_connection_that_dies_within_a_write_leaves_nothing_and_says_so(
    store: Store, postgresql_server: Server
) -> None:
    def cut_off() -> None:
        with store.write() as connection:
            connection.execute(insert(Counter).values(name="case", value=7))
            mine = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
            postgresql_server.sql(f"SELECT pg_terminate_backend({mine}, 5000)")
            connection.execute(select(Counter))

    with pytest.raises(
        StoreAway, match=r"^Check the server .*; what you typed is kept. The store .* doesn't answer"
    ):
        cut_off()
    with store.read() as connection:
        assert connection.execute(select(Counter)).first() is None


def test_a_reader_writes_nothing_and_a_copy_for_reading_is_named_as_one(store: Store) -> None:
    with pytest.raises(StoreAway, match="is a copy for reading only"), store.read() as connection:
        connection.execute(insert(Counter).values(name="case", value=7))


def test_a_statement_takes_no_longer_than_it_may(store: Store) -> None:
    with pytest.raises(StoreAway, match="is busy for too long"), store.read(within_s=0.05) as connection:
        connection.exec_driver_sql("SELECT pg_sleep(20)")


def test_who_waits_too_long_for_a_row_is_told_that_the_store_is_busy(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgresql_engine, "LOCK_S", 0.05)
    with store.write() as connection:
        connection.execute(insert(Counter).values(name="case", value=7))
    with store.write() as first:
        first.execute(select(Counter).with_for_update())
        with pytest.raises(StoreAway, match="is busy for too long"), store.write() as second:
            second.execute(select(Counter).with_for_update())


def test_timeouts_stay_within_their_transaction(store: Store) -> None:
    """PgBouncer hands the connection to somebody else after it."""
    with store.read(within_s=3) as connection:
        assert connection.exec_driver_sql("SHOW statement_timeout").scalar_one() == "3s"
        raw = connection.connection.driver_connection
    assert raw is not None
    assert raw.execute("SHOW statement_timeout").fetchone() == ("0",)


def test_a_sign_that_no_text_may_hold_is_refused(store: Store) -> None:
    with pytest.raises(Invalid, match="can't be read as letters"), store.write() as connection:
        connection.execute(insert(Counter).values(name="a\0b", value=1))


def test_faults_on_the_way_to_the_database_say_what_to_do(store: Store, postgresql_url: str) -> None:
    url = make_url(postgresql_url)

    def said(location: str) -> str:
        other = Store(location)
        with pytest.raises(StoreAway) as caught:
            migrate.require_head(other)
        other.close()
        return str(caught.value)

    def changed(**more: str) -> str:
        return url.set(**more).render_as_string(hide_password=False)

    assert "Make it (createdb), then run: callcenter db upgrade" in said(changed(database="nowhere"))
    assert "refuses this user or password" in said(changed(username="nobody_here"))
    assert "Check the server" in said("postgresql://agent@127.0.0.1:1/house")


def test_tables_are_made_only_where_somebody_wants_them(
    postgresql_url: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CALLCENTER_STORE", postgresql_url)

    def run(*words: str) -> tuple[int, str]:
        status = main(words, lambda **_more: 0)
        said = capsys.readouterr()
        return status, said.out + said.err

    told = "holds no callcenter tables. Run: callcenter db upgrade"
    for command in (
        ("queue",),
        ("lookup", "x"),
        ("import", "customers", "none.csv"),
        ("db", "check"),
        ("doctor",),
    ):
        status, said = run(*command)
        assert (status, told in said) == (1, True), said
    with pytest.raises(StoreOlder, match=told):
        open_system_desk(Settings(store=postgresql_url))
    assert run("db", "upgrade")[0] == 0
    assert run("queue") == (0, "No open case here.\n")


@pytest.mark.parametrize("encoding", ["SQL_ASCII", "LATIN1"])
def test_a_database_that_cannot_hold_every_name_is_refused_at_once(
    postgresql_server: Server, postgresql_url: str, encoding: str
) -> None:
    name = f"narrow_{encoding.lower()}"
    postgresql_server.sql(
        f"CREATE DATABASE {name} ENCODING {encoding} LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0"
    )
    store = Store(make_url(postgresql_url).set(database=name).render_as_string(hide_password=False))
    with pytest.raises(StoreAway, match=f"can't hold every name: its encoding is {encoding}. Make one with"):
        migrate.upgrade(store)
    store.close()
    postgresql_server.sql(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.mark.parametrize(("version", "fits"), [(140_015, False), (90_624, False), (150_000, True), (0, True)])
def test_a_server_before_fifteen_is_refused(version: int, *, fits: bool) -> None:
    told = unfit(version, "UTF8")
    assert (told is None) is fits
    assert fits or (told and "too old" in told)


def test_an_unknown_word_in_the_address_is_named(postgresql_url: str) -> None:
    store = Store(
        make_url(postgresql_url).update_query_dict({"foo": "s3cret"}).render_as_string(hide_password=False)
    )
    with pytest.raises(StoreAway, match=r'invalid connection option "foo"\. Correct it') as caught:
        migrate.upgrade(store)
    assert "s3cret" not in str(caught.value)


def test_a_schema_that_is_not_there_is_said_at_the_upgrade(postgresql_url: str) -> None:
    url = make_url(postgresql_url).update_query_dict({"options": "-c search_path=nowhere"})
    store = Store(url.render_as_string(hide_password=False))
    with pytest.raises(StoreAway, match="No schema of the search_path"):
        migrate.upgrade(store)
    store.close()


@pytest.mark.parametrize("said", ["LATIN1", "SQL_ASCII"])
def test_letters_travel_whole_whatever_encoding_a_user_has_set(
    monkeypatch: pytest.MonkeyPatch, postgresql_url: str, said: str
) -> None:
    monkeypatch.setenv("PGCLIENTENCODING", said)
    store = Store(postgresql_url)
    migrate.upgrade(store)
    with store.write() as connection:
        connection.execute(insert(Counter).values(name="王小明", value=7))
    with store.read() as connection:
        assert connection.execute(select(col(Counter.name))).scalars().all() == ["王小明"]
    store.close()
