"""A line that never wraps."""

from rich.text import Text
from textual.widget import Widget


def one_line(widget: Widget, text: Text) -> Text:
    """Cut a line at the widget's width with an ellipsis.

    Textual heeds neither ``no_wrap`` nor ``overflow``: it wraps, and drops whole words without a sign.

    Args:
        widget: paints it.
        text: is changed in its place.
    """
    if widget.size.width:
        text.truncate(widget.size.width, overflow="ellipsis")
    return text
