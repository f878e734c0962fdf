"""Appointments and how customers are told, as a script types them."""

from typing import Any


def sent(run: Any) -> str:
    said = run("case", "log", "stalls at red lights when warm", "--customer", "C1", "--send", "--json").json
    return str(said["number"])


def test_the_free_times_are_listed_one_is_booked_moved_and_cancelled(run: Any) -> None:
    number = sent(run)
    told = run("case", "appointment", number, "--json").json
    first, second = (one["from"] for one in told["times"][:2])
    assert first.startswith("2026-03-02T")
    assert first.endswith("+08:00")
    assert run("case", "appointment", number).lines[1].startswith(first)
    assert run("case", "appointment", number, "--at", first).status == 0
    assert run("case", "appointment", number, "--at", second).status == 0
    assert "appointment at" in run("case", "show", number).out
    assert run("case", "appointment", number, "--cancel").status == 0
    assert "cancelled" in run("case", "show", number).out
    assert "has no appointment" in run("case", "appointment", number, "--cancel").refused()


def test_how_a_customer_is_told(run: Any) -> None:
    assert (
        run("customer", "notices", "C1").out
        == "王小明 is told of cases: nothing was said; the house chooses.\n"
    )
    assert run("customer", "notices", "C1", "sms").out == "王小明 is told of cases: by SMS.\n"
    assert run("customer", "notices", "C1", "none", "--json").json == {"customer_id": 1, "notices": "none"}
    assert run("customer", "notices", "C1", "pigeon").status == 2
