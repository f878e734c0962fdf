"""The terminal program: two modes, the frame's state, and what must happen when something breaks.

Imports Textual and the light parts of callcenter only: the first frame stands before the store is open.
"""

import gc
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import partial
from importlib import import_module
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual.app import App, ScreenStackError
from textual.dom import DOMNode
from textual.filter import NoColor
from textual.screen import Screen
from textual.widget import AwaitMount

from callcenter import i18n
from callcenter.errors import CallcenterError
from callcenter.i18n import N_, _

from . import keymap, themes
from .base import CallcenterScreen
from .beside import Beside, Hand
from .bridge import Bridge, StoreState, is_expected
from .calls.about import LIST_COMMANDS, AboutCalls
from .calls_open.opened import CALL_COMMANDS, OpensCalls
from .commands import Acts, Command, known
from .ending import Ends
from .feed import Feed
from .guard import Guarded
from .journal import Journal
from .key_order import KeysInOrder
from .messages import LanguageChanged, StoreChanged
from .requests import Requests
from .standing import status_of
from .steady_styles import SteadyStyles
from .widgets.field import is_text
from .widgets.message_line import MessageLine, Said, hush
from .widgets.status_line import Status, StatusLine

if TYPE_CHECKING:
    from callcenter.desk.views import News

PLAIN_LOCALE = N_("The locale is plain ASCII: where names look torn, set LC_ALL=C.UTF-8.")
EVERYWHERE = N_("Everywhere")
SCREENS_OF_OURS = {
    "desk": "DeskScreen", "log": "LogScreen", "send": "SendScreen", "read_back": "ReadBackScreen",
    "case": "CaseScreen", "queue": "QueueScreen", "deliveries": "DeliveriesScreen", "calls": "CallsScreen",
    "calls_open": "CallScreen",
}  # fmt: skip
"""The screen of each package beside this file, in its module ``screen``."""
POLL = 1.0
"""Seconds between two looks at the change feed, where no poke comes."""
FIGURES = 30.0
"""Seconds until the figures of the top line are counted anew: time alone makes things due."""


def screen_class(name: str) -> type[Screen[Any]]:
    """Import a screen when it is first wanted.

    Args:
        name: ``desk``, ``log``, ``case`` or ``queue``.
    """
    found: type[Screen[Any]] = getattr(import_module(f".{name}.screen", __package__), SCREENS_OF_OURS[name])
    return found


def _make(name: str) -> Screen[Any]:
    return screen_class(name)()


def _everything() -> Any:
    from .palette import Everything

    return Everything


