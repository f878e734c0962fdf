"""A switchboard: a store with an agent, a queue and a caller, and events told to it in any order."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import insert, select

from callcenter.callers.models import Customer, Phone
from callcenter.callers.phones import reverse
from callcenter.calls import recording
from callcenter.calls.models import Call
from callcenter.calls.recording import House
from callcenter.calls.views import CallEvent
from callcenter.people.sign_in import sit_down
from callcenter.store import again
from callcenter.store.store import Store

WANG = "+8613912345678"


@dataclass
class Board:
    store: Store
    now: datetime
    house: House

    def tell(self, *events: CallEvent) -> None:
        for event in events:
            again.write(
                self.store,
                lambda connection, one=event: recording.record(connection, one, self.house, self.now),
            )

    def customer(self, name: str, *numbers: str, **more: Any) -> int:
        with self.store.write() as connection:
            made = connection.execute(insert(Customer).values(name=name, created_at=self.now, **more))
            customer_id = int(made.inserted_primary_key[0])  # type: ignore[index]
            for number in numbers:
                values = {
                    "customer_id": customer_id,
                    "raw": number,
                    "e164": number,
                    "reversed": reverse(number),
                }
                connection.execute(insert(Phone).values(**values))
        return customer_id

    def rows(self, table: Any) -> list[Any]:
        with self.store.read() as connection:
            return list(connection.execute(select(table)))

    @property
    def calls(self) -> list[Any]:
        return self.rows(Call)

    @property
    def call(self) -> Any:
        (one,) = self.calls
        return one


def switchboard(store: Store, at: datetime) -> Board:
    for login in ("wangfang", "lilei"):
        sit_down(store, login, at)
    return Board(store, at, House("CN", {"201": "wangfang", "021 5888 1234": "lilei"}))


@pytest.fixture
def board(store: Store, at: datetime) -> Board:
    return switchboard(store, at)
