"""A small store, and commands run against it as a person types them: status, what is said, what goes wrong."""

import io
import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, update
from sqlmodel import col

from callcenter import clock
from callcenter import settings as house_settings
from callcenter.callers.models import Customer, Item, Purchase
from callcenter.callers.views import NewCustomer
from callcenter.cli.main import main
from callcenter.desk.agent import open_agent_desk
from callcenter.points.models import PointAbility, ServicePoint
from callcenter.store.store import Store

MONDAY = datetime(2026, 3, 2, 2, 40, tzinfo=UTC)


@dataclass(frozen=True)
class Said:
    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        assert self.status in (0, 1), self.err
        return json.loads(self.out)

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()

    def refused(self, status: int = 1) -> str:
        """The one sentence of what went wrong."""
        assert (self.status, self.out) == (status, "")
        assert self.err.startswith("callcenter: ")
        assert self.err.count("\n") == 1
        return self.err.removeprefix("callcenter: ").rstrip("\n")


Run = Callable[..., Said]


@pytest.fixture(scope="session")
def small_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """王小明 with a Buick, Grace Turner in London, and four points, three of them in Shanghai."""
    path = tmp_path_factory.mktemp("cli") / "small.sqlite3"
    clock.use(lambda: MONDAY)
    chosen = house_settings.load(
        environment={}, store=str(path), agent="wangfang", zone="Asia/Shanghai", region="CN"
    )
    desk = open_agent_desk(chosen)
    wang = desk.new_customer("a", NewCustomer("王小明", ("139 1234 5678", "021 5888 1234"), city="上海市"))
    grace = desk.new_customer("b", NewCustomer("Grace Turner", ("+44 20 7946 0018",), country="GB"))
    assert (wang, grace) == (1, 2)
    _furnish(desk.store)
    desk.store.close()
    clock.use(None)
    return path


def _furnish(store: Store) -> None:
    with store.write() as connection:
        home = {"external_id": "C1", "lat": 31.2128, "lon": 121.5268, "language": "zh_CN", "country": "CN"}
        connection.execute(update(Customer).where(col(Customer.id) == 1).values(**home))
        car = {"brand": "Buick", "product": "Excelle", "line": "car", "plate": "沪A·12345"}
        connection.execute(insert(Item).values(id=1, **car))
        connection.execute(insert(Purchase).values(item_id=1, customer_id=1))
        connection.execute(insert(ServicePoint), [dict(zip(_COLUMNS, row, strict=True)) for row in _POINTS])
        connection.execute(
            insert(PointAbility),
            [
                {"point_id": point, "kind": kind, "value": value}
                for point, kind, value in (
                    *((point, "way", "bring_in") for point in (1, 2, 3, 4)),
                    *((point, "skill", "engine") for point in (1, 2, 4)),
                    (3, "skill", "laundry"),
                )
            ],
        )


_COLUMNS = ("id", "external_id", "name", "city", "lat", "lon", "opening_hours", "daily_capacity", "timezone")
_POINTS = (
    (1, "P1", "永达浦东", "上海市", 31.22, 121.53, "24/7", 8, "Asia/Shanghai"),
    (2, "P2", "泰安维修", "上海市", 31.25, 121.50, "Mo-Fr 08:30-18:00", 4, "Asia/Shanghai"),
    (3, "P3", "美的浦东服务中心", "上海市", 31.23, 121.52, None, None, "Asia/Shanghai"),
    (4, "P4", "Fiji Motors", "Suva", -17.0, 179.95, "Mo-Su 00:00-00:01", None, "Pacific/Fiji"),
)


@pytest.fixture
def place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, small_store: Path) -> Path:
    """The store that commands work on, at Monday 10:40 in Shanghai."""
    path = Path(shutil.copy(small_store, tmp_path / "store.sqlite3"))
    monkeypatch.setenv("CALLCENTER_STORE", str(path))
    monkeypatch.setenv("CALLCENTER_AGENT", "wangfang")
    monkeypatch.setenv("CALLCENTER_ZONE", "Asia/Shanghai")
    monkeypatch.setenv("CALLCENTER_REGION", "CN")
    clock.use(lambda: MONDAY)
    return path


@pytest.fixture
def run(place: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """``run("phone", "-", stdin=b"...")``: what the command says."""

    def typed(*argv: object, stdin: bytes = b"") -> Said:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
        status = main([str(word) for word in argv], run_ui=lambda **_given: 0)
        said = capsys.readouterr()
        assert "Traceback" not in said.err
        return Said(status, said.out, said.err)

    return typed
