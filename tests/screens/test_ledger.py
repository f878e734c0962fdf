"""The ledger as it is painted, at any length and width."""

import gc
from typing import Any

import frame_demo as frame
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult

from screens.base import CallcenterScreen
from screens.widgets.ledger import SIGNS, Column, Ledger, fit, layout

COLUMNS = (
    Column("What", 10, grow=1, priority=9),
    Column("Due", 8, priority=7, right=True),
    Column("Who", 12, priority=3),
)


class Row(tuple[int, str]):
    __slots__ = ()


def cells(row: tuple[int, str]) -> tuple[Any, ...]:
    number, word = row
    return word, (f"{number} min", "late" if number < 3 else ""), "王芳"


class ListScreen(CallcenterScreen[None]):
    def body(self) -> ComposeResult:
        yield Ledger[tuple[int, str]](COLUMNS, cells, key=lambda row: row[0], empty="Nothing waits.")

    def on_mount(self) -> None:
        self.heard: list[Any] = []

    @on(Ledger.Moved)
    @on(Ledger.Chosen)
    @on(Ledger.NeedMore)
    def hear(self, event: Ledger.Told) -> None:
        self.heard.append((type(event).__name__, event.row))


class ListApp(frame.DemoApp):
    MODES = {"desk": ListScreen, "queue": frame.QueueDemo}


def app_of() -> ListApp:
    return ListApp(frame.Desk, guard=False)


def rows(number: int, start: int = 0) -> list[tuple[int, str]]:
    return [(at, f"case {at}") for at in range(start, start + number)]


async def test_columns_line_up_by_cells_and_the_cursor_has_a_sign() -> None:
    app = app_of()
    async with app.run_test(size=(60, 12)) as pilot:
        ledger = app.screen.query_one(Ledger)
        ledger.set_rows([(1, "发动机熄火"), (2, "Engine stalls"), (30, "x" * 80)])
        await pilot.pause()
        title, *lines = frame.painted(ledger)
        assert {cell_len(line) for line in (title, *lines)} == {ledger.size.width}
        assert lines[0].startswith("›  发动机熄火")
        assert lines[1].startswith("   Engine stalls")
        assert lines[2][3:].startswith("xxx")
        assert "…" in lines[2]
        ends = {cell_len(line[: line.index(" min") + 4]) for line in lines[:3]}
        assert ends == {cell_len(title[: title.index("Due") + 3])}


async def test_narrow_screens_drop_the_least_important_column() -> None:
    app = app_of()
    async with app.run_test(size=(80, 12)) as pilot:
        ledger = app.screen.query_one(Ledger)
        ledger.set_rows(rows(3))
        await pilot.pause()
        assert "王芳" in frame.painted(ledger)[1]
        await pilot.resize_terminal(30, 12)
        await pilot.pause()
        painted = frame.painted(ledger)
        assert "王芳" not in painted[1]
        assert "0 min" in painted[1]


async def test_the_cursor_stays_on_its_row_when_others_come_and_go() -> None:
    app = app_of()
    async with app.run_test(size=(60, 12)) as pilot:
        ledger = app.screen.query_one(Ledger)
        ledger.set_rows(rows(5))
        await pilot.press("down", "down")
        assert ledger.row == (2, "case 2")
        app.screen.heard.clear()
        ledger.set_rows([(9, "new"), *rows(5)])
        assert ledger.row == (2, "case 2")
        await pilot.pause()
        assert app.screen.heard == [], "the agent's row didn't move"
        ledger.set_rows([(9, "new"), (0, "case 0")])
        assert ledger.row == (0, "case 0")
        ledger.set_rows([])
        assert ledger.row is None
        await pilot.pause()
        assert frame.painted(ledger)[1].strip() == "Nothing waits."


async def test_pages_are_asked_for_once_and_come_at_the_end() -> None:
    app = app_of()
    async with app.run_test(size=(60, 14)) as pilot:
        ledger = app.screen.query_one(Ledger)
        ledger.set_rows(rows(30), more=True)
        await pilot.press("end")
        assert [what for what, _ in app.screen.heard].count("NeedMore") == 1
        assert ledger.position == "30/30"
        ledger.extend(rows(30, 30), more=False)
        await pilot.press("pagedown", "enter")
        assert app.screen.heard[-1] == ("Chosen", ledger.row)
        assert ledger.row is not None
        assert ledger.row[0] > 30
        assert f" {ledger.cursor + 1}/60" in frame.painted(ledger)[0]
        await pilot.press("home")
        assert ledger.row == (0, "case 0")


async def test_changed_rows_are_marked_for_a_moment() -> None:
    app = app_of()
    async with app.run_test(size=(60, 14)) as pilot:
        ledger = app.screen.query_one(Ledger)
        ledger.set_rows(rows(3))
        ledger.mark([1], seconds=0.05)
        assert frame.painted(ledger)[2].startswith(" * case 1")
        await frame.until(pilot, lambda: frame.painted(ledger)[2].startswith("   case 1"))


async def test_a_hundred_thousand_rows_paint_only_what_is_in_view() -> None:
    app = app_of()
    looked_at: list[int] = []

    def counting(row: tuple[int, str]) -> tuple[Any, ...]:
        looked_at.append(row[0])
        return cells(row)

    async with app.run_test(size=(100, 40)) as pilot:
        ledger = app.screen.query_one(Ledger)
        ledger._cells = counting
        gc.collect()
        ledger.set_rows(rows(100_000))
        await pilot.press("end")
        assert ledger.row == (99_999, "case 99999")
        assert len(set(looked_at)) < 120


@given(
    st.lists(
        st.builds(
            Column,
            st.just("t"),
            st.integers(1, 30),
            st.integers(0, 3),
            st.integers(1, 9),
            st.booleans(),
        ),
        min_size=1,
        max_size=9,
    ),
    st.integers(20, 220),
)
def test_columns_fill_the_width_and_never_more(columns: list[Column], width: int) -> None:
    widths = layout(columns, width - SIGNS)
    assert widths
    total = sum(widths.values()) + 2 * (len(widths) - 1)
    fits = total <= width - SIGNS
    assert fits or len(widths) == 1 or all(columns[index].priority == 9 for index in widths)
    if fits and any(columns[index].grow for index in widths):
        assert total == width - SIGNS
    assert all(size >= columns[index].width for index, size in widths.items())


@given(st.text(), st.integers(1, 40), st.booleans())
def test_fit_gives_exactly_the_cells(text: str, width: int, right: bool) -> None:
    assert cell_len(fit(text, width, right)) == width


@pytest.mark.parametrize(
    ("text", "width", "shown"), [("王小明", 6, "王小明"), ("王小明", 5, "王小…"), ("王小明", 4, "王… ")]
)
def test_fit_never_halves_a_wide_character(text: str, width: int, shown: str) -> None:
    assert fit(text, width) == shown
