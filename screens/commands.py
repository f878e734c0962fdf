"""A command is one definition: key, place in the footer, row of palette and help, name to remap it.

A screen or widget that acts lists its commands in ``ACTIONS``; ``Acts`` makes the key bindings of them.
Labels are message ids: they are translated when they are painted, so a change of language rebuilds nothing.

    class DeskScreen(CallcenterScreen):
        ACTIONS = (Command("desk.log", "n", N_("log"), N_("Log a new problem of this caller"), weight=90),)

        def action_log(self) -> None: ...
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import Binding
from textual.dom import DOMNode
from textual.keys import format_key

from callcenter.i18n import N_, _


@dataclass(frozen=True, slots=True)
class Command:
    """What an agent can ask for with one key.

    Args:
        id: ``scope.verb``, unique; the name under which settings remap it. The method is ``action_<verb>``.
        keys: Textual's key names, the likeliest first, parted by commas (``question_mark,f1``).
        label: one or two words for the footer (message id).
        help: a sentence for help and palette (message id).
        weight: the footer shows the heaviest first; 0 keeps the command out of it.
        group: the heading in the help (message id).
        when: asked of the screen or widget; false hides the command everywhere.
        action: Textual's action where it is not the verb of the id.
        priority: the key wins over every field; for function keys and Ctrl only.
        in_palette: false for what nobody looks for by its words, such as a row up.
    """

    id: str
    keys: str
    label: str
    help: str
    weight: int = 0
    group: str = N_("Here")
    when: Callable[[Any], bool] | None = None
    action: str = ""
    priority: bool = False
    in_palette: bool = True

    @property
    def scope(self) -> str:
        """The first part of the id: the screen or widget it belongs to."""
        return self.id.partition(".")[0]

    @property
    def verb(self) -> str:
        """Textual's action."""
        return self.action or self.id.rpartition(".")[2].replace("-", "_")

    def binding(self) -> Binding:
        """The key binding; its id makes it remappable."""
        return Binding(
            self.keys,
            self.verb,
            self.label,
            show=self.weight > 0,
            tooltip=self.help,
            id=self.id,
            priority=self.priority,
        )


# Textual takes style and bindings from the first base that is a DOMNode: a mixin must not be one.
if TYPE_CHECKING:
    Mixin = DOMNode
else:
    Mixin = object


class Acts(Mixin):
    """Mixed into a screen, widget or app that has commands; stands before the Textual class."""

    ACTIONS: ClassVar[tuple[Command, ...]] = ()
    ONLY: ClassVar[frozenset[str] | None] = None
    """The ids of those commands of its base classes that a class keeps; None: all."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Make the bindings of the commands that the class itself lists."""
        mine: tuple[Command, ...] = cls.__dict__.get("ACTIONS", ())
        if mine:
            for command in mine:
                _learn(command)
            cls.BINDINGS = [*cls.__dict__.get("BINDINGS", ()), *(command.binding() for command in mine)]
        super().__init_subclass__(**kwargs)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Textual's question whether an action is possible now; answered by the command's ``when``."""
        for command in _listed(self):
            gone = self.ONLY is not None and command.id not in self.ONLY
            if command.verb == action and (gone or (command.when is not None and not command.when(self))):
                return False
        return super().check_action(action, parameters)

    def label_of(self, command: Command) -> str:
        """The word for the footer, in the reader's language; a widget may say it better for its place."""
        return _(command.label)


def commands_of(node: object) -> tuple[Command, ...]:
    """The commands of a screen, widget or app, those of its base classes included."""
    only: frozenset[str] | None = getattr(node, "ONLY", None)
    return tuple(one for one in _listed(node) if only is None or one.id in only)


def _listed(node: object) -> Iterator[Command]:
    return (one for cls in type(node).__mro__ for one in cls.__dict__.get("ACTIONS", ()))


def known() -> Mapping[str, Command]:
    """Every command of the screens that have been imported, by id."""
    return dict(_known)


def key_text(key: str) -> str:
    """A key as agents read it: ``^s``, ``F1``, ``Enter``, ``?``.

    Args:
        key: one of Textual's key names.
    """
    if key.startswith("ctrl+") and len(key) == 6:
        return "^" + key[-1]
    if key in _KEY_TEXT:
        return _(_KEY_TEXT[key])
    shown = format_key(key) if "+" not in key else key
    return shown.upper() if key[:1] == "f" and key[1:].isdigit() else shown


_KEY_TEXT = {
    "enter": N_("Enter"),
    "escape": N_("Esc"),
    "tab": N_("Tab"),
    "shift+tab": N_("Shift-Tab"),
    "space": N_("Space"),
    "up": "↑",
    "down": "↓",
    "pageup": N_("PgUp"),
    "pagedown": N_("PgDn"),
    "home": N_("Home"),
    "end": N_("End"),
    "delete": N_("Del"),
    "backspace": N_("Backspace"),
}
_known: dict[str, Command] = {}


def _learn(command: Command) -> None:
    if command.id in _known and _known[command.id].keys != command.keys:
        raise ValueError(f"{command.id} is two commands")
    _known[command.id] = command
