import http.server
import json
import threading
from typing import Any

import pytest
from sqlalchemy import update
from sqlmodel import col

from callcenter.points.models import ServicePoint
from callcenter.store.store import Store

STALLS = "热车后熄火"
SAFE = ("--safety-answer", "人都离开了", "--caller", "13912345678")


@pytest.fixture
def case(run: Any) -> Any:
    """A case that was sent to the best point, by its number."""
    return run("case", "log", STALLS, "--customer", "C1", "--send", "--json").json["number"]


@pytest.fixture
def hook(place: Any) -> Any:
    """The address of a point's computer on this machine; every point has it from then on."""

    class Receiver(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.server.seen.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_given: Any) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    server.seen = []
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    store = Store(place)
    with store.write() as connection:
        address = f"http://127.0.0.1:{server.server_port}/hook"
        connection.execute(update(ServicePoint).where(col(ServicePoint.id) == 1).values(webhook=address))
    store.close()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def states(run: Any, number: Any) -> Any:
    shown = run("case", "show", number, "--json").json
    return shown["state"], shown["dispatch"]["state"] if shown["dispatch"] else None


def test_what_is_not_said_comes_from_card_and_category(run: Any) -> None:
    case = run("case", "log", STALLS, "--customer", "C1", "--json").json
    assert {name: case[name] for name in ("state", "category", "way", "item", "reporter")} == {
        "state": "new",
        "category": "engine.stalls",
        "way": "bring_in",
        "item": "Buick Excelle",
        "reporter": "王小明",
    }
    assert round(case["place"]["lat"], 1) == 31.2


def test_a_number_alone_is_enough(run: Any) -> None:
    said = run("case", "log", "fridge leaks water", "--caller", "13700001111")
    assert said.lines[0].startswith("Logged as 1001-9.")
    assert said.lines[1].startswith("Your case number is 10 01 - 9.")


def test_sending_is_one_command_for_a_point_by_phone(run: Any, case: Any) -> None:
    assert states(run, case) == ("routed", "by_phone")


def test_one_attempt_after_the_commit_reaches_the_points_computer(
    run: Any, hook: Any, monkeypatch: Any
) -> None:
    monkeypatch.setenv("CALLCENTER_ALLOW_PRIVATE_ADDRESSES", "true")
    case = run("case", "log", STALLS, "--customer", "C1", "--send", "--json").json
    assert (case["state"], case["dispatch"]["state"], case["dispatch"]["attempts"]) == (
        "routed",
        "delivered",
        1,
    )
    assert [body["type"] for body in hook.seen] == ["dispatch.offered"]
    assert "王小明" not in json.dumps(hook.seen, ensure_ascii=False)


def test_a_point_that_may_not_be_reached_leaves_the_case_standing(run: Any, hook: Any) -> None:
    said = run("case", "log", STALLS, "--customer", "C1", "--send")
    assert said.status == 0
    assert said.lines[0].startswith("Logged as ")
    assert hook.seen == []


def test_the_same_request_key_logs_once(run: Any) -> None:
    first = run("case", "log", STALLS, "--customer", "C1", "--request", "k", "--json").json
    again = run("case", "log", STALLS, "--customer", "C1", "--request", "k", "--json").json
    assert first["case_id"] == again["case_id"]
    assert len(run("queue", "--json").json["rows"]) == 1


def test_a_case_by_every_spelling_of_its_number(run: Any, case: Any) -> None:
    digits = case.replace("-", "")
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in case)
    for spelling in (case, digits, wide, f"case no. {case}", f"#{digits}"):
        assert run("case", "show", spelling, "--json").json["number"] == case


def test_a_case_for_people(run: Any, case: Any) -> None:
    said = run("case", "show", case)
    assert said.lines[0].startswith(f"{case} · {STALLS} · sent to a point · due ")
    assert "Engine › stalls" in said.out
    assert "永达浦东 · to be told by phone" in said.out
    assert any(line.split()[:2] == ["Now:", "accept"] for line in said.lines)
    assert "发动机 › 熄火" in run("case", "show", case, "--language", "zh_CN").out


