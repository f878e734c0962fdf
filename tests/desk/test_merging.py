"""Two entries that are one customer: everything moves, the old id leads there, and all of it can be taken back."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select, update
from sqlmodel import SQLModel, col

from callcenter import i18n
from callcenter.callers.merging import merge
from callcenter.callers.models import (
    Consent,
    Contact,
    Customer,
    CustomerApart,
    CustomerMerge,
    Verification,
)
from callcenter.callers.serials import plate_key
from callcenter.calls.models import Call, CallBack, Dial
from callcenter.cases.models import Promise
from callcenter.desk.agent import AgentDesk
from callcenter.desk.views import NewCustomer
from callcenter.errors import CallcenterError, Changed, Invalid, MoveRefused, NotFound
from callcenter.people.models import Draft
from callcenter.store import references
from callcenter.store.models import Change, Event
from callcenter.store.schema import metadata
from tests.seats import MONDAY, key

LOGBOOK = (
    "event",
    "event_words",
    "change",
    "request",
    "customer_merge",
    "counter",
    "event_seal",
    "token_delete",
)
"""Tables that hold what happened, which taking back adds to."""


def two(house: Any, **more: Any) -> tuple[int, int]:
    """王小明 twice, as two colleagues put him on file."""
    desk = house.desk()
    one = desk.new_customer(key(), NewCustomer("王小明", ("139 1234 5678",), city="上海市"))
    house.later(minutes=1)
    other = desk.new_customer(
        key(), NewCustomer("王晓明", ("139 1234 5678", "021 5888 1234"), email="wang@example.cn", **more)
    )
    return one, other


def seen(desk: AgentDesk, customer_id: int) -> tuple[int, int]:
    return customer_id, desk.card(customer_id).version


def merged(house: Any, one: int, other: int, **chosen: str) -> Any:
    desk = house.desk()
    choices = {f"detail.{name}": whose for name, whose in chosen.items()}
    return desk.merge(key(), seen(desk, one), seen(desk, other), choices)


def refused(error: pytest.ExceptionInfo[CallcenterError]) -> str:
    return i18n.sentence(error.value)


def content(house: Any) -> dict[str, list[Any]]:
    """All rows of the store but the logbook's; of customers all but the version."""
    with house.store.read() as connection:
        found: dict[str, list[Any]] = {}
        for name, table in metadata().tables.items():
            if name not in LOGBOOK:
                columns = [column for column in table.columns if column.name != "version"]
                rows = connection.execute(select(*columns)).all()
                found[name] = sorted(repr(tuple(row)) for row in rows)
        return found


