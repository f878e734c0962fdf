"""Who needs no whole numbers sees masked ones, whatever the desk answers; what they typed stays."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert
from sqlmodel import col

from callcenter.cli.output import plain
from callcenter.desk.admin import AdminDesk
from callcenter.desk.agent import AgentDesk
from callcenter.desk.personal.masking import number, shown, text
from callcenter.errors import NotAllowed
from callcenter.people.models import AgentRole
from callcenter.people.sign_in import sit_down
from callcenter.people.words import Role
from tests.seats import key

WHOLE = ("7770 8888", "77708888", "7770-9999", "77709999")


def sat(life: Any, role: Role, **more: Any) -> AgentDesk:
    house = life.house
    me = sit_down(house.store, "韩梅梅", house.now)
    with house.store.write() as connection:
        connection.execute(delete(AgentRole).where(col(AgentRole.agent_id) == me.agent_id))
        connection.execute(insert(AgentRole).values(agent_id=me.agent_id, role=role))
    return AgentDesk(house.store, replace(house.settings, **more), sit_down(house.store, "韩梅梅", house.now))


def told(view: Any) -> str:
    return json.dumps(plain(view), ensure_ascii=False, default=str)


def whole(view: Any) -> list[str]:
    said = told(view)
    return [one for one in WHOLE if one in said]


@pytest.fixture
def talked(open_life: Any) -> Any:
    """A case with numbers also in its words."""
    open_life.house.desk().note(key(), open_life.case, "ring 139-7770-9999 or 13977708888 on 2026-03-05")
    return open_life


def everything(desk: AgentDesk, life: Any) -> list[Any]:
    return [
        desk.find("欧阳明月"), desk.find("8888"), desk.find("LSGPC52U8AF000077"), desk.card(life.customer),
        desk.card(life.customer, calling=None), desk.case(life.case), desk.case_by_number(life.number),
        desk.queue("all"), desk.similar(life.item),
    ]  # fmt: skip


def test_a_supervisor_sees_no_whole_number_anywhere(talked: Any) -> None:
    desk = sat(talked, Role.SUPERVISOR)
    assert [whole(view) for view in everything(desk, talked)] == [[]] * 9
    assert desk.case(talked.case).caller == "+86 139 7770 ••••"
    words = " ".join(row.words for row in desk.case(talked.case).timeline)
    assert "on 2026-03-05" in words


def test_an_agent_dials_and_sees_them(talked: Any) -> None:
    assert "7770 8888" in talked.house.desk().case(talked.case).caller
    assert "7770 8888" in sat(talked, Role.AGENT).case(talked.case).caller


def test_the_setting_names_the_roles(talked: Any) -> None:
    desk = sat(talked, Role.SUPERVISOR, full_numbers="supervisor")
    assert "7770 8888" in desk.case(talked.case).caller
    assert "7770 8888" not in sat(talked, Role.AGENT, full_numbers="").case(talked.case).caller


def test_verifying_the_caller_does_not_open_them(talked: Any) -> None:
    desk = sat(talked, Role.SUPERVISOR)
    desk.verify(key(), talked.customer, ["ask.street", "ask.email"])
    card = desk.card(talked.customer)
    assert card.address is not None
    assert whole(card) == []
    assert [phone.e164 for phone in card.phones] == [None, None]


def test_a_whole_number_still_finds_its_holder(talked: Any) -> None:
    answer = sat(talked, Role.SUPERVISOR).find("139 7770 8888")
    assert answer.rows[0].customer_id == talked.customer
    assert answer.rows[0].e164 == "+8613977708888"
    assert not any("9999" in phone for row in answer.rows for phone in row.phones)


def test_their_own_draft_stays_as_they_typed_it(talked: Any) -> None:
    desk = sat(talked, Role.SUPERVISOR)
    desk.keep_draft("log", "number:+8613900001111", {"description": "139 0000 1111"})
    assert desk.drafts()[0].body == {"description": "139 0000 1111"}


@pytest.mark.parametrize("export", ["customers", "cases", "queue", "timeline"])
def test_their_exports_are_masked(talked: Any, export: str, tmp_path: Any) -> None:
    from callcenter.desk.admin import AdminDesk

    me = sat(talked, Role.SUPERVISOR).me
    target = tmp_path / f"{export}.csv"
    AdminDesk(talked.house.store, talked.house.settings, me).export(export, str(target), case=talked.number)
    said = target.read_text(encoding="utf-8-sig")
    assert [one for one in WHOLE if one in said] == []


@pytest.mark.parametrize(
    ("said", "masked"),
    [
        ("+8613977708888", "+86 139 7770 ••••"), ("+86 139 7770 8888", "+86 139 7770 ••••"),
        ("13977708888", "•••••••••••"), ("139 7770-8888", "••• ••••-••••"), ("", ""),
        ("+86 139 7770 ••••", "+86 139 7770 ••••"),
    ],
)  # fmt: skip
def test_a_number_is_masked_once(said: str, masked: str) -> None:
    assert number(said) == masked


def test_times_case_numbers_and_serials_stay() -> None:
    from callcenter.i18n import Phrase

    view = Phrase("case.expected", {"expected_at": "2026-03-02T10:40:00+08:00", "number": "4821004-7"})
    assert shown(view) == view
    assert text("seen 2026-03-02, 10:40") == "seen 2026-03-02, 10:40"


@settings(max_examples=20)
@given(digits=st.from_regex(r"\+[1-9][0-9]{7,14}", fullmatch=True))
def test_no_number_shows_its_last_four_digits(digits: str) -> None:
    masked = number(digits)
    assert masked.count("•") == 4
    assert not masked.rstrip("•")[-1:].isspace() or masked.endswith("••••")
    assert number(masked) == masked


@settings(max_examples=20)
@given(before=st.text(max_size=20), digits=st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True))
def test_no_number_stays_in_words(before: str, digits: str) -> None:
    assert digits not in text(f"{before} {digits} please")


def test_nobody_gets_whole_numbers_into_a_file_whose_role_sees_none(talked: Any, tmp_path: Path) -> None:
    desk = sat(talked, Role.SUPERVISOR)
    admin = AdminDesk(desk.store, desk.settings, desk.me)
    target = tmp_path / "all.json"
    with pytest.raises(NotAllowed, match="which your role does not see"):
        admin.export_customer(talked.customer, target)
    source = tmp_path / "customers.csv"
    source.write_text("id,name\nK1,x\n")
    with pytest.raises(NotAllowed, match="which your role does not see"):
        admin.import_file("customers", source, changes=tmp_path / "changes.csv", values=True)
    assert [path.name for path in tmp_path.iterdir() if path.suffix in (".json", ".csv")] == [source.name]
