"""An offer names nobody: no name, no number, no e-mail, no door, however they were typed."""

import json
import re
import unicodedata
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcenter.dispatch.masking import MASK, masked
from callcenter.dispatch.offer_body import OfferFacts, district, offer_body, withdrawn_body

AT = datetime(2026, 3, 2, 2, 40, tzinfo=UTC)
NAMES = (
    "王小明",
    "Wang Xiaoming",
    "Anna-Maria Müller",
    "O'Brien, Seán",
    "欧阳娜娜",
    "Иван Петров",
    "Al An",
    "李静 (宝山)",
)
PHONES = ("+8613912345678", "021-5888 1234", "+49 30 1234567", "110")
ADDRESSES = ("浦东新区张江路123弄4号楼502室", "12 Rose Lane, Bristol")


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("浙A·12345 抛锚", f"{MASK} 抛锚"),
        ("京AD12345 电池", f"{MASK} 电池"),
        ("VIN lsgpc52h0bf000001, hot", f"VIN {MASK}, hot"),
        ("plate KA-PA 777 of the red one", f"plate {MASK} of the red one"),
        ("the rear seat of 5 in A4", "the rear seat of 5 in A4"),
    ],
)
def test_what_names_an_owner_is_masked(said: str, left: str) -> None:
    assert masked(said, addresses=("KA-PA 777",)) == left


def test_what_an_offer_says() -> None:
    facts = OfferFacts(
        dispatch_id=7,
        number="4821-7",
        kind="fault",
        way="bring_in",
        category="engine.stalls",
        description="热车后熄火，王小明 13912345678，家住张江路123弄4号楼，a@b.cn",
        line="car",
        brand="Buick",
        product="Excelle 1.6",
        model_year=2022,
        city="上海",
        postcode="200120",
        time_wished="evenings, ask for Wang Xiaoming",
        work_on="2026-03-02",
        answer_due_at=AT,
        names=NAMES,
        phones=PHONES,
        addresses=ADDRESSES,
    )
    body = offer_body(facts, AT)
    assert (body["type"], body["timestamp"]) == ("dispatch.offered", "2026-03-02T02:40:00+00:00")
    assert body["data"] == {
        "dispatch": 7,
        "case": "4821-7",
        "kind": "fault",
        "category": "engine.stalls",
        "line": "car",
        "brand": "Buick",
        "product": "Excelle 1.6",
        "model_year": 2022,
        "way": "bring_in",
        "district": "上海 200…",
        "country": None,
        "work_on": "2026-03-02",
        "time_wished": f"evenings, ask for {MASK}",
        "appointment": None,
        "cover": None,
        "priority": "normal",
        "safety": False,
        "description": f"热车后熄火,{MASK},{MASK},{MASK}",
        "answer_by": "2026-03-02T02:40:00+00:00",
    }
    json.dumps(body)
    assert "王小明" not in repr(facts)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("ring 139 1234 5678 please", f"ring {MASK} please"),
        ("１３９-１２３４-５６７８", MASK),
        ("一三九一二三四五六七八", MASK),
        ("幺三九，one two", "幺三九,one two"),
        ("ends with 5678.", f"ends with {MASK}."),
        ("(021) 5888.1234 ext 9", f"({MASK} ext 9"),
        ("code P0171, 120000 km, 2022", "code P0171, 120000 km, 2022"),
        ("王先生说，小明的车", f"{MASK}说,{MASK}的车"),
        ("欧阳女士 / 娜娜", f"{MASK} / {MASK}"),
        ("WANG XIAOMING, or xiaoming wang", f"{MASK}, or {MASK}"),
        ("Frau Müller and anna", f"Frau {MASK} and {MASK}"),
        ("An is here; an engine stalls", f"{MASK} is here; an engine stalls"),
        ("see https://me.example/王 and me@x.org", f"see {MASK} and {MASK}"),
        ("at 12 Rose Lane, 5 High Street", f"at {MASK}, {MASK}"),
        ("Hauptstraße 12a", MASK),
        ("南京东路 100 号 and 3号楼", f"{MASK} and {MASK}"),
        ("петров звонил", f"{MASK} звонил"),
        ("139,1234,5678; 4,5; 021", f"{MASK}; 4,5; 021"),
        ("since 2023-11-24, and 3/18/2021", "since 2023-11-24, and 3/18/2021"),
        ("models 2014-2016", "models 2014-2016"),
        ("2023-11-24-13", MASK),
        ("2139-12-34", MASK),
        ("call 110", f"call {MASK}"),
        ("", ""),
    ],
)
def test_what_is_masked(text: str, shown: str) -> None:
    assert masked(text, NAMES, PHONES, ADDRESSES) == shown


