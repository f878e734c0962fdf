"""Where a store is, as people name it, and what is never shown of it."""

from pathlib import Path

import pytest

from callcenter.errors import StoreAway
from callcenter.store import location
from callcenter.store.location import File, Server


def test_a_path_is_a_file(tmp_path: Path) -> None:
    assert location.read(tmp_path / "a b.sqlite3") == File(tmp_path / "a b.sqlite3")
    assert location.read("~/x.sqlite3") == File(Path.home() / "x.sqlite3")


@pytest.mark.parametrize("scheme", ["postgresql+psycopg", "postgresql", "postgres"])
def test_an_address_is_a_database_and_its_password_is_never_shown(scheme: str) -> None:
    found = location.read(f"{scheme}://agent:s3cret@db.example:5433/house?sslmode=require&password=s3cret")
    assert isinstance(found, Server)
    assert found.name == "postgresql://agent@db.example:5433/house"
    assert "s3cret" not in repr(found)
    assert found.url.drivername == "postgresql+psycopg"
    assert found.url.query["sslmode"] == "require"


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("agent@/house?host=/run/pg&port=5544&password=s3cret&sslmode=require", "agent@/house?host=/run/pg&port=5544"),
        ("db/house?host=a.example&host=b.example", "db/house?host=a.example&host=b.example"),
        ("?service=house", "?service=house"),
    ],
)  # fmt: skip
def test_where_the_server_is_may_stand_behind_the_question_mark(said: str, name: str) -> None:
    found = location.read(f"postgresql://{said}")
    assert found.name == f"postgresql://{name}"
    assert location.shown(f"postgresql://{said}") == f"postgresql://{name}"


@pytest.mark.parametrize(
    ("said", "after"), [("", 5), ("?prepare_threshold=none", None), ("?prepare_threshold=20", 20)]
)
def test_when_statements_are_prepared_can_be_said(said: str, after: int | None) -> None:
    found = location.read(f"postgresql://db/house{said}")
    assert isinstance(found, Server)
    assert found.prepare_after == after
    assert not found.url.query


@pytest.mark.parametrize(
    "said",
    [
        "mysql://agent:s3cret@db/house", "postgresql+asyncpg://agent:s3cret@db/house", "postgresql://agent:s3cret@db",
        "postgresql://db/house?prepare_threshold=often&password=s3cret", "https://agent:s3cret@example.com", "://",
        "postgresql://[::1/house", "postgresql://agent:top@s3cret@db/house", "postgresql://agent:s3cret@db:x/house",
        "postgresql://agent:x?s3cret@db:x/house", "postgresql+asyncpg://db/house?password=x@s3cret",
    ],
)  # fmt: skip
def test_another_address_is_refused_with_an_example_and_without_its_password(said: str) -> None:
    with pytest.raises(StoreAway, match=r"is no store. .*postgresql\+psycopg://callcenter@host") as caught:
        location.read(said)
    assert "s3cret" not in str(caught.value)
