"""The verbs of ``callcenter calls``: what scripts write into the list of calls."""

from typing import Any

from callcenter.calls.views import Callee, Noted
from callcenter.calls.words import WrapUpCode
from callcenter.cli.case_options import add_coded, add_request, values
from callcenter.cli.context import OK, Commands, Context, Misused, add_command, code
from callcenter.cli.output import print_json, print_lines
from callcenter.cli.points import moment_said
from callcenter.i18n import N_, _, fill, time_text


def register(verbs: Commands) -> None:
    """Add the verbs."""
    note = _verb(verbs, "note", run_note, "Note a call that no telephone system told of.")
    note.add_argument("number", nargs="?", default="", metavar="NUMBER", help="who it was")
    note.add_argument("--out", action="store_true", help="you rang them; else they rang you")
    add_coded(note, "--code", WrapUpCode, "what came of it", WrapUpCode.OTHER.value)
    note.add_argument("--at", metavar="ISO-TIME", help="when it was; else now")
    wrap_up = _verb(verbs, "wrap-up", run_wrap_up, "Say what came of a call; said again, it corrects.")
    wrap_up.add_argument("call", type=int, metavar="CALL", help="the number of the call, as calls says")
    _add_code(wrap_up)
    done = _verb(verbs, "done", run_done, "A missed call needs no call back any more.", about=False)
    done.add_argument("call", type=int, metavar="CALL", help="the number of the call, as calls says")
    back = _verb(verbs, "call-back", run_call_back, "Promise to call somebody back.")
    back.add_argument("number", nargs="?", default="", metavar="NUMBER", help="whom; or --call, --case")
    back.add_argument("--call", type=int, metavar="CALL", help="the missed call that is returned")
    back.add_argument("--at", required=True, metavar="ISO-TIME")
    back.add_argument("--anyone", action="store_true", help="whoever has time does it; else you")
    made = _verb(verbs, "called-back", run_called_back, "Say what came of a call-back.", about=False)
    made.add_argument("call_back", type=int, metavar="CALL-BACK", help="as calls --call-backs says")
    _add_code(made)
    made.add_argument("--note", default="", metavar="TEXT", help="what was said")


def _verb(verbs: Commands, name: str, run: Any, words: str, *, about: bool = True) -> Any:
    parser = add_command(verbs, name, run, words)
    add_request(parser)
    if about:
        parser.add_argument("--customer", metavar="ID", help="the customer's id, or the id in your own files")
        parser.add_argument("--case", metavar="CASE", help="what it is about: the case number, as 4821-7")
        parser.add_argument("--note", default="", metavar="TEXT", help="what was said")
    return parser


def _add_code(parser: Any) -> None:
    known = values(WrapUpCode)
    parser.add_argument("code", type=code, choices=known, metavar="CODE", help=", ".join(known))


def _about(context: Context) -> dict[str, int | None]:
    """The customer and the case that the options name."""
    asked, desk = context.arguments, context.agent
    return {
        "customer_id": desk.customer_id(asked.customer) if asked.customer else None,
        "case_id": desk.case_by_number(asked.case).case_id if asked.case else None,
    }


def run_note(context: Context) -> int:
    """Note a call."""
    asked = context.arguments
    noted = Noted(asked.number, "out" if asked.out else "in", asked.code, asked.note, **_about(context))
    call_id = context.agent.note_call(context.request(), noted, at=moment_said("--at", asked.at))
    return _told(context, {"call_id": call_id}, fill(_("Noted as call {number}."), {"number": call_id}))


def run_wrap_up(context: Context) -> int:
    """Say what came of a call."""
    asked = context.arguments
    context.agent.wrap_up(context.request(), asked.call, asked.code, asked.note, **_about(context))
    return _told(context, {"call_id": asked.call, "code": asked.code}, _("Noted."))


def run_done(context: Context) -> int:
    """A missed call is done."""
    done = context.agent.done_missed(context.request(), context.arguments.call)
    return _told(
        context, {"done": done}, _("Noted.") if done else _("There was nothing to be done about it.")
    )


def run_call_back(context: Context) -> int:
    """Promise a call back."""
    asked = context.arguments
    at = moment_said("--at", asked.at)
    if at is None:
        raise Misused(N_("Say when: --at 2026-03-02T14:30+08:00."))
    callee = Callee(number=asked.number, call_id=asked.call, **_about(context))
    made = context.agent.call_back(context.request(), callee, at, anyone=asked.anyone, note=asked.note)
    words = fill(
        _("Promised for {at} as call-back {number}."), {"at": time_text(at), "number": made.call_back_id}
    )
    if not context.json and made.do_not_call:
        print_lines(_("They want no calls: ask first."))
    return _told(context, made, words)


def run_called_back(context: Context) -> int:
    """A call-back was made."""
    asked = context.arguments
    context.agent.call_back_done(context.request(), asked.call_back, asked.code, asked.note)
    return _told(context, {"call_back_id": asked.call_back, "code": asked.code}, _("Noted."))


def _told(context: Context, result: Any, words: str) -> int:
    if context.json:
        print_json(result)
    else:
        print_lines(words)
    return OK
