"""``callcenter demo``: the console on a store full of made-up callers; without a terminal, the tour."""

import os
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

from callcenter import clock
from callcenter.cli.context import Commands, Context, add_command
from callcenter.i18n import N_, _, phrases, say
from callcenter.reading import moment

AGENT = "wangfang"
_PLACE = {"CALLCENTER_REGION": "CN", "CALLCENTER_CURRENCY": "CNY", "CALLCENTER_ZONE": "Asia/Shanghai"}
"""Where the demo's agent sits, unless settings say otherwise."""

phrases(
    {
        "demo.tables": N_("tables"),
        "demo.agents": N_("agents"),
        "demo.points": N_("service points"),
        "demo.famous": N_("the people of the pictures"),
        "demo.customers": N_("customers"),
        "demo.items": N_("what they own"),
        "demo.recalls": N_("recalls"),
        "demo.cases": N_("cases"),
        "demo.repairs": N_("repairs"),
        "demo.calls": N_("calls"),
        "demo.rows": N_("writing it down"),
        "demo.done": N_("done"),
    }
)


def register(commands: Commands) -> None:
    """Add the command."""
    parser = add_command(
        commands, "demo", run, "Open the console on a demo store; without a terminal, take the tour."
    )
    parser.add_argument("--fresh", action="store_true", help="make the demo store anew")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="another seed, other people")
    parser.add_argument(
        "--anchor", metavar="TIME", help="the demo's now, as 2026-03-02T10:40+08:00; default now"
    )
    parser.add_argument("--theme", choices=("dark", "light", "16", "plain"), default=None)


def run(context: Context) -> int:
    """Make the store where needed, then open the console, or take the tour where there is no terminal."""
    asked = context.arguments
    anchor = moment(asked.anchor) if asked.anchor else None
    place = demo_store(context, fresh=asked.fresh, seed=asked.seed, anchor=anchor)
    for name, value in _PLACE.items():
        os.environ.setdefault(name, value)
    if not (sys.stdin.isatty() and sys.stdout.isatty()) or context.json:
        from callcenter.cli.tour import tour

        return tour(context, place)
    if anchor is not None:
        start_clock(anchor)
    return context.run_ui(
        store=str(place), agent=asked.agent or AGENT, language=asked.language, theme=asked.theme
    )


def demo_store(
    context: Context, *, fresh: bool = False, seed: int = 1, anchor: datetime | None = None
) -> Path | str:
    """The path or address of the demo store, made where there is none; says on standard error how far it is.

    The user's own demo is made anew when it is older than a day, for its calls have all grown overdue; one
    that --store or CALLCENTER_STORE names stays as it is.

    Raises:
        Invalid: a store that is no demo stands there.
    """
    from callcenter.desk.demo import keeping

    said = context.arguments.store or os.environ.get("CALLCENTER_STORE")
    place = _place(said) if said else keeping.default_path()
    if not said and (made := keeping.made_for(place)) is not None:
        fresh = fresh or abs((anchor or clock.now()) - made) > timedelta(days=1)
    if keeping.ensure(place, seed=seed, anchor=anchor or clock.now(), fresh=fresh, progress=_tell):
        sys.stderr.write("\n")
    return place


def _place(said: str) -> Path | str:
    return said if "://" in said else Path(said).expanduser()


def start_clock(anchor: datetime) -> None:
    """Let the time of this process begin at the anchor and run on from there."""
    begun = time.monotonic()
    clock.use(lambda: anchor + timedelta(seconds=time.monotonic() - begun))


def _tell(what: str, share: float) -> None:
    told = _("Making the demo store: {share} % {what}").format(
        share=round(share * 100), what=say(f"demo.{what}")
    )
    sys.stderr.write(f"\r\x1b[K{told}" if sys.stderr.isatty() else "." if share < 1 else "")
    sys.stderr.flush()
