"""The command ``callcenter``: sets the environment, then starts the console or a headless command.

Imports the standard library only: ``--version`` answers at once, and Textual reads its switches from the
environment at its first import, so they must stand before.
"""

import gc
import os
import sys
from collections.abc import Callable, Mapping, MutableMapping, Sequence
from pathlib import Path
from typing import Any

OPTIONS = ("store", "agent", "language", "theme")
USAGE = """\
usage: callcenter [--store STORE] [--agent AGENT] [--language en|zh_CN] [--theme dark|light|16|plain]
       callcenter COMMAND ...

Without a command: the console, for an agent at the keyboard.

  --store STORE      path of the store (also CALLCENTER_STORE)
  --agent AGENT      who sits here (also CALLCENTER_AGENT; else the system's user)
  --language LANG    en or zh_CN
  --theme THEME      dark, light, 16 (colours) or plain (no colour)
  --version          the version
  -h, --help         this text

Commands without a full screen, all with --json: phone lookup card customer case queue calls points
category outbox import export retention people keys db doctor settings demo tour; those that go on
until they are stopped: api worker ami. "callcenter COMMAND --help" says more.
"""
NO_TERMINAL = (
    "callcenter: the console needs a terminal and there is none here. Without one use its commands, "
    'for example "callcenter lookup TEXT" or "callcenter queue"; "callcenter --help" lists them.\n'
)
DUMB = (
    "callcenter: this terminal (TERM={term}) can't place text on the screen. Set TERM to what it is, for "
    'example TERM=xterm-256color, or use the plain commands; "callcenter --help" lists them.\n'
)
NOT_UTF8 = (
    "callcenter: names and signs need UTF-8, but the locale here is {locale}. Set a UTF-8 one where the "
    "terminal shows UTF-8, for example LC_ALL=C.UTF-8, or use the plain commands.\n"
)
TWO_PLACES = (
    'callcenter: "screens" comes from {screens} but "callcenter" from {core}. Another package of that name '
    "is in the way; install callcenter in an environment of its own.\n"
)


def main(argv: Sequence[str] | None = None) -> int:
    """The console-script target.

    Args:
        argv: the arguments; else the process's own.

    Returns:
        the exit status: 0, 1 when refused, 2 when asked for wrongly.
    """
    given = list(sys.argv[1:] if argv is None else argv)
    if given in (["-h"], ["--help"]):
        sys.stdout.write(USAGE)
        return 0
    if given == ["--version"]:
        from callcenter import __version__

        sys.stdout.write(f"callcenter {__version__}\n")
        return 0
    if (complaint := _two_places()) is not None:
        sys.stderr.write(complaint)
        return 2
    options = plain_options(given)
    if options is not None:
        return start(
            store=options.get("store"),
            agent=options.get("agent"),
            language=options.get("language"),
            theme=options.get("theme"),
        )
    from callcenter.cli.main import main as headless

    return headless(given, run_ui=start)


def plain_options(argv: Sequence[str]) -> dict[str, str] | None:
    """The options of a plain console, or None where the arguments ask for anything else.

    Args:
        argv: the arguments without the program's name.
    """
    options: dict[str, str] = {}
    rest = list(argv)
    while rest:
        name, equals, value = rest.pop(0).partition("=")
        if not name.startswith("--") or name[2:] not in OPTIONS:
            return None
        if not equals:
            if not rest or rest[0].startswith("--"):
                return None
            value = rest.pop(0)
        options[name[2:]] = value
    return options


def start(
    *,
    store: str | None = None,
    agent: str | None = None,
    language: str | None = None,
    theme: str | None = None,
    prepare: Callable[[], None] | None = None,
    **_more: Any,
) -> int:
    """Run the console until it is left.

    Args:
        store: path or URL of the store, else what the settings say; likewise the next three.
        agent: the agent's login.
        language: a locale name.
        theme: a theme's name.
        prepare: work to do in the store's thread before it is opened, such as making a demo store.

    Returns:
        the exit status; 2 when there is no terminal for it.
    """
    if (complaint := no_terminal(os.environ)) is not None:
        sys.stderr.write(complaint)
        return 2
    set_environment(os.environ)
    gc.disable()  # nothing of what is loaded now is garbage; the app turns it on after its first frame
    from callcenter import i18n, settings
    from callcenter.errors import CallcenterError

    try:
        chosen = settings.load(store=store, agent=agent, language=language, theme=theme)
    except CallcenterError as error:
        sys.stderr.write(f"callcenter: {i18n.sentence(error)}\n")
        return 2
    i18n.use(chosen.language, chosen.zone)
    return _run(chosen, prepare)