class TestMerging:
    def test_all_numbers_lead_to_the_survivor_and_none_stands_twice(self, house: Any) -> None:
        one, other = two(house)
        merged(house, one, other)
        desk = house.desk()
        assert [row.customer_id for row in desk.find("139 1234 5678").rows] == [one]
        assert [row.customer_id for row in desk.find("021 5888 1234").rows] == [one]
        assert [row.customer_id for row in desk.find("1234").rows] == [one]
        assert [row.customer_id for row in desk.find("王晓明").rows] == [one]
        assert [phone.kind for phone in desk.card(one).phones] == ["mobile", "home"]

    def test_cases_and_items_move(self, house: Any) -> None:
        one, other = two(house)
        car = house.car(other, plate_key=plate_key("沪A·12345"))
        logged = house.log(customer_id=other, item_id=car)
        closed = house.log(customer_id=other, item_id=car)
        done = merged(house, one, other)
        assert dict(done.moved) == {"merge.phone": 1, "merge.purchase": 1, "merge.case": 2}
        card = house.desk().card(one)
        assert {case.number for case in card.open_cases} == {logged.number, closed.number}
        assert [item.name for item in card.items] == ["Buick Excelle"]
        assert [row.customer_id for row in house.desk().find("沪A·12345").rows] == [one]
        assert [row.customer_id for row in house.desk().find(logged.number).rows] == [one]

    def test_empty_fields_are_filled_and_the_survivors_stand(self, house: Any) -> None:
        one, other = two(house, city="杭州市")
        merged(house, one, other)
        row = house.inside(lambda connection: connection.execute(_customer(one)).one())
        assert (row.name, row.city, row.email) == ("王小明", "上海市", "wang@example.cn")

    def test_a_field_is_kept_from_the_other_by_choice_and_the_new_name_is_found(self, house: Any) -> None:
        one, other = two(house)
        merged(house, one, other, name="merged")
        assert house.desk().card(one).name == "王晓明"
        assert [(row.customer_id, row.why.code) for row in house.desk().find("王晓明").rows] == [
            (one, "why.name")
        ]

    def test_the_higher_tier_the_earlier_day_and_the_refusal_stand(self, house: Any) -> None:
        one = house.customer(tier="silver", flags={"vip": False, "blind": True}, since=MONDAY.date())
        other = house.customer(
            tier="gold", do_not_call=True, flags={"vip": True}, since=MONDAY.date() - timedelta(days=9)
        )
        merged(house, one, other)
        row = house.inside(lambda connection: connection.execute(_customer(one)).one())
        assert (row.tier, row.do_not_call, row.flags) == ("gold", True, {"vip": True, "blind": True})
        assert row.since == MONDAY.date() - timedelta(days=9)

    def test_of_two_consents_the_careful_one_stands(self, house: Any) -> None:
        one, other = two(house)
        day = MONDAY.date()
        consent(house, one, "marketing", given=True)
        consent(house, other, "marketing", given=False, given_on=day - timedelta(days=400), source="letter")
        consent(house, other, "survey", given=True)
        merged(house, one, other)
        rows = {row.purpose: row for row in house.rows(Consent) if row.customer_id == one}
        assert (rows["marketing"].given, rows["marketing"].source) == (False, "letter")
        assert rows["survey"].given

    def test_notes_of_both_are_kept(self, house: Any) -> None:
        one = house.customer(note="rings in the evening")
        other = house.customer(note="has a dog")
        merged(house, one, other)
        assert house.desk().card(one).note == "rings in the evening\nhas a dog"

    def test_every_reference_to_a_customer_moves_also_of_tables_to_come(self, house: Any) -> None:
        """A table added later is moved without a line of code; this fails when it can't be."""
        one, other = two(house)
        agent = house.desk().me.agent_id
        case_id = house.log(customer_id=other).case_id
        rows: list[SQLModel] = [
            Contact(customer_id=other, name="李梅"),
            Consent(customer_id=other, purpose="p", given=True, source="s", given_on=MONDAY.date()),
            Verification(customer_id=other, agent_id=agent, at=MONDAY),
            Promise(customer_id=other, what="w", by_at=MONDAY, made_at=MONDAY),
            Call(source="s", call_id="1", direction="in", state="ended", customer_id=other),
            CallBack(at=MONDAY, number="1", customer_id=other, case_id=case_id),
            Dial(agent_id=agent, extension="201", number="1", customer_id=other, asked_at=MONDAY),
        ]
        for row in rows:
            house.add(row)
        house.car(other)
        counted = counts(house, other)
        made = {table.partition(".")[0] for table, count in counted.items() if count}
        known = {column.table.name for column in merge.columns()}
        assert made == known, "a new table refers to customers: give it a row here"
        merged(house, one, other)
        left = {name: count for name, count in counts(house, other).items() if count}
        assert left == {"phone.customer_id": 1}, "only the number that both hold stays"

    def test_both_have_an_event_and_are_news(self, house: Any) -> None:
        one, other = two(house)
        merged(house, one, other)
        told = {
            row.entity_id: row.verb for row in house.rows(Event) if row.verb.startswith("customer.merged")
        }
        assert told == {one: "customer.merged", other: "customer.merged_into"}
        last = house.rows(Change)[-3:]
        assert {one, other} <= {row.entity_id for row in last if row.entity == "customer"}

    def test_the_same_request_again_merges_once(self, house: Any) -> None:
        one, other = two(house)
        desk, request = house.desk(), key()
        pair = seen(desk, one), seen(desk, other)
        assert desk.merge(request, *pair) == desk.merge(request, *pair)
        assert len(house.rows(CustomerMerge)) == 1

    def test_what_somebody_edited_meanwhile_is_not_run_over(self, house: Any) -> None:
        one, other = two(house)
        desk = house.desk()
        pair = seen(desk, one), seen(desk, other)
        house.desk("李梅").edit_customer(key(), other, pair[1][1], NewCustomer("王晓敏"))
        with pytest.raises(Changed) as error:
            desk.merge(key(), *pair)
        assert "王晓敏 was changed by 李梅 meanwhile" in refused(error)

    def test_nobody_merges_twice_or_with_themselves_or_with_nobody(self, house: Any) -> None:
        one, other = two(house)
        desk = house.desk()
        pair = seen(desk, one), seen(desk, other)
        with pytest.raises(Invalid):
            desk.merge(key(), pair[0], pair[0])
        with pytest.raises(NotFound):
            desk.merge(key(), pair[0], (99_999, 1))
        with pytest.raises(Invalid):
            desk.merge(key(), *pair, {"detail.tier": "merged"})
        desk.merge(key(), *pair)
        with pytest.raises(Changed):
            desk.merge(key(), *pair)