def test_route_shows_who_can_take_it(run: Any, case: Any) -> None:
    found = run("case", "route", case, "--json").json
    assert [one["external_id"] for one in found["points"]] == ["P1", "P2", "P4"]
    assert run("case", "route", case).lines[0].startswith("ID")


def test_dispatching_a_logged_case_and_then_elsewhere(run: Any) -> None:
    number = run("case", "log", STALLS, "--customer", "C1", "--json").json["number"]
    assert run("case", "dispatch", number, "--json").json["where"] == "永达浦东"
    assert run("case", "dispatch", number).refused() == (
        f"{number} is with 永达浦东 already. Name another point with --point and --reason."
    )
    assert run("case", "dispatch", number, "--point", "P2").refused(2) == (
        "永达浦东 comes first: say why another one, with --reason: "
        "caller_wish, knows_item, sooner, nearer_work, earlier_trouble, other."
    )
    moved = run("case", "dispatch", number, "--point", "泰安维修", "--reason", "caller-wish", "--json").json
    assert (moved["where"], moved["state"]) == ("泰安维修", "routed")


def test_the_whole_way_by_commands(run: Any, case: Any) -> None:
    run("case", "advance", case, "accept", "--whom", "陈工", "--expected-at", "2026-03-03T09:00+08:00")
    assert states(run, case) == ("expected", "accepted")
    run("case", "advance", case, "expect", "--expected-at", "2026-03-04T09:00+08:00")
    run("case", "advance", case, "receive")
    run("case", "advance", case, "wait", "--wait-for", "parts")
    run("case", "advance", case, "resume")
    assert states(run, case)[0] == "in_progress"
    run("case", "note", case, "客户来电")
    done = ("--work", "更换点火线圈", "--cost", "119.90", "--km", "61400", "--job-no", "J1")
    resolved = run("case", "advance", case, "resolve", "--outcome", "repaired", *done, "--json").json
    assert (resolved["state"], resolved["outcome"], resolved["cost_told"]) == ("resolved", "repaired", 11990)
    closed = run("case", "close", case, "--json").json
    assert (closed["state"], closed["close_reason"]) == ("closed", "customer_yes")
    assert run("case", "advance", case, "reopen", "--reason", "又熄火", "--json").json["state"] == "new"
    assert run("case", "advance", case, "cancel", "--reason", "卖车了", "--json").json["state"] == "cancelled"


def test_declining_and_sending_elsewhere_bring_it_back(run: Any, case: Any) -> None:
    run("case", "advance", case, "decline", "--whom", "陈工", "--reason", "no_parts")
    assert states(run, case) == ("new", "declined")
    run("case", "dispatch", case)
    elsewhere = run("case", "advance", case, "send-elsewhere", "--reason", "客户要近的", "--json").json
    assert (elsewhere["state"], elsewhere["dispatch"]["state"]) == ("new", "withdrawn")
    solved = run("case", "advance", case, "solve-on-phone", "--outcome", "advised", "--json").json
    assert solved["state"] == "resolved"


def test_closing_by_advance_takes_the_reason_that_it_asks_for(run: Any, case: Any) -> None:
    run("case", "advance", case, "accept", "--whom", "陈工")
    run("case", "advance", case, "receive")
    run("case", "advance", case, "resolve", "--outcome", "repaired")
    assert "Now:  close   close            --reason" in run("case", "show", case).lines
    asked = "“close” asks for --reason: customer_yes, three_tries, days_passed."
    assert run("case", "advance", case, "close").refused(2) == asked
    closed = run("case", "advance", case, "close", "--reason", "customer_yes", "--json").json
    assert (closed["state"], closed["close_reason"]) == ("closed", "customer_yes")