def digits_of(text: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFKC", text) if sign.isdigit())


prose = st.text(st.sampled_from("ab zwQ.,;:-()/\n车后熄火先生 é0123456789一二三"), max_size=30)
separators = st.sampled_from(["", " ", "-", ".", " - ", "  ", "/", "\u00a0", "\u2011", ") "])
numbers = st.text("0123456789", min_size=7, max_size=13)


@given(prose, prose, numbers, st.lists(separators, min_size=13, max_size=13), st.booleans())
def test_no_number_leaks_however_it_is_written(
    before: str, after: str, number: str, between: list[str], known: bool
) -> None:
    said = "".join(digit + gap for digit, gap in zip(number, between, strict=False)).rstrip()
    text = masked(f"{before} {said} {after}", (), (number,) if known else ())
    assert number not in digits_of(text).replace(digits_of(f"{before}{after}") or "x", "")
    assert said not in text
    assert not re.search(r"\d{7}", text)


@given(prose, st.sampled_from(PHONES[:3]), st.integers(4, 11))
def test_no_end_of_a_known_number_leaks(before: str, phone: str, length: int) -> None:
    end = digits_of(phone)[-length:]
    assert end not in masked(f"{before}x {end} x", (), (phone,))


latin = st.text(st.sampled_from("abcdefghijklmnopqrstuvwxyzäéñøß"), min_size=2, max_size=9).map(
    str.capitalize
)
han = st.text(st.sampled_from("王小明李静欧阳娜建国伟芳"), min_size=2, max_size=4)


@given(prose, prose, st.one_of(han, st.lists(latin, min_size=1, max_size=3).map(" ".join)), st.integers(0, 3))
def test_no_name_leaks(before: str, after: str, name: str, how: int) -> None:
    typed = [name, name.upper() if "ß" not in name else name, " ".join(name), " ".join(name.split()[::-1])][
        how
    ]
    if how == 2 and name.isascii():
        typed = name
    text = masked(f"{before} {typed} {after}", (name,))
    rest = masked(f"{before}  {after}", ())
    if name.casefold() not in rest.casefold():
        assert name.casefold() not in text.casefold()
    for word in name.split():
        if len(word) >= 2 and how != 2 and word not in rest:
            assert not re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text)


@given(st.text(max_size=60))
def test_any_text_can_be_masked(text: str) -> None:
    masked(text, NAMES, PHONES, ADDRESSES)


@pytest.mark.parametrize(
    ("city", "postcode", "shown"),
    [
        ("上海", "200120", "上海 200…"),
        ("London", "SW1A 1AA", "London SW1…"),
        ("Berlin", "10115", "Berlin 10…"),
        ("Torshavn", "100", "Torshavn"),
        ("12 Rose Lane", None, "Rose Lane"),
        (None, None, ""),
    ],
)
def test_the_district(city: str | None, postcode: str | None, shown: str) -> None:
    assert district(city, postcode) == shown


def test_a_withdrawal_says_no_more_than_which() -> None:
    assert withdrawn_body(7, "4821-7", AT)["data"] == {"dispatch": 7, "case": "4821-7"}


def test_the_offer_in_the_outbox_names_nobody(world: Any) -> None:
    from callcenter.dispatch.offers import write_offer

    point = world.point(webhook="https://p.example/")
    case = world.case(
        description="我是王小明，139-1234-5678，李静也可以 135 0000 1111，张江路123弄4号门口",
        reporter="赵大爷",
        contact="Li Jing",
        contact_phone="13500001111",
        contact_hours="evenings, Li Jing 13500001111",
        caller_e164="+8613912345678",
        place="浦东新区张江路123弄4号",
        place_postcode="201203",
        item_id=None,
        item_said="赵大爷的冰箱",
    )
    with world.store.write() as connection:
        write_offer(connection, world.actor, case, world.choice(point), at=world.at, settings=world.settings)
    (message,) = world.messages()
    data = message.body["data"]
    text = json.dumps(message.body, ensure_ascii=False)
    for private in (
        "王小明",
        "小明",
        "李静",
        "Jing",
        "赵大爷",
        "1234",
        "5678",
        "0000",
        "1111",
        "123弄",
        "4号",
        "201203",
    ):
        assert private not in text, private
    assert data["district"] == "上海 201…"
    assert data["product"] == f"{MASK}的冰箱"
