"""Commands on the demo store, as a customer is shown it."""

import json
import re
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def shown(run: Any, demo_store: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("CALLCENTER_STORE", str(demo_store))
    return run


def test_from_the_ring_to_the_closed_case(shown: Any) -> None:
    who = shown("lookup", "139 1234 5678", "--json").json
    assert [(one["name"], one["why"], one["exact"]) for one in who] == [("王小明", "exact_number", True)]
    customer = who[0]["customer_id"]
    car = next(
        item for item in shown("card", customer, "--json").json["items"] if item["plate"] == "沪A·12345"
    )
    logged = shown("case", "log", "热车后在红灯前熄火", "--customer", customer, "--item", car["item_id"], "--send", "--json").json  # fmt: skip
    assert (logged["state"], logged["category"].partition(".")[0]) == ("routed", "engine")
    number = logged["number"]
    for move in (
        ("accept", "--whom", "陈工"),
        ("receive",),
        ("resolve", "--outcome", "repaired", "--work", "更换点火线圈"),
    ):
        assert shown("case", "advance", number, *move).status == 0
    assert shown("case", "close", number, "--json").json["state"] == "closed"


def test_every_page_of_the_queue_once(shown: Any) -> None:
    numbers, after = [], ()
    while after is not None:
        page = shown("queue", "--limit", 50, *after, "--json").json
        numbers += [row["number"] for row in page["rows"]]
        after = ("--after", page["after"]) if page["after"] else None
    assert len(numbers) == len(set(numbers)) > 100


def test_five_hundred_questions_with_one_opening(shown: Any) -> None:
    asked = "\n".join(f"{number:04d}" for number in range(1000, 10_000, 18)).encode()
    said = shown("lookup", "-", "--limit", 3, stdin=asked)
    assert len([json.loads(line) for line in said.lines]) == 500


@pytest.mark.parametrize(
    "argv",
    [
        ("queue", "--limit", 30),
        ("lookup", "5678"),
        ("card", "C000001"),
        ("points", "near", "--place", "上海", "--skill", "engine"),
        ("case", "show", "4821-7"),
        ("category", "suggest", "热车后熄火"),
    ],
)
def test_columns_stand_under_each_other_in_chinese(shown: Any, argv: tuple[Any, ...]) -> None:
    from rich.cells import cell_len

    said = shown(*argv, "--language", "zh_CN")
    assert said.status == 0
    assert re.search("[\u4e00-\u9fff]", said.out)
    if argv[0] == "queue":
        column = {cell_len(line[: line.index("  ")]) for line in said.lines[1:-1]}
        assert len(column) == 1
