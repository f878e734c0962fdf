"""A customer with a whole life on file, every table of it filled, and somebody else beside."""

import json
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from callcenter import clock
from callcenter.callers.models import Consent, Contact, Phone, Repair, Verification
from callcenter.callers.views import NewCustomer
from callcenter.calls.models import Call, CallBack, WrapUp
from callcenter.calls.words import CallState, Direction
from callcenter.desk.admin import AdminDesk
from callcenter.outbox.models import Attempt, Message
from callcenter.outbox.words import Channel, MessageState
from callcenter.people.sign_in import sit_down
from callcenter.store import sealing
from callcenter.store.schema import metadata
from callcenter.store.store import Store
from tests.seats import key
from tests.stores import Stores

SECRETS = (
    "欧阳明月", "Ouyang Mingyue", "欧阳建国", "13977708888", "+8613977708888", "139 7770 8888", "139-7770-9999",
    "mingyue@example.org", "天目山路77号", "沪B·77777", "the key is under the mat", "her mother is ill",
    "before the wedding", "old customer number 4711", "ring the neighbour", "she shouted at me",
)  # fmt: skip
"""What may stand nowhere any more; none of it is a part of what others have."""


@dataclass
class Life:
    """The ids of what was made."""

    house: Any
    admin: AdminDesk
    customer: int
    other: int
    case: int
    number: str
    item: int

    def dump(self) -> str:
        """Every value of every table, as text."""
        with self.house.store.read() as connection:
            return "\n".join(
                json.dumps([str(value) for value in row], ensure_ascii=False)
                for table in metadata().tables.values()
                for row in connection.execute(select(table))
            )

    def seal(self) -> None:
        """Seal all that happened."""
        sealer = sealing.Sealer(self.house.store)
        while sealer.step(self.house.now):
            pass

    def faults(self) -> list[str]:
        return [phrase.code for phrase in sealing.verify(self.house.store)]

    def erase(self, **more: Any) -> Any:
        return self.admin.erase_customer(self.customer, "letter of 3 March", **more)


def make_life(house: Any) -> dict[str, Any]:
    """Log, send, talk, close: as agents do, and by rows where no verb writes them yet."""
    desk = house.desk()
    other = desk.new_customer(key(), NewCustomer(name="欧阳小华", phones=("138 1111 2222",)))
    customer = desk.new_customer(
        key(),
        NewCustomer(
            name="欧阳明月", phones=("139 7770 8888",), email="mingyue@example.org",
            address="天目山路77号", city="杭州", note="old customer number 4711",
        ),
    )  # fmt: skip
    contact = house.add(Contact(customer_id=customer, name="欧阳建国"))
    phone = {"raw": "139-7770-9999", "e164": "+8613977709999", "reversed": "9999077793168"}
    house.add(Phone(customer_id=customer, contact_id=contact, **phone))
    house.add(Consent(customer_id=customer, purpose="marketing", given=True, source="letter of Ouyang Mingyue",
                      given_on=date(2026, 1, 1)))  # fmt: skip
    house.add(
        Verification(customer_id=customer, agent_id=desk.me.agent_id, at=house.now, matched=["ask.street"])
    )
    item = house.car(customer, plate="沪B·77777", plate_key="沪B77777", serial="LSGPC52U8AF000077")
    house.add(Repair(item_id=item, complaint="欧阳明月 says it stalls", work="told 欧阳明月, new fuel pump",
                     received_on=date(2026, 2, 1)))  # fmt: skip
    logged = desk.log(
        key(),
        house.intake(
            customer_id=customer, item_id=item, description="热车熄火，欧阳明月说: the key is under the mat",
            caller="139 7770 8888", reporter="欧阳建国", reporter_contact_id=contact, contact="欧阳明月",
            contact_phone="139-7770-9999", contact_hours="before the wedding", category="engine.stalls",
        ),
    )  # fmt: skip
    desk.note(key(), logged.case_id, "her mother is ill")
    desk.promise(key(), logged.case_id, "ring the neighbour", house.now + timedelta(hours=2), "欧阳明月")
    desk.chaser(key(), logged.case_id, "欧阳建国", "where is it", "she shouted at me")
    desk.keep_draft("note", f"case:{logged.case_id}", {"words": "she shouted at me"})
    house.desk("李雷").keep_draft("log", "number:+8613977708888", {"description": "139 7770 8888 once more"})
    house.desk("李雷").keep_draft(
        "log", f"customer:{other}", {"description": "欧阳小华的冰箱", "customer_id": other}
    )
    call = house.add(Call(source="pbx", call_id="1", direction=Direction.IN, state=CallState.ENDED, number="13977708888",
                          e164="+8613977708888", customer_id=customer, case_id=logged.case_id,
                          ended_at=house.now))  # fmt: skip
    house.add(WrapUp(call_id=call, agent_id=desk.me.agent_id, note="she shouted at me", from_at=house.now))
    house.add(
        CallBack(at=house.now, number="+8613977708888", customer_id=customer, note="ring the neighbour")
    )
    message = house.add(
        Message(idempotency_key="m1", channel=Channel.WEBHOOK, destination="https://point.example",
                kind="dispatch.offered", body={"data": {"description": "the key is under the mat"}}, about="case",
                about_id=logged.case_id, state=MessageState.DELIVERED, made_at=house.now, next_at=house.now,
                done_at=house.now)
    )  # fmt: skip
    house.add(Attempt(message_id=message, at=house.now, status=200))
    sit_down(house.store, "admin", house.now)
    return {
        "customer": customer,
        "other": other,
        "case": logged.case_id,
        "number": logged.number,
        "item": item,
    }


def close(house: Any, case: int) -> None:
    """Solve and close the case, as the customer's yes does."""
    house.later(hours=3)
    house.move(case, "solve_on_phone", outcome="advised", note="told 欧阳明月 to wait")
    house.later(hours=1)
    house.move(case, "close", close_reason="customer_yes", note="欧阳明月 said yes")


def _lived(house: Any, stores: Stores, *, closed: bool) -> Life:
    """A copy of a life that was lived once a session."""

    def fill(store: Store) -> tuple[dict[str, Any], datetime]:
        filled = type(house)(store, house.settings)
        clock.use(lambda: filled.now)
        made = make_life(filled)
        if closed:
            close(filled, made["case"])
        return made, filled.now

    name = "closed life" if closed else "open life"
    made, now = stores.filled(name, fill)
    location = stores.location(name, fill)
    own = type(house)(stores.opened(location), replace(house.settings, store=location), now)
    clock.use(lambda: own.now)
    admin = AdminDesk(own.store, own.settings, sit_down(own.store, "admin", own.now))
    return Life(house=own, admin=admin, **made)


@pytest.fixture
def open_life(house: Any, stores: Stores) -> Life:
    return _lived(house, stores, closed=False)


@pytest.fixture
def life(house: Any, stores: Stores) -> Life:
    return _lived(house, stores, closed=True)


@pytest.fixture
def secrets() -> tuple[str, ...]:
    return SECRETS
