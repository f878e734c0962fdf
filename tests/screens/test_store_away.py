"""A console that has lost its database says so, keeps what is typed, tries again, and goes on: on every screen.

The store is a file that is moved away, and a PostgreSQL that is stopped; both come back.
"""

import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from typing import Any

import frame_demo as frame
import log_world as w
import pytest
from sqlalchemy import func, select, update
from sqlmodel import col

from callcenter.cases.models import Case
from callcenter.cases.views import Intake, Logged, PlaceSaid
from callcenter.desk import floor
from callcenter.dispatch.views import Choice
from callcenter.people.models import Draft
from callcenter.store import migrate, postgresql_engine
from callcenter.store.models import Event
from callcenter.store.store import Store
from screens import app as app_module
from screens import away
from screens.app import CallcenterApp
from screens.desk.new_customer import NewCustomerScreen
from screens.journal import Journal
from screens.log.screen import LogScreen
from screens.queue.screen import QueueScreen
from screens.read_back.screen import ReadBackScreen, ReadText
from screens.send.screen import SendScreen
from screens.widgets.field import Field, Words
from screens.widgets.ledger import Ledger
from screens.widgets.short_form import ShortForm
from tests import own_server
from tests.own_server import OwnServer

TO_DO = ("✗ Not done: Check the server", "✗ Not done: Put the store back")
LOST = "! store away, trying again"
HERE = PlaceSaid(city="上海", lat=31.2304, lon=121.4737)
_names = (f"away{number}" for number in count(1))


class FileStore:
    """A store in a file; lost when the file is moved away."""

    def __init__(self, path: Path) -> None:
        self.location, self._path, self._away = str(path), path, path.with_name("away")

    def lose(self) -> None:
        """Move it away."""
        self._path.rename(self._away)

    def find(self) -> None:
        """Put it back."""
        if self._away.exists():
            self._away.rename(self._path)


class ServerStore:
    """A store on PostgreSQL; lost when the server is stopped."""

    def __init__(self, server: OwnServer, location: str) -> None:
        self.server, self.location = server, location
        self.lost = False

    def lose(self) -> None:
        """Stop the server."""
        self.lost = True
        self.server.stop()

    def find(self) -> None:
        """Start it again."""
        if self.lost:
            self.lost = False
            self.server.start()


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str, Path], Any]]:
    """Copies of a furnished store of either kind, made once a module."""
    path = tmp_path_factory.mktemp("away") / "furnished.sqlite3"
    servers: list[OwnServer] = []
    with own_server.running() as server:

        def make(kind: str, folder: Path) -> Any:
            if kind == "sqlite":
                if not path.exists():
                    _fill(str(path))
                return FileStore(Path(shutil.copy(path, folder / "store.sqlite3")))
            if not servers:
                _fill(server.database("furnished"))
                servers.append(server)
            return ServerStore(server, server.database(next(_names), "furnished"))

        yield make


def _fill(location: str) -> None:
    store = Store(location)
    migrate.upgrade(store)
    store.close()
    w.furnish(location).store.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def place(
    request: pytest.FixtureRequest,
    furnished: Callable[[str, Path], Any],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Any]:
    monkeypatch.setattr(away, "BACK_OFF", (0.02,))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    made = furnished(request.param, tmp_path)
    yield made
    made.find()