class TestOldIds:
    def test_the_card_of_the_old_id_is_the_survivors_through_a_chain(self, house: Any) -> None:
        one, other = two(house)
        third = house.customer("王小明")
        merged(house, other, one)
        merged(house, third, other)
        assert house.desk().card(one).customer_id == third
        assert house.desk().customer_id(str(one)) == third

    def test_a_case_logged_on_the_old_id_is_the_survivors(self, house: Any) -> None:
        one, other = two(house)
        merged(house, one, other)
        logged = house.log(customer_id=other)
        assert [case.number for case in house.desk().card(one).open_cases] == [logged.number]

    def test_what_is_said_about_the_old_id_reaches_the_survivor(self, house: Any) -> None:
        one, other = two(house)
        car = house.car(house.customer("前车主"))
        merged(house, one, other)
        desk = house.desk()
        desk.new_owner(key(), car, other)
        desk.not_this_person(key(), other, "+8613912345678")
        desk.this_person_after_all(key(), other, "+8613912345678")
        desk.verify(key(), other, ["ask.email", "ask.other_phone"])
        card = desk.card(one)
        assert card.verified_at is not None
        assert [item.item_id for item in card.items] == [car]

    def test_editing_the_old_one_is_refused_with_a_sentence(self, house: Any) -> None:
        one, other = two(house)
        version = house.desk().card(other).version
        merged(house, one, other)
        with pytest.raises(Changed) as error:
            house.desk("李梅").edit_customer(key(), other, version, NewCustomer("王晓敏"))
        assert "王晓明 was merged with another entry meanwhile" in refused(error)


class TestDrafts:
    def test_words_typed_for_the_old_one_are_found_at_the_survivor(self, house: Any) -> None:
        one, other = two(house)
        desk = house.desk()
        desk.keep_draft("log", f"customer:{other}", {"description": "it stalls"})
        done = merged(house, one, other)
        assert ("merge.draft", 1) in done.moved
        assert desk.draft("log", f"customer:{one}").body == {"description": "it stalls"}
        desk.keep_draft("log", f"customer:{other}", {"description": "it stalls when warm"})
        assert desk.draft("log", f"customer:{one}").body == {"description": "it stalls when warm"}
        desk.log(key(), house.intake(customer_id=other), draft=f"customer:{other}")
        assert desk.drafts() == ()

    def test_words_for_both_are_both_kept(self, house: Any) -> None:
        one, other = two(house)
        desk = house.desk()
        desk.keep_draft("log", f"customer:{one}", {"description": "one"})
        desk.keep_draft("log", f"customer:{other}", {"description": "other"})
        merged(house, one, other)
        desk.keep_draft("log", f"customer:{other}", {"description": "other, more"})
        assert sorted(draft.body["description"] for draft in desk.drafts()) == ["one", "other, more"]

    def test_words_go_back_with_the_customer(self, house: Any) -> None:
        one, other = two(house)
        desk = house.desk()
        desk.keep_draft("log", f"customer:{other}", {"description": "it stalls"})
        before = content(house)
        done = merged(house, one, other)
        desk.unmerge(key(), done.merge_id)
        assert content(house) == before
        assert len(house.rows(Draft)) == 1


