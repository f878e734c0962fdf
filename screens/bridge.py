"""From the screens to the desk and back: opens the store, runs desk verbs in threads, brings the outcome.

A question (``ask``) may be overtaken: only the newest of its group is answered. A write (``do``) never is: it
is not cancelled, and its outcome is shown wherever the agent is by then. Both wait while it opens. While the
store is away a question waits and is asked again by itself; a write is tried at once, and fails with a
sentence. Words that are typed (``keep``) go into a journal first, and are in the store before any later
write.
"""

from collections.abc import Callable, Hashable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from threading import Event
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from textual.message_pump import MessagePump

from callcenter import clock
from callcenter.errors import CallcenterError, Refused, StoreAway
from callcenter.i18n import N_

from .away import Waiting
from .journal import Journal, Typed

if TYPE_CHECKING:
    from textual.app import App

T = TypeVar("T")
Verb = Callable[[Any], T]
"""Something to ask of the desk, run in a thread: ``lambda desk: desk.lookup(text)``."""

UNKEPT = N_("What you type stands only on this screen: its file can't be written ({why}). Don't leave yet.")


class Console(Protocol):
    """What the bridge needs of the app."""

    def store_state(self, state: "StoreState") -> None:
        """The store opened, went away or came back."""

    def outcome(self, sentence: str, error: Exception | None, holds: str = "") -> None:
        """Show the outcome of a write, or an error, where the agent is; ``holds`` is ``Said``'s."""

    def written(self) -> None:
        """A write went well."""

    def look_again(self) -> None:
        """Ask the store anything at all, to find out whether it is back (``ask`` with ``looks``)."""


@dataclass(frozen=True, slots=True)
class StoreState:
    """Whether the store can be reached: ``opening``, ``open``, ``away`` or ``refused``."""

    code: str = "opening"
    again_in: float = 0.0
    """Seconds until the next try, when away."""
    error: Exception | None = None


@dataclass(eq=False)
class _Job:
    verb: Verb[Any]
    owner: MessagePump
    settle: Callable[["_Job", Any, Exception | None], None]
    group: Hashable | None = None
    is_write: bool = False
    looks: bool = False
    number: int = 0
    context: Any = field(default_factory=copy_context)


