"""Times as agents type them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screens.widgets.when import read_when

ZONE = ZoneInfo("Asia/Shanghai")
MONDAY = datetime(2026, 3, 2, 10, 40, tzinfo=ZONE)
SAID = {
    "14:30": "2026-03-02 14:30",
    "9:00": "2026-03-03 09:00",
    "14.30": "2026-03-02 14:30",
    "2pm": "2026-03-02 14:00",
    "14": "2026-03-02 14:00",
    "tomorrow 9": "2026-03-03 09:00",
    "tomorrow at 9": "2026-03-03 09:00",
    "tomorrow": "2026-03-03 18:00",
    "2 pm tomorrow": "2026-03-03 14:00",
    "tonight 8": "2026-03-02 20:00",
    "Tue 10:00": "2026-03-03 10:00",
    "Tue, 10:00": "2026-03-03 10:00",
    "fri 5pm": "2026-03-06 17:00",
    "Mon 15": "2026-03-02 15:00",
    "mon 9": "2026-03-09 09:00",
    "next mon 15": "2026-03-09 15:00",
    "2026-03-05 14:00": "2026-03-05 14:00",
    "2026-03-05T14:00": "2026-03-05 14:00",
    "2026-03-05": "2026-03-05 18:00",
    "5.3. 14:00": "2026-03-05 14:00",
    "5 mar 14:00": "2026-03-05 14:00",
    "Mar 5 2pm": "2026-03-05 14:00",
    "1.3. 9": "2027-03-01 09:00",
    "in 2 h": "2026-03-02 12:40",
    "+30min": "2026-03-02 11:10",
    "in 3 days": "2026-03-05 10:40",
    "明天9点": "2026-03-03 09:00",
    "明天上午9点半": "2026-03-03 09:30",
    "今天下午3点": "2026-03-02 15:00",
    "今晚8点": "2026-03-02 20:00",
    "下午3点": "2026-03-02 15:00",
    "后天 10:30": "2026-03-04 10:30",
    "周二10点": "2026-03-03 10:00",
    "下周二9点": "2026-03-10 09:00",
    "星期五下午2点15分": "2026-03-06 14:15",
    "3月5日14点": "2026-03-05 14:00",
    "3月5号": "2026-03-05 18:00",
    "2小时后": "2026-03-02 12:40",
    "９：３０": "2026-03-03 09:30",
}


@pytest.mark.parametrize("text", SAID)
def test_what_agents_type(text: str) -> None:
    found = read_when(text, MONDAY, ZONE)
    assert found is not None
    assert f"{found.astimezone(ZONE):%Y-%m-%d %H:%M}" == SAID[text]


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "soon",
        "25:00",
        "12:61",
        "2026-13-01",
        "2026-01-01",
        "today 9:00",
        "tomorrow or so",
        "31.2. 9",
        "5",
    ],
)
def test_what_means_no_time_to_come(text: str) -> None:
    if text == "5":
        assert read_when(text, MONDAY, ZONE) == datetime(2026, 3, 3, 5, tzinfo=ZONE)
    else:
        assert read_when(text, MONDAY, ZONE) is None


moments = st.integers(1, 38_000_000).map(lambda minutes: MONDAY + timedelta(minutes=minutes))


@given(moments)
def test_a_date_with_a_time_means_itself(at: datetime) -> None:
    for text in (f"{at:%Y-%m-%d %H:%M}", f"{at:%Y年%m月%d日%H点%M分}", f"{at:%Y/%m/%d %H:%M}"):
        assert read_when(text, MONDAY, ZONE) == at.astimezone(UTC)


@given(moments)
def test_a_weekday_with_a_time_is_within_the_week(at: datetime) -> None:
    for text in (f"{at:%a %H:%M}", f"{at:%A} {at:%H:%M}"):
        found = read_when(text, MONDAY, ZONE)
        assert found is not None
        here = found.astimezone(ZONE)
        assert (here.weekday(), here.hour, here.minute) == (at.weekday(), at.hour, at.minute)
        assert timedelta() < found - MONDAY <= timedelta(days=7)


@given(
    st.text(alphabet="0123456789:.-/ 年月日点半上下午周明天一二三tomrwnexuampdh+in今后小时", max_size=16),
    moments,
)
def test_any_text_is_a_time_to_come_or_none(text: str, now: datetime) -> None:
    found = read_when(text, now, ZONE)
    assert found is None or found > now
    assert found is None or found.tzinfo is UTC


def test_a_time_that_the_clock_change_leaves_out_is_still_one() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    now = datetime(2026, 3, 28, 20, tzinfo=berlin)
    found = read_when("tomorrow 2:30", now, berlin)
    assert found is not None
    assert timedelta(hours=5) <= found - now <= timedelta(hours=7)
