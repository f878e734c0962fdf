"""The list of calls: newest first, a page at a time, or what is to be called back."""

from datetime import timedelta
from typing import Any

import pytest

from callcenter.calls import listing
from callcenter.calls.views import CallEvent, CallPage
from callcenter.errors import Invalid


def told(board: Any, call_id: str, type_: str, minute: float, **more: Any) -> None:
    values: dict[str, Any] = {"source": "s", "direction": "in", "number": "+8613912345678"} | more
    board.tell(CallEvent(call_id=call_id, type=type_, at=board.now + timedelta(minutes=minute), **values))


def page(board: Any, **how: Any) -> CallPage:
    with board.store.read() as connection:
        return listing.page(connection, now=board.now, **how)


def test_newest_first_a_page_at_a_time(board: Any) -> None:
    wang = board.customer("王小明", "+8613912345678")
    for minute in (3, 1, 2, 2):
        told(board, f"c{minute}-{len(board.calls)}", "ringing", minute, agent="201", queue="Service")
    first = page(board, limit=3)
    second = page(board, limit=3, after=first.after)
    began = [row.ringing_at for row in (*first.rows, *second.rows)]
    assert began == [board.now + timedelta(minutes=minute) for minute in (3, 2, 2, 1)]
    assert len({row.call_id for row in (*first.rows, *second.rows)}) == 4
    assert (second.after, first.rows[0].customer_id) == (None, wang)
    assert (first.rows[0].customer, first.rows[0].agent, first.rows[0].queue) == (
        "王小明",
        "wangfang",
        "Service",
    )
    for key in ("x", "_", "2026-03-02_1", "2026-03-02T00:00:00+00:00_99999999999999999999"):
        with pytest.raises(Invalid):
            page(board, after=key)


def test_what_is_to_be_called_back(board: Any) -> None:
    told(board, "missed", "ended", 1, cause="no_answer")
    told(board, "other", "ended", 2, number="+442079460018")
    told(board, "withheld", "ended", 3, number="")
    told(board, "fine", "ended", 4, number="+16175551212", talk_s=9.0)
    assert [row.caller for row in page(board, scope="missed").rows] == ["", "+442079460018", "+8613912345678"]
    told(board, "again", "ended", 5, cause="no_answer")
    assert len(page(board, scope="missed").rows) == 4
    told(board, "back", "ended", 6, direction="out", talk_s=20.0)
    assert [row.caller for row in page(board, scope="missed").rows] == ["", "+442079460018"]
