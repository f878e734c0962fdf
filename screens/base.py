"""The frame of every screen: top line, body, message line, footer; a way to ask the desk; a step back."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from time import monotonic
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, cast

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.events import Resize, ScreenResume
from textual.screen import ModalScreen, Screen

from callcenter import i18n
from callcenter.i18n import N_

from .bridge import Verb
from .commands import Acts, Command
from .guard import Guarded
from .messages import StoreChanged
from .widgets.field import Drafting
from .widgets.footer import Footer
from .widgets.message_line import MessageLine, Said
from .widgets.status_line import StatusLine

if TYPE_CHECKING:
    from callcenter.desk.agent import AgentDesk
    from callcenter.desk.views import Callee

    from .app import CallcenterApp
    from .widgets.choose import Choice

T = TypeVar("T")
Result = TypeVar("Result")


JUST_SAID = 1.5
"""Seconds in which a sentence follows the agent to the screen that took the place of the one it stood on."""


LEAST = (44, 10)
"""Columns and rows from which a screen can be read."""


class Framed(Guarded, Acts, Screen[Result]):
    """What whole screens and modal ones share."""

    HELP_TEXT: ClassVar[str] = ""
    """A short text for the help (message id)."""
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (120, "-wide"), (200, "-vast")]
    ACTIONS: ClassVar[tuple[Command, ...]] = (
        Command("screen.back", "escape", N_("back"), N_("One step back; nothing typed is lost"), 28,
                when=lambda self: self.can_go_back),
    )  # fmt: skip

    stands: bool = False
    """Whether the screen is ready for keys; what is typed earlier waits."""
    reading: str = ""
    """The language that the agent changed to."""

    @property
    def console(self) -> "CallcenterApp":
        """The app, by its own type."""
        return cast("CallcenterApp", self.app)

    @property
    def can_go_back(self) -> bool:
        """Whether Esc has somewhere to go; the root of a mode may go back to its own home."""
        return self is not self.app.screen_stack[0]

    def body(self) -> ComposeResult:
        """What stands between top line and message line."""
        yield from ()

    def keep(self) -> None:
        """Keep drafts now: called before the screen is left and when the line is cut.

        A field's own message would come too late to a screen that is left.
        """
        for node in self.walk_children():
            if isinstance(node, Drafting):
                node.pause_is_over()
        self.keep_typed()

    def keep_typed(self) -> None:
        """Keep what stands in the fields (``keep_words``); at each pause of typing, and when it is left.

        Forms override it; they read their fields, which are ahead of their messages.
        """

    @on(Drafting.DraftPause)
    def _typing_paused(self, event: Drafting.DraftPause) -> None:
        event.stop()
        self.keep_typed()

    def action_back(self) -> None:
        """One step back. Screens with inner steps override it and call it at the first step."""
        if self.can_go_back:
            self.keep()
            self.dismiss(None)

    def ask(
        self,
        verb: Verb[T],
        done: Callable[[T], None],
        *,
        failed: Callable[[Exception], None] | None = None,
        group: str = "",
    ) -> None:
        """Ask the desk something in a thread; see ``Bridge.ask``."""
        self.console.bridge.ask(self, verb, done, failed=failed, group=group)

    def do(
        self,
        verb: Verb[T],
        done: Callable[[T], None] | None = None,
        *,
        told: str | Callable[[T], str],
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        """Change something; the outcome is shown wherever the agent is by then; see ``Bridge.do``."""
        self.console.bridge.do(self, verb, done, told=told, failed=failed)

    def once(self, what: Hashable, verb: "Callable[[AgentDesk, str], T]") -> "Callable[[AgentDesk], T]":
        """A verb that one key does, with its request key: the same one where an earlier try is in doubt.

        Args:
            what: the same for the same wish, such as ``("take", case_id, version)``.
            verb: takes the desk and the key.
        """
        return self.console.requests.once(what, verb)

    def keep_words(self, form: str, subject: str, body: Mapping[str, Any], *, apart: bool = False) -> None:
        """Keep what is typed as a draft, at each pause: safe at once, in the store when it is there.

        Args:
            form: which form, such as ``log``.
            subject: what it is about, such as ``customer:12``.
            body: JSON values by field.
            apart: an older draft may stand in the store and isn't in these words: they don't take its place.
        """
        self.console.bridge.keep(form, subject, body, apart=apart)

    def kept_words(self, form: str, subject: str, done: Callable[[Mapping[str, Any] | None], None]) -> None:
        """Ask for a draft; ``done`` gets its body or None. What was typed here comes even without a store."""
        self.console.bridge.kept(self, form, subject, done)

    def tell(self, text: str, tone: str = "news") -> None:
        """Show a sentence on the message line of the screen in front (news, good, warn or wrong)."""
        self.console.say(Said(text, tone))

    def choose(
        self,
        question: str,
        choices: "Sequence[Choice]",
        done: Callable[[str], None],
        *,
        proposed: str = "",
        number: str = "",
    ) -> None:
        """Ask for one key; ``done`` gets the code and isn't called on Esc; ``number`` is ``Choose``'s."""
        from .widgets.choose import Choose

        self.app.push_screen(
            Choose(question, choices, proposed, number),
            lambda code: done(code) if code is not None else None,
        )

    def confirm(self, question: str, done: Callable[[], None]) -> None:
        """Ask y or n; ``done`` is called on y."""
        from .widgets.choose import yes_no

        self.choose(question, yes_no(), lambda code: done() if code == "yes" else None)

    def on_screen_resume(self, event: ScreenResume) -> None:
        """Keys are taken once the screen is painted and its first field has the focus."""
        if not self.stands:  # it is new: its widgets have their styles from their making
            event.refresh_styles = False
        self.call_after_refresh(self._now_stands)

    def _on_timer_update(self) -> None:
        """Textual paints in a task of its own, which keeps the language it was made with."""
        if self.reading:
            i18n.use(self.reading)
        super()._on_timer_update()

    def on_resize(self, event: Resize) -> None:
        """A window that is too small gets one sentence instead of torn lines."""
        small = not (event.size.width >= LEAST[0] and event.size.height >= LEAST[1])
        if small != self.has_class("-small"):
            self.set_class(small, "-small")
            if small:
                from .widgets.too_small import TooSmall

                self.mount(TooSmall())
            else:
                self.query("TooSmall").remove()

    async def _now_stands(self) -> None:
        self.stands = True
        self.app.call_later(self.console.catch_up_keys)


class CallcenterScreen(Framed[Result]):
    """A whole screen. Override ``body``; ``arrive`` and ``store_changed`` where the screen shows the store.

    Args:
        name, id, classes: as Textual's.
    """

    TAB: ClassVar[str] = ""
    """The mode that the top line shows as the current one: desk or queue."""

    @property
    def tab(self) -> str:
        """What the top line shows as the current one: the mode of a call, or the screen's own."""
        return self.console.call_mode or self.TAB

    def compose(self) -> ComposeResult:
        """The frame around the body; its width is known before anything is laid out a first time."""
        width = self._get_breakpoint_classes(self.app.size.width, self.HORIZONTAL_BREAKPOINTS)
        self.update_classes(dict.fromkeys(width, True))
        yield StatusLine(self.tab)
        with Vertical(id="body"):
            yield from self.body()
        yield MessageLine()
        yield Footer()

    def arrive(self) -> None:
        """The screen comes to the front, for the first time or again: read anew what may have changed."""

    def store_changed(self, change: StoreChanged) -> None:
        """Something changed in the store while this screen is in front."""

    def callees(self) -> "tuple[tuple[str, Callee], ...]":
        """Whom this screen can ring, each with what tells one from another."""
        return ()

    def action_call_out(self) -> None:
        """Ring them."""
        self.console.action_call_out()

    def on_screen_resume(self, event: ScreenResume) -> None:
        """Show the agent's status and whatever changed meanwhile."""
        self.query_one(StatusLine).show(self.console.status)
        line, said = self.query_one(MessageLine), self.console.said
        just = said and monotonic() - self.console.said_at < JUST_SAID
        if just and line.said is not said[-1] and said[-1].holds != "here":
            line.tell(said[-1])
        self.arrive()

    def on_store_changed(self, change: StoreChanged) -> None:
        """Hand it to the screen's own method."""
        self.store_changed(change)


class Modal(Framed[Result], ModalScreen[Result]):
    """A small screen over another one: body, and its own keys in the last line."""

    def compose(self) -> ComposeResult:
        """The body in a quiet band at the foot."""
        with Vertical(id="band"):
            yield from self.body()
            yield Footer()