def _run(chosen: Any, prepare: Callable[[], None] | None) -> int:
    from .app import CallcenterApp

    points: list[Any] = []

    def open_desk() -> Any:
        if prepare is not None:
            prepare()
        from callcenter.desk.agent import open_agent_desk
        from callcenter.desk.seats import PointStaff

        try:
            return open_agent_desk(chosen)
        except PointStaff:
            from callcenter.desk.point_console import open_point_console

            points.append(open_point_console(chosen))
            app.call_later(app.exit)
            raise

    def make_worker() -> Any:
        from callcenter.worker.hands import beside

        return beside(chosen)

    no_color = os.environ.get("NO_COLOR")
    app = CallcenterApp(open_desk, worker=make_worker, **_frame(chosen))
    _keep(app)
    if not points:
        return app.return_code or 0
    if no_color is not None:  # Textual takes it out of the environment
        os.environ["NO_COLOR"] = no_color
    return _run_point(chosen, points[0])


def _run_point(chosen: Any, desk: Any) -> int:
    """The console of a service point.

    Who sits there is known once the store is open: it takes the place of the agents' one, which has shown
    nothing by then.
    """
    from callcenter import i18n

    from .point.app import PointApp

    i18n.use(desk.language, desk.zone)
    app = PointApp(lambda: desk, **_frame(chosen))
    _keep(app)
    if app.parting:
        sys.stderr.write(f"callcenter: {app.parting}\n")
    return app.return_code or 0


def _frame(chosen: Any) -> dict[str, Any]:
    """What every console takes of the settings."""
    from .app import PLAIN_LOCALE
    from .guard import state_folder
    from .journal import Journal

    return {
        "theme": chosen.theme,
        "keys": chosen.keys,
        "journal": Journal(state_folder() / "drafts", chosen.store, chosen.agent),
        "note": PLAIN_LOCALE if locale_of(os.environ) in ("C", "POSIX") else "",
    }


def _keep(app: Any) -> None:
    """Run it until it is left."""
    try:
        app.run(mouse=False)
    finally:
        app.let_go_of_the_terminal()
    app.stop_worker()


def no_terminal(environment: Mapping[str, str]) -> str | None:
    """Why there can be no full screen here, in a sentence; None where there can."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return NO_TERMINAL
    term = environment.get("TERM", "")
    if term in ("", "dumb", "unknown"):
        return DUMB.format(term=term or "-")
    locale = locale_of(environment)
    codeset = locale.partition(".")[2].partition("@")[0].lower().replace("-", "")
    return NOT_UTF8.format(locale=locale) if codeset not in ("", "utf8") else None


def locale_of(environment: Mapping[str, str]) -> str:
    """The locale of letters, as POSIX has it: LC_ALL over LC_CTYPE over LANG; "" where none is set."""
    return next(filter(None, map(environment.get, ("LC_ALL", "LC_CTYPE", "LANG"))), "")


def set_environment(environment: MutableMapping[str, str]) -> None:
    """Textual's switches for small frames and old terminals; what the user has set himself stays.

    Args:
        environment: the process's variables.
    """
    wanted = {"TEXTUAL_ANIMATIONS": "none", "TEXTUAL_DISABLE_KITTY_KEY": "1", "TEXTUAL_SMOOTH_SCROLL": "0"}
    if environment.get("SSH_CONNECTION") or environment.get("SSH_TTY"):
        wanted |= {"ESCDELAY": "250", "TEXTUAL_FPS": "20"}
    for name, value in wanted.items():
        environment.setdefault(name, value)


def _two_places() -> str | None:
    """Generic names collide: ``screens`` must be the one that came with ``callcenter``."""
    import callcenter

    core, mine = Path(str(callcenter.__file__)).parent, Path(__file__).parent
    if core.parent == mine.parent:
        return None
    return TWO_PLACES.format(screens=mine, core=core)


if __name__ == "__main__":
    sys.exit(main())
