"""All that is held on one customer, in one file, and nothing of anybody else."""

import json
from pathlib import Path
from typing import Any

import pytest

from callcenter import i18n
from callcenter.desk.personal.inventory import HOLDINGS
from callcenter.errors import Invalid, NotFound


def exported(life: Any, path: Path) -> dict[str, Any]:
    assert life.admin.export_customer(life.customer, path) > 20
    return dict(json.loads(path.read_text(encoding="utf-8")))


def test_everything_that_was_said_and_stored_is_in_it(
    life: Any, tmp_path: Path, secrets: tuple[str, ...]
) -> None:
    path = tmp_path / "held.json"
    told = exported(life, path)
    said = path.read_text(encoding="utf-8")
    assert [one for one in secrets if one not in said] == []
    assert path.stat().st_mode & 0o777 == 0o600
    assert told["customer_id"] == life.customer
    assert {"customer", "contact", "phone", "case", "event_words", "promise", "chaser", "call"} <= set(
        told["held"]
    )
    assert all(table["what"] and table["rows"] for table in told["held"].values())


def test_nothing_of_others_is_in_it(life: Any, tmp_path: Path) -> None:
    path = tmp_path / "held.json"
    exported(life, path)
    said = path.read_text(encoding="utf-8")
    assert "欧阳小华" not in said
    assert "1111 2222" not in said
    assert "李雷" not in said
    assert "salt" not in said


def test_what_somebody_else_owns_now_is_named_without_their_details(life: Any, tmp_path: Path) -> None:
    house = life.house
    house.desk().new_owner("r1", life.item, life.other)
    told = exported(life, tmp_path / "held.json")
    item = told["held"]["item"]["rows"][0]
    assert item["product"] == "Excelle"
    assert "plate" not in item
    erased = life.erase()
    assert "item" not in erased.counts
    assert house.desk().find("沪B·77777").rows[0].customer_id == life.other


def test_times_have_their_zone(life: Any, tmp_path: Path) -> None:
    i18n.use(zone="Asia/Shanghai")
    told = exported(life, tmp_path / "held.json")
    assert told["zone"] == "Asia/Shanghai"
    assert told["held"]["case"]["rows"][0]["logged_at"] == "2026-03-02T10:40:00+08:00"


def test_people_read_it_as_text(life: Any, tmp_path: Path, secrets: tuple[str, ...]) -> None:
    path = tmp_path / "held.txt"
    life.admin.export_customer(life.customer, path)
    said = path.read_text(encoding="utf-8")
    assert [one for one in secrets if one not in said] == []
    assert "\nThe customer as on file\n" in said


def test_what_can_go_wrong_is_said(life: Any, tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="json"):
        life.admin.export_customer(life.customer, tmp_path / "held.doc")
    with pytest.raises(Invalid, match="can't be written"):
        life.admin.export_customer(life.customer, tmp_path / "none" / "held.json")
    with pytest.raises(NotFound):
        life.admin.export_customer(999, tmp_path / "held.json")


def test_every_table_has_its_words_in_the_file(life: Any) -> None:
    assert len({holding.name for holding in HOLDINGS}) > 25
