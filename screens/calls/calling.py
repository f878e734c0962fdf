"""Ringing somebody from any screen: the telephone system dials, or the number goes to the clipboard."""

from typing import TYPE_CHECKING

from callcenter.desk.views import Callee, CalleeView, Dialled
from callcenter.i18n import _, fill

from .dialled import watch

if TYPE_CHECKING:
    from ..base import Framed


def call_out(screen: "Framed[None]", callee: Callee) -> None:
    """Ring them; who wants no calls is asked about first.

    Args:
        screen: on which the key was pressed.
        callee: whom, by whatever the screen knows.
    """

    def looked(view: CalleeView) -> None:
        if view.do_not_call:
            question = fill(_("{who} wants no calls. Ring all the same?"), {"who": view.customer})
            screen.confirm(question, lambda: _ring(screen, callee, view))
        else:
            _ring(screen, callee, view)

    screen.ask(lambda desk: desk.callee(callee), looked, group="callee")


def _ring(screen: "Framed[None]", callee: Callee, view: CalleeView) -> None:
    def rung(dialled: Dialled) -> None:
        if dialled.way == "clipboard" and "•" not in dialled.number:
            screen.app.copy_to_clipboard(dialled.number)
        if dialled.dial_id is not None:
            watch(screen.console, dialled.dial_id)

    def told(dialled: Dialled) -> str:
        if dialled.way == "telephone":
            return fill(_("your telephone rings, then {number}"), {"number": view.phone_text})
        if "•" in dialled.number:
            return _("No telephone system dials here, and your role sees no whole numbers: ask a supervisor.")
        return fill(_("copied: {number}, dial it by hand"), {"number": view.phone_text})

    screen.do(
        screen.once(("call out", callee), lambda desk, request: desk.call_out(request, callee)),
        rung,
        told=told,
    )
