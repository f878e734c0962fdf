"""Keys as an agent remaps them: the section ``[keys]`` of the settings, checked against the commands.

Each fault is one sentence that names the command and says what to do; the other lines still count.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from textual.keys import Keys, _character_to_key

from callcenter.errors import Invalid
from callcenter.i18n import N_

from .commands import Command, key_text

EVERYWHERE = frozenset({"app", "screen", "list"})
"""Scopes whose keys are valid on every screen."""

ALIKE = {
    "ctrl+h": "backspace",
    "ctrl+i": "tab",
    "ctrl+j": "enter",
    "ctrl+m": "enter",
    "ctrl+left_square_bracket": "escape",
}
"""Keys that terminals without the newer protocols can't tell from another one."""


def keys_of(text: str) -> tuple[str, ...]:
    """The keys of a setting in Textual's names: ``"?, f1"`` is ``("question_mark", "f1")``."""
    parts = (part.strip() for part in text.split(","))
    return tuple(_character_to_key(part) if len(part) == 1 else part.lower() for part in parts if part)


def check(keys: Mapping[str, str], known: Mapping[str, Command]) -> tuple[dict[str, str], list[Invalid]]:
    """Sort a remapping into what can be used and what can't.

    Args:
        keys: command id to keys, as in the settings.
        known: every command by id.

    Returns:
        the keymap for Textual, and one error for each line left out or two commands on one key.
    """
    faults = [fault for name, text in keys.items() if (fault := _fault(name, text, known))]
    bad = {fault.params["command"] for fault in faults}
    good = {name: ",".join(keys_of(text)) for name, text in keys.items() if name not in bad}
    clashes = list(_clashes(good, known))
    for clash in clashes:
        good.pop(clash.params["command"], None)
    return good, faults + clashes


def _fault(name: str, text: str, known: Mapping[str, Command]) -> Invalid | None:
    if name not in known:
        near = get_close_matches(name, known, 1)
        if near:
            template = N_("Keys: there is no command “{command}”; did you mean “{near}”?")
            return Invalid(template, command=name, near=near[0])
        return Invalid(N_("Keys: there is no command “{command}”; the help (F1) names them."), command=name)
    for key in keys_of(text):
        if key in ALIKE:
            template = N_(
                "Keys: “{key}” for “{command}” is the same as {other} on many terminals; take another."
            )
            return Invalid(template, command=name, key=key, other=ALIKE[key])
        if not _is_key(key):
            return Invalid(N_("Keys: “{key}” for “{command}” is no key."), command=name, key=key)
    if not keys_of(text):
        return Invalid(
            N_("Keys: “{command}” is given no key; leave the line out to keep its own."), command=name
        )
    return None


def _is_key(key: str) -> bool:
    base = key.rpartition("+")[2]
    named = {one.value for one in Keys}
    return key in named or base in named or (len(base) == 1 and base.isprintable()) or key_text(base) != base


def _clashes(keys: Mapping[str, str], known: Mapping[str, Command]) -> Iterable[Invalid]:
    """Two commands that may be asked for on one screen by the same key, at least one of them remapped."""
    by_key: dict[str, list[str]] = defaultdict(list)
    for name, command in known.items():
        for key in keys_of(keys.get(name, command.keys)):
            by_key[key].append(name)
    for key, names in by_key.items():
        for name in (one for one in names if one in keys):
            other = next((one for one in names if one != name and _meet(known[one], known[name])), None)
            if other is not None:
                template = N_("Keys: “{command}” and “{other}” both want {key}; “{command}” keeps its own.")
                yield Invalid(template, command=name, other=other, key=key_text(key))


def _meet(one: Command, other: Command) -> bool:
    return one.scope == other.scope or bool({one.scope, other.scope} & EVERYWHERE)