class Seat:
    """An agent at a console whose store comes and goes."""

    def __init__(self, world: w.World, place: Any, app: CallcenterApp, pilot: Any, state: Path) -> None:
        self.world, self.place, self.app, self.pilot, self.state = world, place, app, pilot, state

    @property
    def screen(self) -> Any:
        """The screen in front."""
        return self.app.screen

    @property
    def said(self) -> str:
        """The newest sentence that was said."""
        return str(self.app.said[-1]) if self.app.said else ""

    async def lose(self) -> None:
        """The store goes; the top line says so by itself."""
        self.place.lose()
        self.app._feed.look()
        await self.until(lambda: LOST in self.top)

    async def find(self) -> None:
        """It comes back, and the top line is as before."""
        self.place.find()
        await self.until(lambda: "store" not in self.top)
        await w.settle(self.pilot)

    @property
    def top(self) -> str:
        """The top line of the whole screen in front."""
        front: Any = self.app.front
        return str(front.query_one("StatusLine").render().plain)

    async def until(self, condition: Callable[[], Any]) -> None:
        """Let the console work until something holds."""
        for _ in frame.tries():
            if condition():
                return
            await self.pilot.pause()
        raise AssertionError(f"{self.top}\n{w.shown(self.app)}")

    async def press(self, *keys: str) -> None:
        """Press keys, and let the console work."""
        for key in keys:
            await self.pilot.press(key)
        await self.pilot.pause()

    async def refused(self, *keys: str) -> None:
        """Press keys; the outcome is one sentence that says what was not done."""
        before = len(self.app.said)
        await self.press(*keys)
        await self.until(lambda: len(self.app.said) > before and self.said.startswith("✗ Not done: "))
        assert "ou typed is kept" in self.said

    async def go(self, name: str, *args: Any, wait: bool = True, **kwargs: Any) -> None:
        """Open a screen."""
        self.app.go(name, *args, **kwargs)
        await (w.settle(self.pilot) if wait else self.pilot.pause())

    def in_journal(self, words: str) -> bool:
        """Whether the words are safe in the private file."""
        said = words.encode("ascii", "backslashreplace")
        return any(said in path.read_bytes() for path in self.state.glob("*.jsonl"))

    def drafts(self) -> list[dict[str, Any]]:
        """The drafts that the store holds."""
        with self.world.store.read() as connection:
            return list(connection.execute(select(col(Draft.body))).scalars())

    def events(self, verb: str) -> int:
        """How often something was done."""
        with self.world.store.read() as connection:
            found = select(func.count()).select_from(Event).where(col(Event.verb) == verb)
            return int(connection.execute(found).scalar_one())


@pytest.fixture
def world(place: Any) -> Iterator[w.World]:
    made = w.World(Store(place.location), w.Settings(store=place.location, agent="wangfang",
                                                     zone="Asia/Shanghai", region="CN"))  # fmt: skip
    with w.clock_at(made):
        yield made
    made.store.close()


@asynccontextmanager
async def sitting(world: w.World, place: Any, state: Path) -> AsyncIterator[Seat]:
    app = CallcenterApp(lambda: world.desk, guard=False, journal=Journal(state, place.location, "wangfang"))
    async with app.run_test(size=(120, 40)) as pilot:
        await w.settle(pilot)
        yield Seat(world, place, app, pilot, state)
        place.find()


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "state"


def logged(world: w.World, *, sent: bool = False) -> Logged:
    intake = Intake("fault", w.STALLS, 1, item_id=1, category="engine.stalls", way="bring_in", place=HERE,
                    language="zh")  # fmt: skip
    proposal = world.desk.propose(world.desk.wish_for(intake))
    return world.desk.log("first", intake, Choice(proposal.rows[0].point_id, proposal) if sent else None)


async def test_on_the_desk_the_search_goes_on_by_itself(world: w.World, place: Any, state: Path) -> None:
    async with sitting(world, place, state) as seat:
        await seat.lose()
        field = seat.screen.query_one(Field)
        field.value = "139 1234 5678"
        await seat.press()
        assert field.value == "139 1234 5678"
        assert LOST in seat.top
        await seat.find()
        await seat.until(lambda: "Wang Xiaoming" in w.shown(seat.app))
        assert field.value == "139 1234 5678"