class TestTakingBack:
    def test_everything_is_as_it_was(self, house: Any) -> None:
        one, other = two(house, note="has a dog")
        house.add(Contact(customer_id=other, name="李梅"))
        house.log(customer_id=other, item_id=house.car(other))
        consent(house, one, "marketing", given=True)
        consent(house, other, "marketing", given=False)
        before = content(house)
        done = merged(house, one, other, name="merged")
        assert content(house) != before
        back = house.desk().unmerge(key(), done.merge_id)
        assert content(house) == before
        assert (back.moved, back.stayed, back.edited) == (done.moved, (), ())

    def test_what_came_since_stays_with_the_survivor_and_is_told(self, house: Any) -> None:
        one, other = two(house)
        done = merged(house, one, other)
        logged = house.log(customer_id=other)
        back = house.desk().unmerge(key(), done.merge_id)
        assert back.stayed == (("merge.case", 1),)
        assert [case.number for case in house.desk().card(one).open_cases] == [logged.number]

    def test_what_was_edited_since_is_not_run_over(self, house: Any) -> None:
        one, other = two(house)
        done = merged(house, one, other, name="merged")
        desk = house.desk()
        desk.edit_customer(key(), *seen(desk, one), NewCustomer("王小明", email="new@example.cn"))
        back = desk.unmerge(key(), done.merge_id)
        assert back.edited == ("detail.name", "detail.email")
        row = house.inside(lambda connection: connection.execute(_customer(one)).one())
        assert (row.name, row.email) == ("王小明", "new@example.cn")

    def test_twice_is_refused_and_a_repeat_is_not(self, house: Any) -> None:
        one, other = two(house)
        done = merged(house, one, other)
        desk, request = house.desk(), key()
        assert desk.unmerge(request, done.merge_id) == desk.unmerge(request, done.merge_id)
        with pytest.raises(MoveRefused) as error:
            desk.unmerge(key(), done.merge_id)
        assert "was taken back already" in refused(error)
        with pytest.raises(NotFound):
            desk.unmerge(key(), 4711)

    def test_the_last_merge_is_taken_back_first(self, house: Any) -> None:
        one, other = two(house)
        third, fourth = house.customer("王小明"), house.customer("王明")
        before = content(house)
        merges = [merged(house, one, other), merged(house, one, third), merged(house, fourth, one)]
        desk = house.desk()
        for early in merges[:2]:
            with pytest.raises(MoveRefused) as error:
                desk.unmerge(key(), early.merge_id)
            assert "Take that back first" in refused(error)
        assert [(past.merge_id, past.last) for past in desk.merges(one)] == [
            (merges[2].merge_id, True), (merges[1].merge_id, True), (merges[0].merge_id, False),
        ]  # fmt: skip
        for done in reversed(merges):
            desk.unmerge(key(), done.merge_id)
        assert content(house) == before
        assert desk.merges(one) == ()

    def test_the_refused_consent_is_restored_unless_it_changed_since(self, house: Any) -> None:
        one, other = two(house)
        mine = consent(house, one, "marketing", given=True)
        consent(house, other, "marketing", given=False)
        done = merged(house, one, other)
        house.inside(
            lambda connection: connection.execute(
                update(Consent).where(col(Consent.id) == mine).values(source="told again", given=False)
            )
        )
        house.desk().unmerge(key(), done.merge_id)
        assert {row.id: row.source for row in house.rows(Consent)}[mine] == "told again"


class TestNotTheSame:
    def test_it_is_not_proposed_again_until_it_is_taken_back(self, house: Any) -> None:
        one, other = two(house)
        desk = house.desk()
        assert [double.other.customer_id for double in desk.doubles(one)] == [other]
        desk.not_same(key(), other, one)
        desk.not_same(key(), one, other)
        assert desk.doubles(one) == desk.doubles(other) == ()
        assert desk.duplicates().rows == ()
        assert desk.merge_preview(one, other).apart
        desk.same_after_all(key(), one, other)
        assert [double.other.customer_id for double in desk.doubles(one)] == [other]
        verbs = [row.verb for row in house.rows(Event) if row.verb.startswith("customer.apart")]
        assert verbs == ["customer.apart"] * 2 + ["customer.apart_undone"] * 2

    def test_it_holds_for_whoever_they_are_merged_with(self, house: Any) -> None:
        one, other = two(house)
        third = house.desk().new_customer(key(), NewCustomer("王小明", ("139 1234 5678",)))
        desk = house.desk()
        desk.not_same(key(), other, third)
        before = content(house)
        done = merged(house, one, other)
        assert desk.doubles(one) == ()
        desk.unmerge(key(), done.merge_id)
        assert content(house) == before
        assert len(house.rows(CustomerApart)) == 1