class Bridge:
    """One per app.

    Args:
        app: the app; must satisfy ``Console``.
        open_desk: makes the desk; runs in a thread, so it may import and open what it likes.
        journal: holds what is typed until the store has it; else memory does.
        threads: how many verbs may run at once.
    """

    def __init__(
        self,
        app: "App[Any]",
        open_desk: Callable[[], Any],
        journal: Journal | None = None,
        threads: int = 8,
    ) -> None:
        self._app = app
        self._journal = journal or Journal()
        self._open_desk = open_desk
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="desk")
        # A thread of its own: where the store hangs, all others soon stand in a queue before it.
        self._looks = ThreadPoolExecutor(1, thread_name_prefix="looks")
        self._desk: Any = None
        self._waiting: list[_Job] = []
        self._newest: dict[Hashable, int] = {}
        self._numbers = count(1)
        self._under_way: set[_Job] = set()
        self._closing = Event()
        self._parked: Waiting[_Job] = Waiting(app, self._look_again, self._wanted)
        self._flush_waits = False
        self.state = StoreState()

    @property
    def is_open(self) -> bool:
        """Whether the desk stands ready."""
        return self._desk is not None

    def start(self) -> None:
        """Open the store in a thread; what is asked meanwhile waits."""
        if not self._closing.is_set():
            self._pool.submit(copy_context().run, self._open)

    def ask(
        self,
        owner: MessagePump,
        verb: Verb[T],
        done: Callable[[T], None],
        *,
        failed: Callable[[Exception], None] | None = None,
        group: str = "",
        looks: bool = False,
    ) -> None:
        """Ask the desk something; ``done`` gets the answer in the owner's own message loop.

        What finds the store away is asked again by itself when it is back, and has not failed.

        Args:
            owner: who asks; when it is gone, the answer is dropped.
            verb: runs in a thread with the desk as its argument.
            done: gets what the verb returns.
            failed: gets the error instead of the message line.
            group: a newer question of the same owner and group makes this one's answer worthless.
            looks: it is how the console finds out whether the store is there: asked even while that is away,
                and not again by itself.
        """
        settle = partial(self._settle_question, done, failed)
        of_group = (owner, group) if group else None
        job = _Job(verb, owner, settle, of_group, looks=looks, number=next(self._numbers))
        if job.group is not None:
            self._newest[job.group] = job.number
        self._run(job)

    def forget(self, owner: MessagePump, group: str) -> None:
        """Whatever was asked in this group is no longer wanted."""
        self._newest[(owner, group)] = next(self._numbers)

    def do(
        self,
        owner: MessagePump,
        verb: Verb[T],
        done: Callable[[T], None] | None = None,
        *,
        told: str | Callable[[T], str],
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        """Change something. Never cancelled; the outcome is always shown.

        Args:
            owner: who wants it.
            verb: runs in a thread with the desk as its argument; carries its request key itself.
            done: gets what the verb returns, if the owner still stands.
            told: the sentence for the message line when it went well, or what makes it of the result.
            failed: gets the error as well, if the owner still stands; the sentence is shown in any case.
        """
        self._run(_Job(verb, owner, partial(self._settle_write, done, told, failed), is_write=True))

    def keep(self, form: str, subject: str, body: Mapping[str, Any], *, apart: bool = False) -> None:
        """Keep what is typed: in the journal at once, in the store as soon as it can be reached.

        Args:
            form: which form, such as ``log``.
            subject: what it is about, such as ``customer:12``.
            body: JSON values by field.
            apart: whether an older draft may stand in the store that these words must not replace.
        """
        try:
            self._journal.append(Typed(form, subject, dict(body), clock.now(), apart))
        except OSError as error:
            if self.state.code != "open":
                self._console.outcome("", Refused(UNKEPT, why=error.strerror or type(error).__name__))
        if self.state.code == "open":
            self._flush()
        else:
            self.aside(self._journal.sync)

    def kept(
        self, owner: MessagePump, form: str, subject: str, done: Callable[[Mapping[str, Any] | None], None]
    ) -> None:
        """Ask for what was typed and not saved; answered at once where the store doesn't have it yet.

        Args:
            owner: who asks.
            form: which form.
            subject: what it is about.
            done: gets the body, or None.
        """
        waits = self._journal.waiting(form, subject)
        if waits is not None:
            owner.call_later(done, waits.body)
        else:
            self.ask(
                owner,
                lambda desk: desk.draft(form, subject),
                lambda draft: done(draft.body if draft is not None else None),
            )

    def aside(self, work: Callable[[], None]) -> None:
        """Run something that isn't a verb in a thread; a fault of it is shown."""

        def run() -> None:
            try:
                work()
            except Exception as error:
                self._app.call_later(self._console.outcome, "", error)

        if not self._closing.is_set():
            self._pool.submit(copy_context().run, run)

    def unfinished(self) -> int:
        """How many writes run, or wait for the store to open."""
        return sum(job.is_write for job in self._under_way)

    def idle(self) -> bool:
        """Whether the store was opened and nothing is being asked or written."""
        return self.is_open and not self._under_way

    def stop(self) -> None:
        """Take no more; what runs ends by itself, for every verb has a timeout of its own."""
        self._closing.set()
        self._pool.shutdown(wait=False)
        self._looks.shutdown(wait=False)
        self._journal.close()

    def _flush(self) -> None:
        if self._journal.waiting() is not None and not self._flush_waits:
            self._flush_waits = True
            self._run(_Job(self._journal.flush, self._app, self._settle_flush, is_write=True))

    def _settle_flush(self, _job: _Job, _nothing: Any, error: Exception | None) -> None:
        self._flush_waits = False
        if error is None:
            self._flush()  # typed meanwhile
        elif not isinstance(error, StoreAway):
            self._console.outcome("", error)

    def _open(self) -> None:
        try:
            desk = self._open_desk()
            self._journal.bring_in(desk)
        except Exception as error:
            self._app.call_later(self._not_open, error)
        else:
            self._app.call_later(self._opened, desk)

    def _opened(self, desk: Any) -> None:
        self._desk = desk
        self._back()
        waiting, self._waiting = self._waiting, []
        for job in waiting:
            self._run(job)

    def _not_open(self, error: Exception) -> None:
        if not isinstance(error, StoreAway):
            self._tell(StoreState("refused", error=error))
            self._console.outcome("", error)
            return
        self._gone(error)

    def _gone(self, error: StoreAway) -> None:
        self._tell(StoreState("away", again_in=self._parked.gone(), error=error))

    def _look_again(self) -> None:
        if self._desk is None:
            self.start()
        else:
            self._console.look_again()

    def _back(self) -> None:
        parked = self._parked.back()
        self._tell(StoreState("open"))
        self._flush()
        for job in parked:
            self._run(job)

    def _run(self, job: _Job) -> None:
        if self.state.code == "away" and self._desk is not None and not (job.is_write or job.looks):
            self._parked.park(job)  # it would only hold a thread until its timeout
            return
        self._under_way.add(job)
        if self._desk is None:
            self._waiting.append(job)
        elif not self._closing.is_set():
            (self._looks if job.looks else self._pool).submit(job.context.run, self._work, job)

    def _work(self, job: _Job) -> None:
        try:
            if job.is_write:
                self._words_first()
            result, error = job.verb(self._desk), None
        except Exception as problem:
            result, error = None, problem
        self._app.call_later(self._home, job, result, error)

    def _words_first(self) -> None:
        """What was typed before a write is in the store before it, else a draft could outlive its saving."""
        try:
            self._journal.flush(self._desk)
        except StoreAway:
            raise
        except Exception as error:  # a draft that can't be kept must not keep a case from being saved
            self._app.call_later(self._console.outcome, "", error)

    def _home(self, job: _Job, result: Any, error: Exception | None) -> None:
        """Back in the app's message loop."""
        self._under_way.discard(job)
        if isinstance(error, StoreAway):
            self._gone(error)
        elif error is None and self.state.code == "away":
            self._back()
        job.settle(job, result, error)

    def _settle_question(
        self,
        done: Callable[[Any], None],
        failed: Callable[[Exception], None] | None,
        job: _Job,
        result: Any,
        error: Exception | None,
    ) -> None:
        if not self._wanted(job):
            return
        if error is None:
            job.owner.call_later(self._if_wanted, job, done, result)
        elif isinstance(error, StoreAway) and not job.looks:
            self._parked.park(job)
        elif failed is not None:
            job.owner.call_later(self._if_wanted, job, failed, error)
        else:
            self._console.outcome("", error, "here")

    def _wanted(self, job: _Job) -> bool:
        newest = job.group is None or self._newest.get(job.group) == job.number
        return newest and job.owner.is_running

    def _if_wanted(self, job: _Job, callback: Callable[[Any], None], value: Any) -> None:
        """A newer question may have been asked while the answer stood in the owner's queue."""
        if self._wanted(job):
            callback(value)

    def _settle_write(
        self,
        done: Callable[[Any], None] | None,
        told: str | Callable[[Any], str],
        failed: Callable[[Exception], None] | None,
        job: _Job,
        result: Any,
        error: Exception | None,
    ) -> None:
        if error is not None:
            self._console.outcome("", error, "away" if isinstance(error, StoreAway) else "")
            if failed is not None and job.owner.is_running:
                job.owner.call_later(failed, error)
            return
        self._console.written()
        self._console.outcome(told if isinstance(told, str) else told(result), None)
        if done is not None and job.owner.is_running:
            job.owner.call_later(done, result)

    @property
    def _console(self) -> Console:
        console: Any = self._app
        return console  # type: ignore[no-any-return]

    def _tell(self, state: StoreState) -> None:
        self.state = state
        self._console.store_state(state)


def is_expected(error: Exception) -> bool:
    """Whether an error has a sentence of its own; others are faults of the program."""
    return isinstance(error, CallcenterError)
