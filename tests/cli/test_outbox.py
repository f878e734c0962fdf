"""``callcenter outbox``: the lists for scripts, a message sent again, and what the doctor says of it."""

from datetime import timedelta
from typing import Any

from sqlalchemy import insert

from callcenter.outbox.models import Message
from callcenter.store.store import Store
from tests.seats import MONDAY


def test_nothing_waits(run: Any) -> None:
    assert run("outbox").lines == ["Everything has arrived.", "Nobody has to be rung."]
    assert run("outbox", "--undelivered", "--json").json == []


def test_what_failed_is_listed_and_sent_again(run: Any, place: Any) -> None:
    case = run("case", "log", "stalls when warm", "--customer", "C1", "--json").json
    since = MONDAY - timedelta(minutes=45)
    row = {
        "id": 7, "idempotency_key": "msg_7", "channel": "email", "destination": "wang@example.org",
        "kind": "customer.ready", "body": {}, "about": "case", "about_id": case["case_id"], "state": "failed",
        "made_at": since, "next_at": since, "done_at": since, "attempts": 3, "last_error": "no such mailbox",
    }  # fmt: skip
    store = Store(str(place))
    with store.write() as connection:
        connection.execute(insert(Message).values(**row))
    store.close()
    line = run("outbox", "--undelivered").lines[1]
    assert "not delivered" in line
    assert "no such mailbox" in line
    assert line.endswith("too long")
    (found,) = run("outbox", "--json").json["undelivered"]
    assert (found["message_id"], found["to"], found["next_at"]) == (7, "王小明", None)
    finding = next(one for one in run("doctor", "--json").json if one["what"] == "outbox")
    assert (finding["ok"], finding["found"]) == (
        False, "not delivered 1, to be told by phone 0, too long 1",
    )  # fmt: skip
    assert run("outbox", "resend", "7").out == "It is sent again as soon as a worker looks.\n"
    assert run("outbox", "--undelivered", "--json").json == []
    assert "no such message" in run("outbox", "resend", "8").refused()
