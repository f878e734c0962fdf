"""What the telephones' door does through the system's desk."""

import threading
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from callcenter.callers.views import NewCustomer
from callcenter.calls.models import Call
from callcenter.calls.views import CallEvent
from callcenter.desk.system import SystemDesk
from callcenter.errors import StoreOlder
from callcenter.store.store import Store
from callcenter.worker.keeping import Keeper
from tests.seats import key
from tests.stores import Stores


def ring(house: Any) -> CallEvent:
    return CallEvent(
        source="s", call_id="a", type="ringing", direction="in", number="13912345678", at=house.now
    )


def test_a_caller_is_named_where_the_number_is_one_customers(house: Any) -> None:
    system = SystemDesk(house.store, house.settings)
    assert system.caller("139 1234 5678") is None
    wang = house.desk().new_customer(key(), NewCustomer("王小明", ("139 1234 5678",)))
    found = system.caller("8613912345678")
    assert found is not None
    assert (found.customer_id, found.name, found.e164) == (wang, "王小明", "+8613912345678")
    assert [system.caller(said) for said in ("5678", "", "anonymous", "0" * 400)] == [None] * 4
    house.desk().new_customer(key(), NewCustomer("李雷", ("139 1234 5678",)))
    assert system.caller("139 1234 5678") is None


def test_keys_and_readiness(house: Any, tmp_path: Path) -> None:
    system = SystemDesk(house.store, house.settings)
    system.require_ready()
    assert SystemDesk.is_key("cti_x", system.valid_keys("cti")) is None
    empty = Store(tmp_path / "empty.sqlite3")
    with pytest.raises(StoreOlder):
        SystemDesk(empty, house.settings).require_ready()
    empty.close()


def test_calls_that_never_ended_are_ended_by_the_keeper(house: Any, stores: Stores) -> None:
    system = SystemDesk(house.store, house.settings)
    system.record_call(ring(house))
    assert system.reap_calls() == 0
    house.later(minutes=6)
    location = house.settings.store
    keeper = Keeper(lambda: SystemDesk(stores.opened(location), house.settings), pace_s=0.01)
    keeper.start()
    end, pause = time.monotonic() + 60, threading.Event()
    while house.rows(Call)[0].ended_at is None:
        assert time.monotonic() < end
        pause.wait(0.02)
    keeper.stop(60)
    assert (house.rows(Call)[0].state, house.rows(Call)[0].ended_at) == ("missed", house.now)
    assert house.now - house.rows(Call)[0].ringing_at == timedelta(minutes=6)
