"""The list of calls on the command line, masked by role."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from callcenter import settings as house_settings
from callcenter.calls.views import CallEvent
from callcenter.desk.system import open_system_desk
from tests.seats import MONDAY


@pytest.fixture
def rung(place: Path) -> None:
    desk = open_system_desk(house_settings.load(environment={}, store=str(place), region="CN"))
    ring = CallEvent(
        source="zammad", call_id="a", type="ringing", direction="in", number="8613912345678", agent="wangfang",
        queue="Service", at=MONDAY - timedelta(minutes=5),
    )  # fmt: skip
    missed = replace(
        ring, call_id="b", type="ended", number="+442079460099", cause="cancelled", agent="", at=MONDAY
    )
    for event in (ring, replace(ring, type="ended", at=MONDAY, talk_s=65.0, cause="normal"), missed):
        desk.record_call(event)
    desk.store.close()


def test_calls_are_listed(run: Any, rung: None) -> None:
    said = run("calls").out
    assert said.splitlines()[1].split("  ")[0] == "10:40"
    assert "+86 139 1234 5678" in said
    assert "1:05" in said
    assert "given up" in said
    rows = run("calls", "--json").json["rows"]
    assert [(row["state"], row["caller"], row["customer"]) for row in rows] == [
        ("missed", "+442079460099", ""), ("ended", "+8613912345678", "王小明")
    ]  # fmt: skip
    assert [row["call_id"] for row in run("calls", "--missed", "--json").json["rows"]] == [rows[0]["call_id"]]
    assert run("calls", "--limit", "1").lines[-1].startswith("More: --after ")
    assert "Begin at the top" in run("calls", "--after", "x").refused()


def test_a_role_without_whole_numbers_sees_masked_ones(run: Any, rung: None, monkeypatch: Any) -> None:
    monkeypatch.setenv("CALLCENTER_FULL_NUMBERS", "supervisor")
    for said in (run("calls").out, run("calls", "--json").out):
        assert "+86 139 1234 ••••" in said
        assert "5678" not in said


def test_no_calls(run: Any) -> None:
    assert run("calls").out == "No call yet.\n"
    assert run("calls", "--missed").out == "No call to be called back.\n"


def test_what_a_script_writes_into_the_list(run: Any, rung: None) -> None:
    missed, talked = (row["call_id"] for row in run("calls", "--json").json["rows"])
    assert run("calls", "wrap-up", talked, "solved", "--note", "by the door").out == "Noted.\n"
    back = ("calls", "call-back", "--call", missed, "--at", "2026-03-02T14:30+08:00", "--anyone")
    assert run(*back, "--request", "r").out == run(*back, "--request", "r").out
    assert run("calls", "--missed").out == "No call to be called back.\n"
    (row,) = run("calls", "--call-backs", "--json").json["rows"]
    assert (row["caller"], row["kind"], row["agent_id"]) == ("+442079460099", "missed_call", None)
    assert "14:30  +44 20 7946 0099" in run("calls", "--call-backs").out
    assert run("calls", "--call-backs", "--due").out == "Nobody waits to be called back.\n"
    assert run("calls", "called-back", row["call_back_id"], "no-reply").out == "Noted.\n"
    assert "They were called back" in run("calls", "called-back", row["call_back_id"], "solved").refused()
    noted = run("calls", "note", "139 1234 5678", "--out", "--code", "called-back", "--json").json
    assert "called back" in run("calls", "--filter", "5678").out
    assert run("calls", "done", noted["call_id"]).out == "There was nothing to be done about it.\n"
    assert "is over" in run("calls", "call-back", "13912345678", "--at", "2020-03-02T14:30+08:00").refused()
    assert run("calls", "wrap-up", talked, "happy").status == 2
