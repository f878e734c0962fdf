"""The house's colours: dark, light, 16 colours, none.

One accent (focus), amber (soon), red (overdue, failed), dim (what is over). Style sheets use only these
variables: ``$accent $warning $error $success $over $foreground $background $surface $panel``. Where there
are too few colours for a quiet one, ``$over-style`` makes it dim.
"""

import os
from collections.abc import Mapping

from textual.theme import Theme

from callcenter.i18n import N_

DARK = Theme(
    name="dark",
    primary="#6cb6ff",
    secondary="#6cb6ff",
    accent="#6cb6ff",
    warning="#e3b341",
    error="#ff7b72",
    success="#7ee787",
    foreground="#d7dce2",
    background="#14171a",
    surface="#14171a",
    panel="#22272d",
    dark=True,
    variables={"over": "#8b949e", "over-style": "none", "input-selection-background": "#6cb6ff 30%"},
)
LIGHT = Theme(
    name="light",
    primary="#0b57a4",
    secondary="#0b57a4",
    accent="#0b57a4",
    warning="#8a5300",
    error="#b3261e",
    success="#1a6b2d",
    foreground="#1d2125",
    background="#fbfbf8",
    surface="#fbfbf8",
    panel="#e9e9e3",
    dark=False,
    variables={"over": "#666c72", "over-style": "none", "input-selection-background": "#0b57a4 25%"},
)
_ANSI = {
    "ansi-background": "ansi_black",
    "ansi-foreground": "ansi_white",
    "border-blurred": "ansi_default",
    "block-cursor-foreground": "ansi_default",
    "block-cursor-background": "ansi_default",
    "block-cursor-text-style": "reverse",
    "input-cursor-background": "ansi_default",
    "input-cursor-foreground": "ansi_default",
    "input-cursor-text-style": "underline",
    "input-selection-background": "ansi_default",
    "input-selection-foreground": "ansi_default",
    "over": "ansi_default",
    "over-style": "dim",
}
SIXTEEN = Theme(
    name="16",
    ansi=True,
    primary="ansi_cyan",
    secondary="ansi_cyan",
    accent="ansi_cyan",
    warning="ansi_yellow",
    error="ansi_bright_red",
    success="ansi_green",
    foreground="ansi_default",
    background="ansi_default",
    surface="ansi_default",
    panel="ansi_default",
    boost="ansi_default",
    variables=_ANSI,
)
PLAIN = Theme(
    name="plain",
    ansi=True,
    primary="ansi_default",
    secondary="ansi_default",
    accent="ansi_default",
    warning="ansi_default",
    error="ansi_default",
    success="ansi_default",
    foreground="ansi_default",
    background="ansi_default",
    surface="ansi_default",
    panel="ansi_default",
    boost="ansi_default",
    variables=_ANSI,
)
THEMES = {theme.name: theme for theme in (DARK, LIGHT, SIXTEEN, PLAIN)}
TITLES = {"dark": N_("Dark"), "light": N_("Light"), "16": N_("16 colours"), "plain": N_("No colour")}
DEFAULTS = {"over": "ansi_default", "over-style": "none"}
"""Values of our own variables under a theme that lacks them."""

_FEW = ("linux", "xterm", "screen", "vt100", "vt220", "ansi", "rxvt", "tmux")


def fitting(wanted: str | None, environment: Mapping[str, str] | None = None) -> str:
    """The theme to start with.

    Args:
        wanted: the name in the settings; an unknown one counts as none.
        environment: the process's variables: ``NO_COLOR`` wins over the settings (no-color.org), and a
            terminal of 16 colours over "dark".
    """
    variables = os.environ if environment is None else environment
    if variables.get("NO_COLOR"):
        return PLAIN.name
    few = variables.get("TERM", "") in _FEW and not variables.get("COLORTERM")
    if wanted in THEMES and not (few and wanted == DARK.name):
        return str(wanted)
    return SIXTEEN.name if few else DARK.name
