"""What agents do, as intervals: told twice, late, or by two at once, there is one of them at a time."""

import threading
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from callcenter.desk.system import SystemDesk
from callcenter.floor import states
from callcenter.floor.models import AgentStateInterval
from callcenter.people.sign_in import sit_down
from callcenter.settings import Settings
from callcenter.store.store import Store


def lived(store: Store) -> list[tuple[str, datetime, datetime | None]]:
    with store.read() as connection:
        rows = connection.execute(select(AgentStateInterval).order_by(col(AgentStateInterval.id)))
        return [(one.state.value, one.from_at, one.to_at) for one in rows]


def test_each_state_ends_where_the_next_begins(sqlite_store: Store, at: datetime) -> None:
    desk, me = SystemDesk(sqlite_store, Settings()), sit_down(sqlite_store, "wangfang", at)
    later = [at + timedelta(minutes=minutes) for minutes in range(4)]
    assert desk.record_agent_state("wangfang", "ready", None, later[0])
    assert not desk.record_agent_state("wangfang", "ready", None, later[1]), "told again"
    assert desk.record_agent_state("wangfang", "paused", "lunch", later[2])
    assert not desk.record_agent_state("wangfang", "on_call", None, later[1]), "told late"
    assert desk.record_agent_state("wangfang", "paused", "meeting", later[3]), "another pause"
    assert not desk.record_agent_state("nobody", "ready", None, later[0])
    assert lived(sqlite_store) == [
        ("ready", later[0], later[2]), ("paused", later[2], later[3]), ("paused", later[3], None),
    ]  # fmt: skip
    with sqlite_store.read() as connection:
        now = states.current(connection, me.agent_id)
    assert now is not None
    assert (now.state, now.reason, now.since) == ("paused", "meeting", later[3])
    with pytest.raises(ValueError, match="asleep"):
        desk.record_agent_state("wangfang", "asleep", None, later[3])


def test_two_who_tell_at_once_leave_one_open_interval(store: Store, at: datetime) -> None:
    sit_down(store, "wangfang", at)
    desk, start = SystemDesk(store, Settings()), threading.Barrier(4)

    def tell(state: Any) -> None:
        start.wait()
        for second in range(5):
            desk.record_agent_state("wangfang", state, None, at + timedelta(seconds=second))

    threads = [threading.Thread(target=tell, args=(one,)) for one in ("ready", "on_call", "paused", "away")]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    stretches = lived(store)
    assert [to for _, _, to in stretches].count(None) == 1
    assert all(to == begun for (_, _, to), (_, begun, _) in pairwise(stretches))