async def test_a_form_keeps_its_words_and_logs_once(world: w.World, place: Any, state: Path) -> None:
    async with sitting(world, place, state) as seat:
        await seat.go("log", 1, calling=w.WANG)
        await seat.lose()
        seat.screen.query_one(Words).insert(w.STALLS)
        await seat.until(lambda: seat.in_journal(w.STALLS))
        await seat.refused("ctrl+s")
        assert isinstance(seat.screen, LogScreen)
        assert seat.screen.query_one(Words).value == w.STALLS
        assert LOST in seat.top
        await seat.find()
        await seat.until(lambda: any(w.STALLS in str(body) for body in seat.drafts()))
        await seat.press("ctrl+s")
        await seat.until(lambda: isinstance(seat.screen, ReadBackScreen))
        await w.settle(seat.pilot)
        assert len(world.cases()) == 1
        assert seat.drafts() == []


async def test_a_form_that_is_opened_meanwhile_fills_when_the_store_is_back(
    world: w.World, place: Any, state: Path
) -> None:
    world.desk.keep_draft("log", "customer:1", {"description": "from before. "})
    async with sitting(world, place, state) as seat:
        await seat.lose()
        await seat.go("log", 1, calling=w.WANG, wait=False)
        await seat.until(lambda: isinstance(seat.screen, LogScreen) and seat.screen.query(Words))
        seat.screen.query_one(Words).insert(w.STALLS)
        await seat.until(lambda: seat.in_journal(w.STALLS))
        assert LOST in seat.top
        await seat.find()
        await seat.until(lambda: seat.screen.query_one(Words).value == f"from before. {w.STALLS}")
        await seat.until(lambda: "王小明" in w.shown(seat.app))
        await seat.until(
            lambda: [body["description"] for body in seat.drafts()] == [f"from before. {w.STALLS}"]
        )


async def test_the_points_come_when_the_store_is_back_and_the_case_is_sent_once(
    world: w.World, place: Any, state: Path
) -> None:
    case = logged(world)
    async with sitting(world, place, state) as seat:
        await seat.lose()
        await seat.go("send", case.case_id, wait=False)
        await seat.until(lambda: isinstance(seat.screen, SendScreen) and LOST in seat.top)
        await seat.find()
        await seat.until(lambda: "永达浦东" in w.shown(seat.app))
        await seat.lose()
        await seat.refused("enter")
        await seat.find()
        await seat.press("enter")
        await seat.until(lambda: isinstance(seat.screen, ReadBackScreen))
        await w.settle(seat.pilot)
        assert len(world.dispatches()) == 1


async def test_what_to_say_comes_when_the_store_is_back(world: w.World, place: Any, state: Path) -> None:
    case = logged(world, sent=True)
    async with sitting(world, place, state) as seat:
        await seat.lose()
        await seat.go("read_back", case.case_id, customer_id=1, wait=False)
        await seat.until(lambda: isinstance(seat.screen, ReadBackScreen) and LOST in seat.top)
        await seat.find()
        await seat.until(lambda: case.number in w.shown(seat.app))
        assert "您的工单号是" in seat.screen.query_one(ReadText).text
        await seat.lose()
        assert "您的工单号是" in seat.screen.query_one(ReadText).text
        await seat.find()


async def test_a_move_of_a_case_is_done_once_and_its_form_keeps_its_words(
    world: w.World, place: Any, state: Path
) -> None:
    case = logged(world)
    async with sitting(world, place, state) as seat:
        await seat.go("case", case.case_id)
        await seat.lose()
        await seat.press("m")
        await seat.until(lambda: isinstance(seat.screen, ShortForm))
        await seat.until(lambda: seat.screen.query(Words))
        seat.screen.query_one(Words).insert("客户说只在早上响")
        await seat.refused("ctrl+s")
        assert isinstance(seat.screen, ShortForm)
        assert seat.screen.typed["note"] == "客户说只在早上响"
        assert LOST in seat.top, "the whole screen behind the form says it"
        assert seat.in_journal("客户说只在早上响")
        assert w.message(seat).startswith(TO_DO), "what to do stands first, for the line may end early"
        await seat.find()
        assert w.message(seat) == "", "it is so no more"
        await seat.press("ctrl+s")
        await seat.until(
            lambda: "客户说只在早上响" in w.shown(seat.app) and not isinstance(seat.screen, ShortForm)
        )
        assert seat.events("case.noted") == 1
        assert seat.drafts() == []


