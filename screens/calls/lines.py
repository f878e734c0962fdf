"""The line above the list of calls, its foot, and what an empty one says."""

from collections.abc import Sequence

from callcenter.i18n import N_, _, fill, ngettext

from ..queue.lines import Nothing, ScopeLine
from .entries import Entry

SCOPES = (
    ("1", "all", N_("all")),
    ("2", "missed", N_("missed calls")),
    ("3", "call_backs", N_("call-backs")),
    ("4", "mine", N_("mine")),
)
"""Key, code and words of each list."""


class CallScopes(ScopeLine):
    """Which calls these are, and the keys of the others."""

    SCOPES = SCOPES


class NoCalls(Nothing):
    """What an empty list says, and what leads on."""

    def _sentences(self) -> tuple[str, ...]:
        if self.filter:
            return (
                fill(_("No call here fits “{text}”."), {"text": self.filter}),
                _("Looked at were the newest 20,000 calls.   Esc clears the filter"),
            )
        return {
            "missed": (
                _("Nobody waits to be called back."),
                _("1 all calls   3 call-backs   F2 to the desk"),
            ),
            "call_backs": (_("No call-back is promised."), _("b on a call promises one   1 all calls")),
            "mine": (_("You had no call yet."), _("1 all calls   n notes one by hand")),
            "all": (
                _("No call yet."),
                _("n notes one by hand   Calls come by themselves once a telephone system tells of them"),
            ),
        }[self.scope]


def totals(entries: Sequence[Entry], more: bool) -> list[tuple[str, str]]:
    """The foot: words and tone of each figure.

    Args:
        entries: what is loaded.
        more: whether there is another page.
    """
    calls = [one.call for one in entries if one.call is not None]
    missed = sum(one.to_do for one in calls)
    backs = len(entries) - len(calls)
    found = []
    if calls:
        count = f"{len(calls)}{'+' if more else ''}"
        found.append((fill(ngettext("{count} call", "{count} calls", len(calls)), {"count": count}), ""))
    if missed:
        found.append((fill(_("! missed {count}"), {"count": missed}), "late"))
    if backs:
        found.append((fill(_("call back {count}"), {"count": backs}), "soon"))
    return found
