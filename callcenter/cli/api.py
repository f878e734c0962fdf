"""``callcenter api``: the door for telephone systems and monitors."""

import argparse
import sys

from callcenter.cli.context import Commands, Context, add_command
from callcenter.cli.output import print_json, print_lines
from callcenter.i18n import _

PORT = 8700


def register(commands: Commands) -> None:
    """Add the command."""
    parser = add_command(commands, "api", run, "Listen to telephone systems over HTTP until told to stop.")
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen at; 127.0.0.1")
    parser.add_argument("--port", type=_port, default=PORT, help=f"its port; {PORT}; 0 takes a free one")


def run(context: Context) -> int:
    """Listen."""
    from callcenter.api.serve import serve

    def told(address: str) -> None:
        if context.json:
            print_json({"url": address})
        else:
            print_lines(_("Listening at {address}").format(address=address))
            sys.stdout.flush()

    asked = context.arguments
    return serve(context.settings, asked.host, asked.port, told=told)


def _port(said: str) -> int:
    if not said.isdecimal() or int(said[:6]) > 65535:
        raise argparse.ArgumentTypeError(f"takes a number from 0 to 65535, not {said}")
    return int(said)
