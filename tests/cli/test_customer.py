"""``callcenter customer``: proposals, the preview, the merge and back, as a person or script types them."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update
from sqlmodel import col

from callcenter import settings as house_settings
from callcenter.callers.models import Customer
from callcenter.callers.views import NewCustomer
from callcenter.desk.agent import open_agent_desk
from callcenter.store.store import Store


@pytest.fixture
def double(place: Path, run: Any) -> int:
    """王小明 once more, with the number of the first and an e-mail."""
    desk = open_agent_desk(
        house_settings.load(environment={}, store=str(place), agent="wangfang", region="CN")
    )
    made = desk.new_customer("double", NewCustomer("Wang Xiaoming", ("139 1234 5678",), email="w@example.cn"))
    desk.store.close()
    return made


class TestDuplicates:
    def test_they_are_listed_with_why(self, run: Any, double: int) -> None:
        said = run("customer", "duplicates")
        assert said.status == 0
        assert said.lines[1].split()[:2] == ["no:1", "王小明"]
        assert f"no:{double}" in said.lines[1]
        assert "same name, written otherwise, same number" in said.lines[1]
        told = run("customer", "duplicates", "--json").json
        assert told.pop("after").isdigit()
        assert told == {
            "sure": "likely",
            "why": ["name_written", "number"],
            "number": "+86 139 1234 ••••",
            "customers": [
                {"customer_id": 1, "external_id": "C1", "name": "王小明", "place": "上海市"},
                {"customer_id": double, "external_id": None, "name": "Wang Xiaoming", "place": ""},
            ],
        }

    def test_of_one_customer_and_by_how_sure(self, run: Any, double: int) -> None:
        assert run("customer", "duplicates", "C1").status == 0
        nobody = run("customer", "duplicates", "2")
        assert (nobody.status, nobody.out) == (1, "Nobody on file looks like Grace Turner (no:2).\n")
        assert run("customer", "duplicates", "2", "--json").out == ""
        assert run("customer", "duplicates", "C1", "--sure", "surely").status == 1
        assert run("customer", "duplicates", "--sure", "surely").lines == [
            "Nobody on file looks like anybody else."
        ]

    def test_a_list_goes_on_where_it_ended_and_gives_no_number_away(self, run: Any, double: int) -> None:
        said = run("customer", "duplicates", "--limit", 1)
        assert "139" not in said.lines[-1]
        after = run("customer", "duplicates", "--limit", 1, "--json").json["after"]
        assert said.lines[-1] == f"There may be more: --after {after}"
        assert run("customer", "duplicates", "--after", after).status == 1
        for wrong in ("+8613912345678", "99999", "9" * 30):
            assert "Begin it anew" in run("customer", "duplicates", "--after", wrong).refused()

    def test_who_is_not_the_same_is_not_listed_until_it_is_undone(self, run: Any, double: int) -> None:
        assert run("customer", "apart", "C1", double).lines == [
            f"王小明 (no:1) and Wang Xiaoming (no:{double}) are not proposed again."
        ]
        assert run("customer", "duplicates").status == 1
        assert run("customer", "apart", "C1", double, "--undo", "--json").json["apart"] is False
        assert run("customer", "duplicates").status == 0
        assert run("customer", "apart", "C1", "1").refused(2) == "Both name the same customer. Name two."


class TestMerge:
    def test_without_yes_it_only_shows(self, run: Any, double: int) -> None:
        said = run("customer", "merge", "C1", double)
        assert said.lines[0].startswith("likely · same name, written otherwise")
        assert said.lines[-1] == "Nothing is changed yet: --yes merges them."
        assert run("card", double).out.startswith("Wang Xiaoming")
        assert run("customer", "merge", "C1", double, "--json").json["proposed"] == 1

    def test_the_old_id_leads_to_the_survivor_and_back(self, run: Any, double: int) -> None:
        done = run("customer", "merge", "C1", double, "--yes", "--keep", "name=merged", "--json").json
        assert (done["survivor_id"], done["merged_id"], done["moved"]) == (1, double, {})
        assert run("card", double, "--json").json["customer_id"] == 1
        assert run("case", "log", "It stalls", "--customer", double).status == 0
        assert len(run("card", "C1", "--json").json["open_cases"]) == 1
        assert run("customer", "merges", double).status == 0
        back = run("customer", "unmerge", done["merge_id"]).lines
        assert back == [f"{double} is on file again beside 1.", "came since then and stay: cases 1"]
        assert run("customer", "merges", double).status == 1
        assert run("card", double).out.startswith("Wang Xiaoming")

    def test_a_repeat_with_the_same_request_gives_the_first_result(self, run: Any, double: int) -> None:
        typed = ("customer", "merge", "C1", double, "--yes", "--request", "k", "--json")
        assert run(*typed).json == run(*typed).json
        back = ("customer", "unmerge", "1", "--request", "back")
        assert run(*back).out == run(*back).out
        assert "taken back already" in run("customer", "unmerge", "1").refused()

    def test_what_is_asked_for_wrongly(self, run: Any, double: int) -> None:
        assert "such as email=merged" in run("customer", "merge", "1", double, "--keep", "email").refused(2)
        fields = "name, kind, email, address, language, preferred-point, note"
        for field in ("tier", "foo"):
            said = run("customer", "merge", "1", double, "--keep", f"{field}=merged").refused(2)
            assert said == f"--keep takes one of {fields}, not {field}."
        assert "Of the note alone" in run("customer", "merge", "1", double, "--keep", "name=both").refused(2)
        assert "no customer 99" in run("customer", "merge", "1", "99").refused()


class TestWho:
    """The house's own ids are often numbers, too: whom a number means is never guessed."""

    @pytest.fixture
    def numbered(self, place: Path, double: int) -> int:
        """The double's id in the house's files is 2, which is our number of Grace Turner."""
        store = Store(place)
        with store.write() as connection:
            connection.execute(update(Customer).where(col(Customer.id) == double).values(external_id="2"))
        store.close()
        return double

    def test_a_number_that_may_be_two_customers_is_asked_back(self, run: Any, numbered: int) -> None:
        said = (
            "“2” may be two customers: no:2 is our number of Grace Turner, id:2 your id of Wang Xiaoming. "
            "Say which."
        )
        for typed in (
            ("card", "2"),
            ("customer", "merge", "C1", "2"),
            ("customer", "apart", "C1", "2"),
            ("customer", "erase", "2"),
            ("customer", "merges", "2"),
            ("case", "log", "It stalls", "--customer", "2"),
        ):
            assert run(*typed).refused() == said

    def test_either_can_be_said(self, run: Any, numbered: int) -> None:
        assert run("card", "no:2", "--json").json["customer_id"] == 2
        assert run("card", "id:2", "--json").json["customer_id"] == numbered
        assert run("card", numbered, "--json").json["customer_id"] == numbered
        assert run("customer", "apart", "id:C1", "id:2").lines == [
            f"王小明 (no:1) and Wang Xiaoming (no:{numbered}) are not proposed again."
        ]
        assert "no customer id:9" in run("card", "id:9").refused()
        assert "no customer no:9" in run("card", "no:9").refused()
        assert "no customer id:1" in run("card", "id:1").refused()

    def test_a_merge_of_both_leaves_no_doubt(self, run: Any, numbered: int) -> None:
        assert run("customer", "merge", "no:2", "id:2", "--yes").status == 0
        assert run("card", "2", "--json").json["customer_id"] == 2
