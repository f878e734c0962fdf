"""``callcenter ami``: listens to Asterisk's manager interface, and dials what agents want rung."""

import logging
import signal
import sys
from functools import partial

from callcenter.cli.context import OK, REFUSED, Commands, Context, add_command
from callcenter.cli.output import print_json, print_lines
from callcenter.errors import Invalid
from callcenter.i18n import N_, _


def register(commands: Commands) -> None:
    """Add the command."""
    add_command(
        commands,
        "ami",
        run,
        "Talk to Asterisk's manager until told to stop: calls, agents, dialling.",
    )


def run(context: Context) -> int:
    """Listen and dial."""
    from callcenter.desk.system import open_system_desk
    from callcenter.worker.ami.client import Client

    ami = context.settings.ami
    for name in ("host", "user", "secret"):
        if not ami[name]:
            raise Invalid(
                N_("Nothing is set for {name} under [ami] in the settings. See docs/telephony.md."), name=name
            )
    opener = partial(open_system_desk, context.settings)
    opener().store.close()  # a store that can't be opened at all is said before anything else is tried

    def told(address: str) -> None:
        if context.json:
            print_json({"connected": address})
        else:
            print_lines(_("Connected to {address}").format(address=address))
        sys.stdout.flush()

    _log_to_stderr()
    client = Client(context.settings, opener, told)
    for one in (signal.SIGINT, signal.SIGTERM):
        signal.signal(one, lambda *_received: client.stop())
    return REFUSED if client.run() else OK


def _log_to_stderr() -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    log = logging.getLogger("callcenter")
    if not log.handlers:
        log.addHandler(handler)
    log.setLevel(logging.INFO)
