"""One customer is erased: nothing personal is left anywhere, the figures are the same, the chain holds."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlmodel import col

from callcenter.callers.models import Consent, Customer, NameToken, TokenDelete
from callcenter.callers.names import tokens
from callcenter.callers.views import NewCustomer
from callcenter.calls.models import CallBack, WrapUp
from callcenter.calls.views import Callee, Noted
from callcenter.cases.models import Case
from callcenter.desk.agent import AgentDesk
from callcenter.errors import Invalid, MoveRefused, NotFound
from callcenter.store.models import Erasure, Event
from callcenter.store.store import Store
from tests.seats import key

FIGURES = (
    "number", "kind", "state", "category", "safety", "priority", "tier", "way", "cover", "cost_told", "agent",
    "point_id", "where", "logged_at", "due_at", "point_due_at", "expected_at", "received_at", "handed_back_at",
    "days_without", "told_at", "resolved_at", "outcome", "closed_at", "close_reason", "reopened", "tries", "clocks",
)  # fmt: skip


def left(text: str, secrets: tuple[str, ...]) -> list[str]:
    return [secret for secret in secrets if secret.casefold() in text.casefold()]


def test_nothing_personal_is_left_in_any_table(life: Any, secrets: tuple[str, ...]) -> None:
    assert set(left(life.dump(), secrets)) == set(secrets) - {"she shouted at me"} | {"she shouted at me"}
    life.erase()
    assert left(life.dump(), secrets) == []


def test_who_else_is_on_file_stays_as_they_are(life: Any) -> None:
    life.erase()
    desk: AgentDesk = life.house.desk()
    assert desk.find("138 1111 2222").rows[0].name == "欧阳小华"
    assert desk.find("欧阳小华").rows[0].customer_id == life.other
    assert life.house.desk("李雷").draft("log", f"customer:{life.other}") is not None


def test_the_figures_of_the_case_are_the_same(life: Any) -> None:
    desk: AgentDesk = life.house.desk()
    before, counts = desk.case(life.case), desk.counts()
    life.erase()
    after = desk.case(life.case)
    assert {name: getattr(after, name) for name in FIGURES} == {
        name: getattr(before, name) for name in FIGURES
    }
    assert desk.counts() == counts
    assert [row.what.code for row in after.timeline] == [row.what.code for row in before.timeline]
    assert [row.at for row in after.timeline] == [row.at for row in before.timeline]
    repair = desk.card(life.customer).repairs[-1]
    assert (repair.work, repair.complaint) == ("told […], new fuel pump", "")


def test_the_chain_verifies_and_the_timeline_says_erased(life: Any) -> None:
    life.seal()
    life.erase()
    assert life.faults() == []
    life.seal()
    assert life.faults() == []
    timeline = life.house.desk().case(life.case).timeline
    noted = next(row for row in timeline if row.what.code == "case.noted")
    assert noted.is_erased
    assert noted.words == ""


def test_the_person_is_found_by_nothing(life: Any) -> None:
    life.erase()
    desk: AgentDesk = life.house.desk()
    for asked in ("13977708888", "8888", "欧阳明月", "ouyang mingyue", "沪B·77777"):
        assert life.customer not in [row.customer_id for row in desk.find(asked).rows]
        assert [row for row in desk.find(asked).rows if row.case_id == life.case] == []
    assert desk.case_by_number(life.number).description == "[…]"
    assert "erased" in desk.card(life.customer).flags


def test_words_of_names_go_but_for_those_that_others_have(life: Any) -> None:
    life.erase()
    with life.house.store.read() as connection:
        kept = set(connection.execute(select(col(NameToken.token))).scalars())
        keys = set(connection.execute(select(col(TokenDelete.token))).scalars())
    assert keys <= kept
    assert set(tokens("欧阳小华")) <= kept


def test_refusals_to_be_written_to_stay_and_agreements_go(life: Any) -> None:
    row = {
        "customer_id": life.customer,
        "purpose": "survey",
        "given": False,
        "given_on": life.house.now.date(),
    }
    life.house.add(Consent(**row, source="欧阳明月 said no"))
    life.erase()
    with life.house.store.read() as connection:
        kept = connection.execute(select(col(Consent.purpose), col(Consent.given), col(Consent.source))).all()
    assert [tuple(one) for one in kept] == [("survey", False, "[…]")]


def test_an_erasure_is_written_down_without_the_person(life: Any) -> None:
    erased = life.erase()
    assert erased.counts["phone"] == 2
    assert erased.counts["case"] == 1
    with life.house.store.read() as connection:
        row = connection.execute(select(*Erasure.__table__.c)).one()  # type: ignore[attr-defined]
        verb = connection.execute(
            select(col(Event.verb)).order_by(col(Event.id).desc()).limit(1)
        ).scalar_one()
    assert (row.customer_id, row.why, row.counts) == (life.customer, "letter of 3 March", dict(erased.counts))
    assert verb == "customer.erased"


def test_open_cases_refuse_with_their_numbers_unless_said_anyway(open_life: Any) -> None:
    with pytest.raises(MoveRefused, match=open_life.number):
        open_life.erase()
    assert open_life.erase(anyway=True).counts["case"] == 1


def test_an_offer_on_its_way_is_not_overtaken(open_life: Any) -> None:
    from callcenter.outbox.models import Message
    from callcenter.outbox.words import Channel, MessageState

    house = open_life.house
    house.add(
        Message(idempotency_key="m2", channel=Channel.WEBHOOK, destination="https://point.example", kind="x",
                body={"a": 1}, about="case", about_id=open_life.case, state=MessageState.WAITING,
                made_at=house.now, next_at=house.now)
    )  # fmt: skip
    with pytest.raises(MoveRefused, match="on its way"):
        open_life.erase(anyway=True)


def test_a_reason_is_needed_and_a_second_time_is_refused(life: Any) -> None:
    with pytest.raises(Invalid, match="why"):
        life.admin.erase_customer(life.customer, " ")
    life.erase()
    with pytest.raises(Invalid, match="already"):
        life.erase()
    with pytest.raises(NotFound):
        life.admin.erase_customer(999_999, "letter")


def test_the_preview_says_what_goes_and_changes_nothing(life: Any, secrets: tuple[str, ...]) -> None:
    before = life.dump()
    preview = life.admin.preview_erasure(life.customer)
    assert life.dump() == before
    assert preview.name == "欧阳明月"
    assert preview.goes["case"] == 1
    assert preview.goes["draft"] == 2
    assert preview.stays["event"] > 3
    assert preview.open_cases == ()
    erased = life.erase()
    rows = {name: count for name, count in erased.counts.items() if name != "token_delete"}
    assert rows == preview.goes


def test_those_who_were_merged_go_together(life: Any) -> None:
    gone = life.house.customer("欧阳明月 old", merged_into_id=life.customer, note="ring the neighbour")
    assert life.admin.erase_customer(gone, "letter").customers == (life.customer, gone)
    with life.house.store.read() as connection:
        names = connection.execute(
            select(col(Customer.name)).where(col(Customer.id).in_([life.customer, gone]))
        ).scalars()
        assert set(names) == {"[…]"}


def test_a_case_logged_with_nothing_but_the_number_goes_too(life: Any) -> None:
    house = life.house
    nobodys = house.log(caller="139 7770 8888", description="she shouted at me once more")
    with pytest.raises(MoveRefused):
        life.erase()
    life.erase(anyway=True)
    assert house.desk().case(nobodys.case_id).description == "[…]"


def test_notes_of_calls_and_call_backs_go_too(life: Any) -> None:
    desk, number = life.house.desk(), "139 7770 8888"
    desk.note_call(key(), Noted(number=number, note="she shouted"))
    life.house.add(CallBack(at=life.house.now, number="+8613977708888", note="ask her sister"))
    desk.call_back(key(), Callee(number=number), life.house.now + timedelta(hours=1), note="after work")
    life.erase()
    assert {row.note for row in life.house.rows(WrapUp)} == {None}
    assert {(row.number, row.note) for row in life.house.rows(CallBack)} == {("[…]", None)}


def test_a_number_that_somebody_else_holds_stays_with_them(life: Any) -> None:
    from callcenter.callers.models import Phone

    life.house.add(
        Phone(customer_id=life.other, raw="139 7770 8888", e164="+8613977708888", reversed="8888077793168")
    )
    assert life.admin.preview_erasure(life.customer).shared_numbers == 1
    life.erase()
    assert [row.customer_id for row in life.house.desk().find("139 7770 8888").rows] == [life.other]


def test_words_typed_before_and_brought_in_later_are_not_kept(life: Any) -> None:
    """A console that was away during the erasure merges its journal when it comes back."""
    typed_at = life.house.now
    life.house.later(minutes=5)
    life.erase()
    desk = life.house.desk()
    body = {"customer_id": life.customer, "description": "she shouted at me"}
    desk.keep_draft("log", f"customer:{life.customer}", body, at=typed_at)
    desk.keep_draft("log", "number:+8613900000000", body, at=typed_at)
    desk.keep_draft("note", f"case:{life.case}", {"words": "she shouted at me"}, at=typed_at)
    assert desk.drafts() == ()
    desk.keep_draft("note", f"case:{life.case}", {"words": "new"}, at=life.house.later(minutes=5))
    assert len(desk.drafts()) == 1


def test_the_bytes_are_gone_from_the_file_and_its_wal(life: Any, secrets: tuple[str, ...]) -> None:
    store: Store = life.house.store
    if not store.is_sqlite:
        pytest.skip("the server's own work there")
    desk = life.house.desk()
    desk.keep_draft("log", "number:1", {"description": "欧阳明月 " * 800})  # overflow pages
    desk.drop_draft("log", "number:1")
    erased = life.erase()
    assert erased.is_scrubbed
    with store.read() as connection:
        assert connection.execute(select(func.count()).where(col(Erasure.cleaned_at).is_(None))).scalar() == 0
    for path in store.path.parent.glob(f"{store.path.name}*"):
        raw = path.read_bytes()
        found = [one for one in secrets if one.encode() in raw or one.encode("utf-16-le") in raw]
        assert found == [], path
        assert b"\\u6b27\\u9633\\u660e\\u6708" not in raw  # as JSON columns hold it


def test_someone_who_reads_keeps_the_file_from_being_clean_for_a_while(life: Any) -> None:
    store: Store = life.house.store
    if not store.is_sqlite:
        pytest.skip("the server's own work there")
    from callcenter.store import scrubbing, sqlite

    sqlite_patience, sqlite.BUSY_SECONDS = sqlite.BUSY_SECONDS, 0.05
    try:
        with store.read() as connection:
            connection.execute(select(col(Case.id))).all()
            assert not life.erase().is_scrubbed
        assert scrubbing.scrub(store)
    finally:
        sqlite.BUSY_SECONDS = sqlite_patience


def test_copies_that_an_upgrade_left_are_named(life: Any) -> None:
    store: Store = life.house.store
    if not store.is_sqlite:
        pytest.skip("files only")
    copy = Path(f"{store.path}.0001.backup")
    copy.write_bytes(b"old")
    assert life.erase().backups == (str(copy),)


def test_a_real_merge_goes_with_its_way_back(life: Any, secrets: tuple[str, ...]) -> None:
    desk = life.house.desk()
    old = desk.new_customer(key(), NewCustomer("欧阳明月", ("139-7770-9999",), note="ring the neighbour"))
    merged = desk.merge(key(), (life.customer, desk.card(life.customer).version), (old, 1))
    assert life.erase().customers == (life.customer, old)
    assert left(life.dump(), secrets) == []
    with pytest.raises(NotFound):
        desk.unmerge(key(), merged.merge_id)
    assert desk.card(old).customer_id == life.customer


def test_what_came_after_an_erasure_can_be_erased_too(life: Any) -> None:
    life.erase()
    again = life.house.log(customer_id=life.customer, description="she shouted at me", caller="")
    with pytest.raises(MoveRefused, match=again.number):
        life.erase()
    life.erase(anyway=True)
    assert life.house.desk().case(again.case_id).description == "[…]"


def test_who_was_erased_is_merged_with_nobody(life: Any) -> None:
    """Their mark would go to the other, whom an erasure and a restore would then pass over."""
    desk = life.house.desk()
    life.erase()
    versions = {each: desk.card(each).version for each in (life.customer, life.other)}
    for into, gone in ((life.other, life.customer), (life.customer, life.other)):
        with pytest.raises(Invalid, match=f"Customer {life.customer} was erased, and is merged with nobody"):
            desk.merge(key(), (into, versions[into]), (gone, versions[gone]))
        with pytest.raises(Invalid, match="was erased, and is merged with nobody"):
            desk.merge_preview(into, gone)
    assert not desk.card(life.other).flags


def test_a_name_written_to_an_erased_entry_can_be_erased_again(life: Any) -> None:
    desk = life.house.desk()
    life.erase()
    desk.edit_customer(key(), life.customer, desk.card(life.customer).version, NewCustomer("欧阳明月"))
    life.erase()
    assert desk.card(life.customer).name == "[…]"