class CallcenterApp(
    Guarded, Acts, KeysInOrder, Ends, Beside, OpensCalls, AboutCalls, App[int], inherit_bindings=False
):
    """The console.

    Args:
        open_desk: opens the store and gives the agent's desk; runs in a thread.
        theme: a theme's name, else the terminal's best.
        keys: command id to keys, from the settings.
        guard: false in tests: a broken handler then ends the app.
        journal: holds what is typed until the store has it.
        worker: makes what empties the outbox beside the typing; called in a thread once the store is open.
        note: what to say first (message id).
    """

    CSS_PATH = Path(__file__).with_name("app.tcss")
    MODES = {name: partial(_make, name) for name in ("desk", "queue", "calls", "deliveries")}
    DEFAULT_MODE = "desk"
    COMMANDS: ClassVar[set[Any]] = {_everything}
    COMMAND_PALETTE_BINDING = "ctrl+p"
    ALLOW_SELECT = False
    TITLE = "callcenter"
    ACTIONS = (
        Command("app.help", "question_mark,f1", N_("help"), N_("Keys and help of this screen"), 0,
                EVERYWHERE),
        Command("app.find", "slash", N_("find"), N_("To the desk's field, for another caller"), 4,
                EVERYWHERE),
        Command("app.desk", "f2", N_("desk"), N_("To the desk"), 2, EVERYWHERE,
                when=lambda self: self.current_mode != "desk"),
        Command("app.queue", "f3", N_("queue"), N_("To the queue"), 3, EVERYWHERE,
                when=lambda self: self.current_mode != "queue"),
        Command("app.deliveries", "f10", N_("not delivered"),
                N_("To what was not delivered or must be told by phone"), 0, EVERYWHERE,
                when=lambda self: self.current_mode != "deliveries"),
        Command("app.palette", "ctrl+p", N_("all commands"), N_("Find any command by its words"), 1,
                EVERYWHERE, action="command_palette"),
        Command("app.leave", "ctrl+q", N_("leave"), N_("Leave the console; drafts are kept"), 0, EVERYWHERE),
        Command("app.how-to-leave", "ctrl+c", N_("leave?"), N_("Says how to leave"), 0, EVERYWHERE),
        *CALL_COMMANDS,
        *LIST_COMMANDS,
    )  # fmt: skip

    def __init__(
        self,
        open_desk: Callable[[], Any],
        *,
        theme: str | None = None,
        keys: Mapping[str, str] | None = None,
        guard: bool = True,
        journal: Journal | None = None,
        worker: Callable[[], Hand] | None = None,
        note: str = "",
    ) -> None:
        self.status = Status()
        best = themes.fitting(theme)  # before Textual takes NO_COLOR out of the environment
        super().__init__()
        if self.no_color:
            self._filters = [NoColor()]  # Textual would paint shades of grey, for its theme isn't set yet
        self._feed = Feed(self)
        self.requests = Requests()
        self.bridge = Bridge(self, lambda: self._feed.begin(open_desk()), journal)
        self._note = note
        self._make_worker = worker
        self._store_was = ""
        self.said: deque[Said] = deque(maxlen=30)
        self.said_at = 0.0
        self.guard = guard
        self._keys = dict(keys or {})
        for one in themes.THEMES.values():
            self.register_theme(one)
        self.theme = self._first_theme = best
        self._recoloured = False
        self.stylesheet = SteadyStyles(variables=self.get_css_variables())

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Our own variables, for themes that lack them."""
        return dict(themes.DEFAULTS)

    def refresh_css(self, animate: bool = True) -> None:
        """Textual's own, once the colours have changed; until then widgets have their styles already."""
        self._recoloured = self._recoloured or self.theme != self._first_theme
        if self._recoloured:
            super().refresh_css(animate)
        else:
            for screen in self.screen_stack:
                screen._css_update_count = self._css_update_count

    def on_mount(self) -> None:
        """Start what goes on beside the typing: the store, the change feed, signals."""
        self.listen_to_signals()
        self.watch_the_line()
        self.set_keymap(keymap.check(self._keys, known())[0])
        self.call_after_refresh(self._painted)
        self.set_interval(POLL, self._feed.look)
        self.set_interval(FIGURES, self._ask_status)
        self.set_interval(FIGURES, self.look_at_calls)

    def _painted(self) -> None:
        if not gc.isenabled():  # launch turned it off
            gc.freeze()
            gc.enable()
        self.bridge.start()
        self.show_cursor()
        if self._note:
            self.say(Said(_(self._note), "warn"))
        if self._keys:
            self.set_timer(0.5, self._check_keys)

    def show_cursor(self) -> None:
        """Show the terminal's own cursor; Textual moves it to the caret but keeps it hidden."""
        if self._driver is not None and not self.is_headless:
            self._driver.write("\x1b[?25h")

    def _check_keys(self) -> None:
        for name in SCREENS_OF_OURS:
            with suppress(ImportError):
                screen_class(name)
        good, faults = keymap.check(self._keys, known())
        self.set_keymap(good)
        for fault in faults:
            self.say(Said(i18n.sentence(fault), "warn"))

    def _get_screen(self, screen: Screen[Any] | str) -> tuple[Screen[Any], AwaitMount]:
        """Textual's own, behind the screen's styles: from Python 3.12 on a screen is composed at once."""
        found = self.get_screen(screen)
        if not found.is_running:
            self._load_screen_css(found)
        return super()._get_screen(found)

    def clear_selection(self) -> None:
        """Textual's own; from Python 3.12 on a field of the first screen asks before the screen stands."""
        with suppress(ScreenStackError):
            super().clear_selection()

    # Going about

    def go(self, name: str, *args: Any, **kwargs: Any) -> None:
        """Put a screen in front: ``go("case", case_id)``; Esc comes back.

        Args:
            name: ``log``, ``case``, or the mode ``desk`` or ``queue``.
            *args: what the screen's class takes.
            **kwargs: likewise.
        """
        if name in self.MODES:
            self.switch_mode(name)
        else:
            self.push_screen(screen_class(name)(*args, **kwargs))

    def action_desk(self) -> None:
        """To the desk."""
        self.switch_mode("desk")

    def action_queue(self) -> None:
        """To the queue."""
        self.switch_mode("queue")

    def action_deliveries(self) -> None:
        """To what was not delivered."""
        self.switch_mode("deliveries")

    def action_find(self) -> None:
        """To the desk's field; what stands over it keeps its drafts and goes."""
        self.switch_mode("desk")
        while len(self.screen_stack) > 1:
            cast(CallcenterScreen[Any], self.screen).keep()
            self.pop_screen()
        cast(Any, self.screen).action_find()

    def action_help(self) -> None:
        """Keys and help of the screen in front."""
        from .help.screen import HelpScreen

        self.push_screen(HelpScreen(self.screen, tuple(str(said) for said in self.said)))

    def action_how_to_leave(self) -> None:
        """^C copies elsewhere; here it only says what leaves."""
        self.say(Said(_("^q leaves the console; what you typed is kept."), "news"))

    def action_command_palette(self) -> None:
        """Find any command by its words."""
        from textual.command import CommandPalette

        if not CommandPalette.is_open(self):
            self.push_screen(CommandPalette(placeholder=_("Find a command, a colour scheme, a language…")))

    async def action_leave(self) -> None:
        """Keep the drafts, let writes end, and go."""
        await self.end(0)

    # What the agent is told

    @property
    def front(self) -> CallcenterScreen[Any] | None:
        """The whole screen in front, which may have a modal one over it; None before the first one stands."""
        stack = self._screen_stacks.get(self._current_mode, [])
        return next((one for one in reversed(stack) if isinstance(one, CallcenterScreen)), None)

    def say(self, said: Said) -> None:
        """Show a sentence on the message line of the screen in front; the help lists the last thirty."""
        self.said.append(said)
        self.said_at = monotonic()
        stack = self._screen_stacks.get(self._current_mode, [])
        for screen in {self.front, *stack[-1:]}:  # a form over the screen may have a line of its own
            for line in screen.query(MessageLine) if screen is not None else ():
                line.tell(said)

    def show_status(self, status: Status) -> None:
        """Put agent, state and counts into the top line; the store's state and the calls stay as they are."""
        self.status = replace(status, store=self.status.store, calls=self.status.calls)
        front = self.front
        if front is not None:
            for line in front.query(StatusLine):
                line.show(self.status)

    def _ask_status(self) -> None:
        if self.bridge.is_open:
            self.bridge.ask(self, lambda desk: (desk.me.name, desk.counts()), self._standing, group="status")

    def _standing(self, answer: tuple[str, Any]) -> None:
        self.show_status(status_of(*answer))
        self.tell_due(answer[1])

    def store_state(self, state: StoreState) -> None:
        """The store opened, went away or came back."""
        if state.code == "open":
            self._feed.look(back=self._store_was == "away")
            hush(self._screen_stacks.values(), "away")
            self._ask_status()
            self.look_at_calls()
            self.start_worker()
        elif state.code == "away" and self._store_was != "away" and isinstance(state.error, CallcenterError):
            self.said.append(
                Said(i18n.sentence(state.error), "warn")
            )  # why, in the help: the top line is enough
        self._store_was = state.code
        text, tone = {
            "open": ("", ""),
            "opening": (_("opening the store"), "over"),
            "away": (_("! store away, trying again"), "soon"),
            "refused": (_("✗ store not open"), "late"),
        }[state.code]
        self.status = self.status.with_store(text, tone)
        self.show_status(self.status)

    def look_again(self) -> None:
        """Find out whether the store is back."""
        self._feed.look(even_away=True)

    def outcome(self, sentence: str, error: Exception | None, holds: str = "") -> None:
        """Show how something went: an error of ours by its sentence, any other by where it was written."""
        if error is None:
            if sentence:
                self.say(Said(sentence, "good"))
        elif is_expected(error):
            self.say(Said(i18n.sentence(error), "wrong", holds))  # type: ignore[arg-type]
        else:
            self.say(Said(self.fault_text(error), "wrong"))

    def news(self, news: "News") -> None:
        """Something changed, here or at another console."""
        change = StoreChanged(news.rows, news.everything)
        if change.touches("call"):
            self.look_at_calls()
            self.look_at_wrap_up()
        if (front := self.front) is not None:
            front.post_message(change)
            if change.beyond("call"):
                self._ask_status()

    # Language and colours

    def switch_theme(self, name: str) -> None:
        """Other colours, at once."""
        self.theme = name

    def switch_language(self, language: str) -> None:
        """Another language, at once and everywhere; what is typed stays.

        The language is a context variable and each widget has a task of its own: each is told.
        """
        i18n.use(language)
        for stack in list(self._screen_stacks.values()):
            for screen in stack:
                cast(Any, screen).reading = language
                for node in screen.walk_children(with_self=True):
                    node.call_later(_speak, node, language)
                screen.post_message(LanguageChanged())
        self.store_state(self.bridge.state)

    def on_unmount(self) -> None:
        """The threads end; every verb has a timeout of its own."""
        self._feed.close()
        self.bridge.stop()


def _speak(node: DOMNode, language: str) -> None:
    i18n.use(language)
    hint = getattr(node, "hint", None)
    if is_text(node) and hint:
        cast(Any, node).placeholder = _(hint)
    refresh = getattr(node, "refresh", None)
    if refresh is not None:
        refresh()