@pytest.mark.parametrize(
    ("argv", "sentence"),
    [
        (("accept",), "“point accepts” asks for --whom: in your words."),
        (("decline", "--whom", "x"), "“point declines” asks for --reason: no_capacity, no_skill, out_of_area, no_parts, closed, other."),
        (("wait",), "“wait” asks for --wait-for: customer, parts."),
        (("cancel",), "“cancel the case” asks for --reason: in your words."),
        (("expect", "--expected-at", "tomorrow"), "--expected-at: tomorrow is no time with an offset. Write it as 2026-03-02T14:30+08:00."),
        (("resolve", "--cost", "1e400"), "argument --cost: takes an amount such as 120 or 119.90, not 1e400. See: callcenter case advance --help"),
    ],
)  # fmt: skip
def test_what_a_move_asks_for(run: Any, case: Any, argv: Any, sentence: Any) -> None:
    assert run("case", "advance", case, *argv).refused(2) == sentence


@pytest.mark.parametrize(
    ("argv", "sentence"),
    [
        (("advance", "{case}", "resume"), "The case is sent to a point: “resume” is not possible now. Possible: "
         "point accepts, point declines, no answer from the point, wait, send elsewhere, cancel the case."),
        (("advance", "{case}", "decline", "--whom", "x", "--reason", "lazy"),
         "Why did the point decline? Choose one of: no capacity, not our kind of work, outside our area, "
         "no parts, shut that day, another reason."),
        (("close", "{case}"), "The case is sent to a point: “close” is not possible now. Possible: "
         "point accepts, point declines, no answer from the point, wait, send elsewhere, cancel the case."),
        (("show", "9999-9"), "“9999-9” is no case number: the digit after the dash doesn't fit. Ask for it again."),
        (("show", "what"), "“what” is no case number: the digit after the dash doesn't fit. Ask for it again."),
        (("log", "x"), "Neither the customer nor a number is known: note the number to call back."),
        (("log", " ", "--customer", "1"), "The description is missing: write what happens, in the caller's words."),
        (("log", "x", "--customer", "1", "--category", "no.such"), "There is no category “no.such”. Choose one from the list."),
        (("log", STALLS, "--caller", "13700001111", "--send"), "Where is it? Name a city or postcode with --place."),
        (("log", STALLS, "--customer", "1", "--send", "--way", "mail_in"),
         "No service point can take it; 永达浦东: not this way: mail-in. Change the place or the way."),
        (("log", STALLS, "--customer", "1", "--send", "--point", "P9"),
         "Point P9 is not among those that can take it. See: callcenter case route"),
    ],
)  # fmt: skip
def test_what_is_refused(run: Any, case: Any, argv: Any, sentence: Any) -> None:
    assert run("case", *(word.format(case=case) for word in argv)).refused() == sentence


def test_the_queue_a_page_at_a_time(run: Any, case: Any) -> None:
    second = run("case", "log", "有汽油味", "--customer", "C1", *SAFE, "--json").json
    assert second["safety"]
    page = run("queue", "--limit", 1, "--json").json
    assert list(page) == ["scope", "rows", "after"]
    assert page["rows"][0]["number"] == second["number"]
    rest = run("queue", "--after", page["after"], "--json").json
    assert [row["number"] for row in rest["rows"]] == [case]
    assert [row["number"] for row in run("queue", "--filter", case, "--json").json["rows"]] == [case]
    said = run("queue")
    assert said.lines[0].split()[0] == "Case"
    assert said.lines[1].endswith("safety")
    assert (
        run("queue", "--after", "rubbish").refused()
        == "That page of the queue is no longer known. Begin at the top."
    )
    assert run("queue", "--filter", "nothing like it").out == "No open case here.\n"


def test_an_empty_note_is_no_note(run: Any, case: Any) -> None:
    assert run("case", "note", case, "  ").refused(2) == "The note is empty: say what is to be kept."


def test_a_matter_of_safety_asks_its_question_first(run: Any) -> None:
    said = run("case", "log", "有汽油味", "--customer", "C1").refused(2)
    assert said.startswith("A matter of safety: ask “")
    assert said.endswith("” and give the answer with --safety-answer.")
    assert (
        run("case", "log", "有汽油味", "--customer", "C1", *SAFE, "--json").json["safety_answer"]
        == "人都离开了"
    )