class TestPreview:
    def test_it_shows_both_and_what_would_become_of_them(self, house: Any) -> None:
        one, other = two(house)
        logged = house.log(customer_id=other, item_id=house.car(other))
        house.add(Contact(customer_id=other, name="李梅"))
        before = content(house)
        shown = house.desk().merge_preview(one, other)
        assert (shown.survivor.customer.name, shown.merged.customer.name) == ("王小明", "王晓明")
        assert [shared for _, shared in shown.merged.numbers] == [True, False]
        assert (shown.merged.items, shown.merged.contacts) == (("Buick Excelle",), ("李梅",))
        assert shown.merged.open_cases == ((logged.number, "热车后在红灯前熄火，重新启动正常"),)
        assert dict(shown.moves) == {
            "merge.contact": 1, "merge.phone": 1, "merge.purchase": 1, "merge.case": 1,
        }  # fmt: skip
        fields = {field.code: field for field in shown.fields}
        assert (fields["detail.name"].kept, fields["detail.email"].kept) == ("survivor", "merged")
        assert fields["detail.email"].merged == "•••", "nobody verified them"
        assert shown.alike is not None
        assert shown.alike.sure == "perhaps"
        assert shown.proposed == other, "who has more"
        assert content(house) == before

    def test_what_it_counts_is_what_moves(self, house: Any) -> None:
        one, other = two(house)
        house.log(customer_id=other)
        house.desk().keep_draft("log", f"customer:{other}", {"description": "x"})
        consent(house, one, "marketing", given=True)
        consent(house, other, "marketing", given=False)
        shown = house.desk().merge_preview(one, other)
        assert dict(merged(house, one, other).moved) == dict(shown.moves)

    def test_it_warns(self, house: Any) -> None:
        one = house.customer(external_id="K1", kind="firm")
        other = house.customer("李梅", external_id="K2", do_not_call=True)
        consent(house, one, "marketing", given=True)
        consent(house, other, "marketing", given=False)
        warned = [i18n.say(each) for each in house.desk().merge_preview(one, other).warnings]
        assert warned == [
            "Nothing on file says that they are the same. Look twice.",
            "One is a person and one a firm. Look twice.",
            "marketing: one agreed and one refused. The refusal stands.",
            "One of them wants no calls: that stands.",
            "Both ids of your files, K1 and K2, will lead here.",
        ]

    def test_it_is_open_for_whom_the_agent_verified(self, house: Any) -> None:
        one, other = two(house)
        house.desk().verify(key(), other, ["ask.email", "ask.other_phone"])
        shown = house.desk().merge_preview(one, other)
        assert {field.code: field.merged for field in shown.fields}["detail.email"] == "wang@example.cn"
        assert shown.merged.numbers[1][0] == "+86 21 5888 1234"

    def test_one_and_the_same_has_none(self, house: Any) -> None:
        one, other = two(house)
        with pytest.raises(NotFound):
            house.desk().merge_preview(one, 4711)
        merged(house, one, other)
        with pytest.raises(Invalid):
            house.desk().merge_preview(one, other)


def consent(house: Any, customer_id: int, purpose: str, *, given: bool, **more: Any) -> int:
    values = {"source": "form", "given_on": MONDAY.date()} | more
    row = {"customer_id": customer_id, "purpose": purpose, "given": given, "channel": "any"} | values
    with house.store.write() as connection:
        made = connection.execute(insert(Consent).values(**row))
        return int(made.inserted_primary_key[0])


def counts(house: Any, customer_id: int) -> dict[str, int]:
    with house.store.read() as connection:
        return {
            references.name(column): references.count(connection, column, customer_id)
            for column in merge.columns()
        }


def _customer(customer_id: int) -> Any:
    return select(*Customer.__table__.c).where(col(Customer.id) == customer_id)  # type: ignore[attr-defined]
