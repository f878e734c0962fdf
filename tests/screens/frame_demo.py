"""A small but honest screen on the frame, and a desk that answers when it is told to."""

import threading
import time
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

from textual import on
from textual.app import ComposeResult
from textual.pilot import Pilot

from callcenter.desk.views import ChangeRow, Counts, News, Ring
from callcenter.errors import Refused
from callcenter.i18n import N_
from screens.app import CallcenterApp
from screens.base import CallcenterScreen
from screens.commands import Command
from screens.messages import StoreChanged
from screens.widgets.field import Caption, Drafting, Field, Words
from screens.widgets.footer import Footer
from screens.widgets.ledger import Cell, Column, Ledger
from screens.widgets.message_line import MessageLine
from screens.widgets.status_line import StatusLine


class Desk:
    """Upper-cases words; a gate holds an answer back until the test opens it."""

    def __init__(self) -> None:
        self.me = SimpleNamespace(name="王芳")
        self.gates: dict[str, threading.Event] = {}
        self.saved: list[str] = []
        self.rings: tuple[Ring, ...] = ()
        self.feed: list[ChangeRow] = [ChangeRow(1, "case", "case", 1)]

    def find(self, text: str) -> tuple[str, ...]:
        gate = self.gates.get(text)
        if gate is not None:
            assert gate.wait(60)
        return tuple(f"{text.upper()} {number}" for number in range(1, 4))

    def save(self, text: str) -> str:
        if text == "bad":
            raise Refused(N_("“{text}” can't be saved; say it otherwise."), text=text)
        gate = self.gates.get(text)
        if gate is not None:
            assert gate.wait(60)
        self.saved.append(text)
        return text

    def counts(self) -> Counts:
        return Counts(mine=3, due_soon=1, overdue=0, alarms=0, by_phone=0, undelivered=0)

    def ringing(self) -> tuple[Ring, ...]:
        return self.rings

    def changes_since(self, position: str | None) -> News:
        return News(str(len(self.feed)), tuple(self.feed[int(position or len(self.feed)) :]))

    def listen(self, _heard: Callable[[], None]) -> Any:
        return SimpleNamespace(close=lambda: None)


def cells(row: str) -> tuple[Cell, ...]:
    word, _, number = row.rpartition(" ")
    return word, (number, "soon")


class DemoScreen(CallcenterScreen[None]):
    TAB = "desk"
    HELP_TEXT = N_("Type a word; it is found as you type.")
    ACTIONS = (
        Command("demo.find-again", "f", N_("find again"), N_("Put the cursor into the field"), 50),
        Command("demo.save", "ctrl+s", N_("save"), N_("Save what is typed"), 60),
        Command("demo.other", "o", N_("other"), N_("Another screen over this one"), 40),
        Command("demo.hidden", "x", N_("never"), N_("Never possible"), 99, when=lambda screen: False),
        Command("demo.breaks", "b", N_("break"), N_("Breaks"), 1),
    )

    def __init__(self) -> None:
        super().__init__()
        self.changes: list[StoreChanged] = []
        self.paused: list[str] = []
        self.arrived = 0

    def body(self) -> ComposeResult:
        yield Caption(N_("Word"))
        yield Field(placeholder=N_("a word"), id="word")
        yield Words(id="words")
        yield Ledger(
            (Column(N_("What"), 10, grow=1, priority=9), Column(N_("No"), 6, right=True)),
            cells,
            key=str,
            choose=N_("open it"),
            empty=N_("Nothing found yet."),
            id="list",
        )

    @on(Field.Changed, "#word")
    def look(self, event: Field.Changed) -> None:
        if event.value:
            self.ask(lambda desk: desk.find(event.value), self.query_one(Ledger).set_rows, group="find")

    @on(Drafting.DraftPause)
    def kept(self, event: Drafting.DraftPause) -> None:
        self.paused.append(event.value)

    @on(Ledger.Chosen)
    def chosen(self, event: Ledger.Chosen) -> None:
        self.tell(f"chosen {event.row}")

    def arrive(self) -> None:
        self.arrived += 1

    def store_changed(self, change: StoreChanged) -> None:
        self.changes.append(change)

    def action_find_again(self) -> None:
        self.query_one("#word").focus()

    def action_save(self) -> None:
        word = self.query_one("#word", Field).value
        self.do(lambda desk: desk.save(word), told=lambda saved: f"saved {saved}")

    def action_other(self) -> None:
        self.app.push_screen(OtherScreen())

    def action_hidden(self) -> None:
        raise AssertionError

    def action_breaks(self) -> None:
        raise RuntimeError("a fault")


class OtherScreen(CallcenterScreen[None]):
    TAB = "desk"

    def body(self) -> ComposeResult:
        yield Field(id="other")


class QueueDemo(CallcenterScreen[None]):
    TAB = "queue"

    def body(self) -> ComposeResult:
        yield Ledger((Column("", 10),), cells, empty=N_("Nothing waits."))


class DemoApp(CallcenterApp):
    MODES = {"desk": DemoScreen, "queue": QueueDemo}


def make(desk: Any | None = None, **options: Any) -> DemoApp:
    """An app on a demo desk; a callable opens it."""
    here = Desk() if desk is None else desk
    opener: Callable[[], Any] = here if callable(here) else lambda: here
    return DemoApp(opener, **{"guard": False, **options})


def tries() -> Iterator[None]:
    """Looks for something that comes true by itself: as many as a minute allows, on a busy machine too."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        yield


async def until(pilot: Pilot[Any], condition: Callable[[], bool]) -> None:
    """Let the console work until something holds."""
    for _ in tries():
        if condition():
            return
        await pilot.pause()
    raise AssertionError(f"{status(pilot.app)} {message(pilot.app)}")  # type: ignore[arg-type]


async def settle(pilot: Pilot[Any]) -> None:
    """Until nothing is under way between the desk and the screen."""
    app = pilot.app
    assert isinstance(app, CallcenterApp)
    calm = 0  # a key that opens a form asks for its draft first, and the form is made a few turns later
    for _ in tries():
        await pilot.pause()
        idle = app.bridge.idle() and not app._ahead and getattr(app.screen, "stands", True)
        calm = calm + 1 if idle else 0
        if calm == 3:
            break
    await pilot.pause()


def footer(app: CallcenterApp) -> str:
    return app.screen.query_one(Footer).render().plain


def message(app: CallcenterApp) -> str:
    return app.screen.query_one(MessageLine).render().plain.strip()


def status(app: CallcenterApp) -> str:
    return app.screen.query_one(StatusLine).render().plain


def painted(widget: Any) -> list[str]:
    return ["".join(part.text for part in widget.render_line(y)) for y in range(widget.size.height)]
