"""Who sits at the console: made at first use, found ever after."""

from datetime import datetime
from pathlib import Path
from threading import Thread

import pytest
from sqlalchemy import Connection, func, select, update
from sqlmodel import col

from callcenter.errors import Invalid, NotAllowed
from callcenter.people.models import Agent, Queue, Team
from callcenter.people.sign_in import QUEUE, TEAM, sit_down
from callcenter.people.views import AgentView
from callcenter.store import migrate
from callcenter.store.store import Store


@pytest.fixture
def store(store_path: Path) -> Store:
    store = Store(store_path)
    migrate.upgrade(store)
    return store


def count(store: Store, table: type) -> int:
    with store.read() as connection:
        return int(connection.execute(select(func.count()).select_from(table)).scalar() or 0)


def test_an_agent_is_made_at_first_use(store: Store, at: datetime) -> None:
    me = sit_down(store, " wangfang ", at)
    assert (me.login, me.name, me.team, me.queue, me.roles) == (
        "wangfang",
        "wangfang",
        TEAM,
        QUEUE,
        ("agent",),
    )
    assert sit_down(store, "wangfang", at) == me
    other = sit_down(store, "lilei", at)
    assert (other.team_id, other.queue_id) == (me.team_id, me.queue_id)
    assert [count(store, table) for table in (Agent, Team, Queue)] == [2, 1, 1]


def test_without_a_login_it_is_the_operating_systems_user(
    store: Store, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOGNAME", "hanmeimei")
    assert sit_down(store, None, at).login == "hanmeimei"
    assert sit_down(store, "  ", at).login == "hanmeimei"


def test_two_consoles_that_start_at_once_make_one_agent(store: Store, at: datetime) -> None:
    seated: list[AgentView] = []
    threads = [Thread(target=lambda: seated.append(sit_down(store, "wangfang", at))) for _ in range(6)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len({one.agent_id for one in seated}) == 1
    assert (len(seated), count(store, Agent)) == (6, 1)


@pytest.mark.parametrize("login", ["x" * 65, "wang\x00fang", "a\nb"])
def test_a_login_is_short_and_readable(store: Store, at: datetime, login: str) -> None:
    with pytest.raises(
        Invalid, match=r"agent: a login has at most 64 readable characters. Choose a shorter one"
    ):
        sit_down(store, login, at)


def test_who_has_left_may_not_sit_down(store: Store, at: datetime) -> None:
    sit_down(store, "wangfang", at)
    with store.write() as connection:
        connection.execute(update(Agent).where(col(Agent.login) == "wangfang").values(active=False))
    with pytest.raises(NotAllowed, match=r"The agent wangfang is not active any more. Ask an administrator"):
        sit_down(store, "wangfang", at)


def test_another_doorkeeper_lets_in_whom_it_knows(store: Store, at: datetime) -> None:
    class Strict:
        def admit(self, connection: Connection, login: str, now: datetime) -> int:
            if login != "wangfang":
                raise NotAllowed("Nobody knows {login}.", login=login)
            return 1

    known = sit_down(store, "wangfang", at)
    assert sit_down(store, "wangfang", at, door=Strict()) == known
    with pytest.raises(NotAllowed, match="Nobody knows lilei"):
        sit_down(store, "lilei", at, door=Strict())
