"""What is said to the caller, in both languages."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from callcenter import i18n
from callcenter.cases.words import Cover, Way
from callcenter.dispatch.offers import write_offer
from callcenter.dispatch.read_back import read_back
from callcenter.dispatch.read_back_words import Said, paragraph
from callcenter.dispatch.views import ReadBack

ADDRESS = "浦东大道 1 号"


def say(world: Any, case_id: int, language: str | None = None) -> ReadBack:
    with world.store.write() as connection:
        if language:
            connection.exec_driver_sql(f"UPDATE \"case\" SET language='{language}'")
        return read_back(connection, case_id, at=world.at, settings=world.settings)


def sent(world: Any, case: dict[str, Any], **point: Any) -> int:
    case_id, point_id = world.case(**case), world.point(address=ADDRESS, **point)
    with world.store.write() as connection:
        choice = world.choice(point_id)
        write_offer(connection, world.actor, case_id, choice, at=world.at, settings=world.settings)
    return int(case_id)


def test_in_english(world: Any) -> None:
    said = say(world, sent(world, {"cover": "warranty"}), "en")
    assert said.text == (
        "Your case number is 481 - 4. We are asking 永达浦东 to take your Buick Excelle 1.6; it is at 上海浦东大道 1 号."
        " They are open today 08:00–18:00. You will hear from us by 14:40 at the latest."
        " Please bring: the key and the vehicle's papers, the receipt or the warranty card."
        " The warranty covers it as far as we can see, so nothing is to pay; should they find otherwise, they ask you"
        " before any work begins. If anything changes, ring us and give this number."
    )
    assert (said.language, said.by_phone) == ("en", True)
    assert said.held_until == world.at + timedelta(seconds=10)


def test_in_chinese_as_the_customer_speaks_it(world: Any) -> None:
    said = say(world, sent(world, {"cover": "recall"}, webhook="https://p.example/"))
    assert said.language == "zh_CN"
    assert not said.by_phone
    assert "。" in said.text
    assert " the " not in said.text
    assert "永达浦东" in said.text
    assert "08:00–18:00" in said.text
    assert i18n.language() == "en", "the agent's own language stays"


@pytest.mark.parametrize(
    ("cover", "words"),
    [
        ("warranty", "nothing is to pay"),
        ("recall", "free of charge"),
        ("extended", "extended warranty"),
        ("goodwill", "goodwill"),
        ("paid", "tell you the cost"),
        ("disputed", "not settled yet"),
        (None, "tell you what it costs"),
    ],
)
def test_the_cost(world: Any, cover: str | None, words: str) -> None:
    assert words in say(world, sent(world, {"cover": cover}), "en").text


def test_the_cost_that_was_told(world: Any) -> None:
    case = sent(world, {"cover": "paid", "cost_told": 68050, "currency": "CNY"})
    assert "The cost we expect is CNY 680.50;" in say(world, case, "en").text


def test_a_case_that_is_not_sent_yet(world: Any) -> None:
    said = say(world, world.case(), "en")
    assert "looking for the right service point" in said.text
    assert "You will hear from us by 06:40 at the latest." not in said.text
    assert "by 14:40" in said.text  # four hours, on the clock of the place
    assert (said.dispatch_id, said.by_phone) == (None, False)


def test_a_question_answered_on_the_phone(world: Any) -> None:
    case = world.case(kind="question", state="resolved", outcome="advised")
    text = say(world, case, "en").text
    assert "Your question is answered" in text
    assert "Thank you for calling." in text
    assert "bring" not in text


def test_accepted_with_a_promise(world: Any) -> None:
    case = sent(world, {})
    with world.store.write() as connection:
        connection.exec_driver_sql("UPDATE dispatch SET state='accepted'")
        connection.exec_driver_sql("UPDATE \"case\" SET state='expected', expected_at='2026-03-03 06:30:00'")
    text = say(world, case, "en").text
    assert "Please bring your Buick Excelle 1.6 to 永达浦东" in text
    assert "They say it will be ready by Tue 14:30." in text
    assert "You will hear from us" not in text


def test_a_point_that_never_closes(world: Any) -> None:
    case = sent(world, {}, opening_hours="24/7")
    assert "They are open today, day and night." in say(world, case, "en").text
    assert "他们今天全天营业。" in say(world, case, "zh_CN").text


BASE = Said(
    number="48 21 - 7", kind="fault", state="routed", way="bring_in", point="P", today=date(2026, 3, 2)
)


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("way", list(Way))
@pytest.mark.parametrize("cover", ["", *Cover])
@pytest.mark.parametrize("dispatch_state", ["queued", "accepted"])
def test_every_one_is_whole(language: str, way: str, cover: str, dispatch_state: str) -> None:
    i18n.use(language)
    said = Said(
        number="48 21 - 7",
        kind="fault",
        state="routed",
        way=way,
        cover=cover,
        item="Haier",
        line="phone",
        family="vehicle",
        point="永达浦东",
        address="1",
        phone="+86 21 1",
        dispatch_state=dispatch_state,
        today=date(2026, 3, 2),
        work_on=date(2026, 3, 4),
        hear_by=datetime.fromisoformat("2026-03-02T10:00:00+00:00"),
    )
    text = paragraph(said)
    assert "48 21 - 7" in text
    assert "永达浦东" in text
    assert "{" not in text
    assert "…" not in text
    if language == "zh_CN":
        plain = text.replace("Haier", "")
        assert not any(part.isascii() and part.isalpha() for part in plain.split())


GOING = {
    ("bring_in", "accepted"): "Please bring your Buick to 永达浦东, 浦东大道 1 号; they are expecting you.",
    ("on_site", "accepted"): "永达浦东 will come to you.",
    ("pick_up", "accepted"): "永达浦东 will collect your Buick from you.",
    ("mail_in", "accepted"): "Please send your Buick to 永达浦东, 浦东大道 1 号; they are expecting it.",
    ("mail_in", "queued"): "Please send your Buick to 永达浦东, 浦东大道 1 号. ",
    (
        "roadside",
        "accepted",
    ): "Please wait in a safe place, away from the traffic. 永达浦东 is coming to you.",
}


@pytest.mark.parametrize(("way", "state"), GOING)
def test_where_it_goes(way: str, state: str) -> None:
    said = Said(
        "481 - 4", "fault", "routed", way=way, item="Buick", point="永达浦东", address=ADDRESS,
        dispatch_state=state,
    )  # fmt: skip
    text = paragraph(said)
    assert GOING[way, state] in text
    assert ("Pack it well and put a note with the case number inside." in text) == (way == "mail_in")


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"phone": "021 5888"}, "We don't know their hours: please ring them before you go, on 021 5888."),
        ({}, "We don't know their hours: please wait until you have heard from us."),
        ({"line": "phone"}, "Please save your data first."),
        ({"cover": "goodwill"}, "We bear the cost out of goodwill."),
        (
            {"way": "on_site", "promised_at": datetime(2026, 3, 2, 6, 40, tzinfo=UTC)},
            "They say they will be with you by 06:40.",
        ),
    ],
)
@pytest.mark.usefixtures("at")
def test_what_else_the_caller_should_know(given: dict[str, Any], sentence: str) -> None:
    known: dict[str, Any] = {"way": "bring_in", "item": "Buick", "point": "永达浦东", "address": ADDRESS,
                             "dispatch_state": "accepted"}  # fmt: skip
    assert sentence in paragraph(Said("481 - 4", "fault", "routed", **(known | given)))
