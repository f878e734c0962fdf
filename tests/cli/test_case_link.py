"""Linking, merging, splitting and undoing by commands."""

from typing import Any

import pytest


@pytest.fixture
def two(run: Any) -> tuple[str, str]:
    """Two cases of one customer, logged twice."""
    first = run("case", "log", "热车后熄火", "--customer", "C1", "--json").json["number"]
    return first, run("case", "log", "又熄火了", "--customer", "C1", "--json").json["number"]


def test_linked_cases_are_shown_with_one_another(run: Any, two: tuple[str, str]) -> None:
    first, second = two
    assert [one["number"] for one in run("case", "link", first, second, "--json").json["links"]] == [second]
    lines = run("case", "show", second).lines
    assert any(line.split()[:3] == ["belongs", "together", first] for line in lines)
    assert "are linked already" in run("case", "link", second, first).refused()
    assert run("case", "unlink", second, first, "--json").json["links"] == []


def test_merging_says_first_what_it_does_and_the_old_number_leads_to_the_survivor(
    run: Any, two: tuple[str, str]
) -> None:
    first, second = two
    run("case", "note", second, "said on the second")
    shown = run("case", "merge", second, first, "--preview")
    assert shown.status == 0
    assert shown.lines[0].split()[:3] == ["goes", "on", first]
    assert f"{first} was logged first" in shown.lines
    assert run("case", "show", second, "--json").json["state"] == "new", "nothing was done"
    third = run("case", "log", "radio silent", "--customer", "C1", "--json").json["number"]
    assert "one of the two" in run("case", "merge", second, first, "--into", third).refused(2)
    swapped = run("case", "merge", second, first, "--preview", "--into", second, "--json").json
    assert (swapped["survivor"]["number"], swapped["proposed"]) == (second, False)

    assert run("case", "merge", second, first).lines == [f"{second} is part of {first} now"]
    case = run("case", "show", second, "--json").json
    assert (case["number"], case["asked"]) == (first, second)
    lines = run("case", "show", second).lines
    assert lines[0] == f"{second} was merged into {first}."
    assert any(f"{second}: note of" in line and "said on the second" in line for line in lines)
    assert run("case", "undo", first).lines == [f"{first} and {second} are two cases again"]
    assert run("case", "show", second, "--json").json["number"] == second


def test_different_customers_must_be_said(run: Any, two: tuple[str, str]) -> None:
    first, _second = two
    grace = run("case", "log", "It is silent", "--customer", "2", "--kind", "question", "--json").json[
        "number"
    ]
    assert "are of different customers" in run("case", "merge", first, grace).refused()
    done = run("case", "merge", first, grace, "--different-customers", "--json").json
    assert (done["number"], done["merged_number"]) == (first, grace)


def test_a_repeat_with_the_same_key_changes_nothing_twice(run: Any, two: tuple[str, str]) -> None:
    first, _second = two
    done = [run("case", "split", first, "radio silent", "--request", "k", "--json").json for _ in range(2)]
    assert done[0] == done[1]
    assert done[0]["from_number"] == first


def test_a_split_takes_along_what_is_named(run: Any, two: tuple[str, str]) -> None:
    first, _second = two
    run("case", "note", first, "the radio is silent, too")
    found = run("case", "split", first, "--preview", "--json").json
    (piece,) = found["pieces"]
    assert piece["words"] == "the radio is silent, too"
    assert f"--item {found['item_id']}" in run("case", "split", first, "--preview").out
    assert "Say what the second problem is" in run("case", "split", first).refused(2)
    done = run("case", "split", first, "radio silent", "--with", piece["key"], "--item-said", "a radio")
    number = done.lines[0].split()[0]
    assert done.lines == [f"{number} holds the second problem of {first}"]
    case = run("case", "show", number, "--json").json
    assert [(row["of"], row["words"]) for row in case["timeline"] if row["of"]] == [
        (first, "the radio is silent, too")
    ]
    assert case["item"] == "a radio"
    assert run("case", "undo", first).lines == [f"{number} is cancelled; what went along is back"]


def test_undo_takes_back_the_last_move_first(run: Any, two: tuple[str, str]) -> None:
    first, second = two
    run("case", "link", first, second)
    run("case", "advance", first, "solve_on_phone", "--outcome", "advised")
    assert run("case", "undo", first).lines == [f"{first}: taken back"]
    assert run("case", "show", first, "--json").json["state"] == "new"
    assert run("case", "undo", first, "--json").json["kind"] == "related"
    assert "nothing of yours to take back" in run("case", "undo", first).refused()


def test_a_split_says_its_category_and_when_a_safety_answer_is_wanted(run: Any, two: tuple[str, str]) -> None:
    first, _second = two
    found = run("case", "split", first, "有汽油味", "--preview", "--json").json
    suggested = run("category", "suggest", "有汽油味", "--line", "car", "--json").json[0]
    assert (found["category"], found["safety"]) == (suggested["code"], True)
    lines = run("case", "split", first, "有汽油味", "--preview").lines
    assert lines[0].split()[-2:] == [suggested["code"], "safety"]
    wanted = f"A matter of safety: ask “{found['safety_question']}” and give the answer with --safety-answer."
    assert lines[1] == wanted
    assert run("case", "split", first, "有汽油味").refused(2) == wanted
    answered = ("case", "split", first, "有汽油味", "--safety-answer", "人都离开了", "--preview")
    assert wanted not in run(*answered).lines
    harmless = run("case", "split", first, "radio silent", "--preview").lines[0]
    assert run("category", "suggest", "radio silent", "--line", "car").lines[0].split()[0] in harmless
    assert run("case", "split", first, "--preview", "--json").json["category"] == ""
    for more in ("--preview", "--json"):
        said = run("case", "split", first, "radio silent", "--category", "x.y", more).refused()
        assert "no category “x.y”" in said
    assert run("case", "split", first, "说不清楚的", "--preview").lines[0] == "no category"
