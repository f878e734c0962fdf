"""Lines break where a reader of Chinese or English expects it; what is cut shows it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.text import Text

from screens.widgets.breaking import broken

MIXED = st.text(alphabet="ab 1.,-车故障。，（）“”\n…", max_size=60)


def lines(text: str, width: int) -> list[str]:
    return [line.plain for line in broken(Text(text), width)]


@pytest.mark.parametrize(
    ("text", "width", "wanted"),
    [
        ("one two three", 7, ["one two", "three"]),
        ("最迟14:40前给您回话", 8, ["最迟", "14:40前", "给您回话"]),
        ("最迟 14:40 前给您", 10, ["最迟 14:40", "前给您"]),
        ("故障灯亮。昨天", 8, ["故障灯", "亮。昨天"]),
        ("说“好的”吧", 4, ["说", "“好", "的”", "吧"]),
        ("one\n\ntwo", 9, ["one", "", "two"]),
        ("longerthanaline", 6, ["longer", "thanal", "ine"]),
        ("", 9, [""]),
    ],
)
def test_where_lines_break(text: str, width: int, wanted: list[str]) -> None:
    assert lines(text, width) == wanted


@given(MIXED, st.integers(6, 30))
def test_nothing_is_lost_and_lines_fit(text: str, width: int) -> None:
    found = lines(text, width)
    assert "".join("".join(found).split()) == "".join(text.split())
    assert all(cell_len(line) <= width for line in found)