async def test_the_queue_is_read_when_the_store_is_back(world: w.World, place: Any, state: Path) -> None:
    case = logged(world)
    async with sitting(world, place, state) as seat:
        await seat.lose()
        await seat.go("queue", wait=False)
        await seat.until(lambda: isinstance(seat.screen, QueueScreen) and LOST in seat.top)
        seat.screen.query_one("#filter", Field).value = case.number
        await seat.press()
        await seat.find()
        await seat.until(lambda: [row.number for row in seat.screen.query_one(Ledger).rows] == [case.number])
        assert seat.screen.query_one("#filter", Field).value == case.number


async def test_a_store_that_comes_back_as_another_one_is_read_anew(
    world: w.World, place: Any, state: Path
) -> None:
    """A restored backup tells of no change: its feed may have passed the place where the console was."""
    case = logged(world)
    async with sitting(world, place, state) as seat:
        await seat.go("queue")
        await seat.until(lambda: case.number in [row.number for row in seat.screen.query_one(Ledger).rows])
        other = Store(place.location)
        with other.write() as connection:  # no change is written
            this = update(Case).where(col(Case.id) == case.case_id)
            connection.execute(this.values(description="quite another store", closed_at=col(Case.logged_at)))
        other.close()
        await seat.lose()
        await seat.until(lambda: LOST in seat.top)
        await seat.find()
        await seat.until(
            lambda: case.number not in [row.number for row in seat.screen.query_one(Ledger).rows]
        )


async def test_a_new_customer_is_put_on_file_once(world: w.World, place: Any, state: Path) -> None:
    async with sitting(world, place, state) as seat:
        await seat.lose()
        seat.app.push_screen(NewCustomerScreen("+86 139 0000 1111"))
        await seat.until(
            lambda: isinstance(seat.screen, NewCustomerScreen) and seat.screen.query("#new-name")
        )
        seat.screen.query_one("#new-name", Field).value = "陈静"
        await seat.until(lambda: seat.in_journal("陈静"))
        await seat.refused("ctrl+s")
        assert seat.screen.query_one("#new-name", Field).value == "陈静"
        await seat.find()
        await seat.press("ctrl+s")
        await seat.until(lambda: not isinstance(seat.screen, NewCustomerScreen))
        await w.settle(seat.pilot)
        assert len([row for row in world.desk.find("陈静").rows if row.kind == "customer"]) == 1


@pytest.mark.parametrize("place", ["postgresql"], indirect=True)
async def test_a_server_that_hangs_is_noticed_and_one_that_cuts_off_is_not(
    world: w.World, place: Any, state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app_module, "POLL", 3600.0)  # no look is under way when the server cuts off
    monkeypatch.setattr(floor, "LOOK_S", 0.2)
    monkeypatch.setattr(postgresql_engine, "GRACE_S", 0.1)
    monkeypatch.setitem(postgresql_engine._NETWORK, "connect_timeout", 2)
    fresh = w.World(Store(place.location), world.settings)  # the timeouts are those of its connections
    async with sitting(fresh, place, state) as seat:
        with place.server.frozen():
            seat.app._feed.look()
            await seat.until(lambda: LOST in seat.top)
        monkeypatch.setattr(floor, "LOOK_S", 30.0)  # a busy machine is not a fault
        await seat.find()
        place.server.cut()
        told = len(seat.app.said)
        await seat.go("log", 1, calling=w.WANG)
        assert "王小明" in w.shown(seat.app)
        assert "store" not in seat.top
        assert len(seat.app.said) == told
    fresh.store.close()
