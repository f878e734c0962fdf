"""Asterisk's protocol: read however it comes, written so that nobody's value becomes a command."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from callcenter.calls.views import DialOrder
from callcenter.worker.ami.dialler import How, originate
from callcenter.worker.ami.members import Members
from callcenter.worker.ami.names import House, telephone
from callcenter.worker.ami.protocol import LONGEST_LINE, Message, Reader, written
from callcenter.worker.ami.switchboard import Switchboard

NAMES = st.from_regex(r"[A-Za-z][A-Za-z0-9-]{0,9}", fullmatch=True)
VALUES = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Zl", "Zp")), max_size=12)
AT = datetime(2026, 3, 2, tzinfo=UTC)
WORDS = st.sampled_from(
    ["1.1", "1.2", "", "<unknown>", "201", "PJSIP/201-0000000a", "PJSIP/trunk-0000000b", "Service", "ANSWER",
     "Local/202@x-0000000c;2", "transfer", "\x00", "-5", "013912345678"]
)  # fmt: skip
KEYS = ("Linkedid", "Uniqueid", "DestUniqueid", "Channel", "DestChannel", "Interface", "Queue", "CallerIDNum",
        "DialStatus", "Reason", "Status", "TalkTime", "TransfereeLinkedid", "TransferTargetChannel")  # fmt: skip
EVENTS = ("QueueCallerJoin", "AgentCalled", "AgentConnect", "AgentComplete", "QueueCallerAbandon", "DialBegin",
          "DialEnd", "Hangup", "AttendedTransfer", "QueueMemberStatus", "QueueMemberRemoved")  # fmt: skip


@settings(max_examples=60)
@given(st.lists(st.lists(st.tuples(NAMES, VALUES), min_size=1, max_size=4), max_size=4), st.integers(1, 50))
def test_what_is_written_is_read_however_it_is_cut(told: list[list[tuple[str, str]]], step: int) -> None:
    whole = b"Asterisk Call Manager/9.0.0\r\n" + b"".join(written("Act", fields) for fields in told)
    reader = Reader()
    read = [one for at in range(0, len(whole), step) for one in reader.feed(whole[at : at + step])]
    assert reader.banner == "Asterisk Call Manager/9.0.0"
    assert len(read) == len(told)
    for message, fields in zip(read, told, strict=True):
        for name, _ in fields:
            said = [value.strip() for other, value in fields if other.lower() == name.lower()]
            heard = message.every(name.swapcase())
            assert list(heard[-len(said) :]) == said


@settings(max_examples=60)
@given(st.binary(max_size=200), st.integers(1, 30))
@example(b"x" * (3 * LONGEST_LINE) + b"\r\nEvent: A\r\n\r\nEvent: B\r\n\r\n", 1000)
@example(b"Event: " + b"x" * (2 * LONGEST_LINE) + b"\r\n\r\nEvent: B\r\n\r\n", 4096)
def test_garbage_is_bounded_and_no_fault_and_cutting_changes_nothing(noise: bytes, step: int) -> None:
    cut, whole = Reader(), Reader()
    first = [
        str(one) + one.event for at in range(0, len(noise), step) for one in cut.feed(noise[at : at + step])
    ]
    assert first == [str(one) + one.event for one in whole.feed(noise)]
    assert all(len(one) < LONGEST_LINE + 100 for one in first)


@settings(max_examples=80)
@given(
    st.lists(st.tuples(st.sampled_from(EVENTS), st.dictionaries(st.sampled_from(KEYS), WORDS)), max_size=12)
)
def test_any_events_in_any_order_are_no_fault_and_told_twice_no_news(
    told: list[tuple[str, dict[str, Any]]],
) -> None:
    house = House({"201": "wangfang"})
    board, members = Switchboard(house), Members()
    for event, fields in told:
        message = Message([("Event", event), *fields.items()])
        board.hear(message, AT)
        members.hear(message, AT)
        assert not members.hear(message, AT)
    assert len(board.lines) <= len(told)


@pytest.mark.parametrize("value", ["1\r\nAction: Originate", "1\nX: y", "1\x00", "1\u2028X: y", "\x85"])
def test_a_value_with_a_lines_end_is_never_sent(value: str) -> None:
    with pytest.raises(ValueError, match="can't be said"):
        written("Originate", [("Exten", value)])
    with pytest.raises(ValueError, match="X y"):
        written("Originate", [("X y", "1")])


@pytest.mark.parametrize(
    "number", ["", "+", "8812", "139 1234 5678", "+86139\r\nX: y", "+86139&SIP/1", "+٨٦١٣٩١٢٣٤٥٦"]
)
def test_only_whole_numbers_are_dialled(number: str) -> None:
    with pytest.raises(ValueError, match="no number"):
        originate(DialOrder(1, "201", number), How(), "c")


def test_a_number_is_dialled_as_the_lines_want_it() -> None:
    fields = dict(
        originate(DialOrder(7, "201", "+8613912345678"), How("SIP/{extension}", "out", "00"), "c-7")
    )
    assert (fields["Channel"], fields["Context"], fields["Exten"]) == ("SIP/201", "out", "008613912345678")
    assert fields["CallerID"] == "201", "the customer's own number is nothing to show the customer"


@pytest.mark.parametrize(
    ("channel", "name"),
    [
        ("PJSIP/201-0000001a", "PJSIP/201"),
        ("PJSIP/201", "PJSIP/201"),
        ("SIP/agent.name-00000018", "SIP/agent.name"),
        ("Local/201@from-queue-00000004;1", "201"),
        ("Local/201@from-queue/n", "201"),
        ("", ""),
    ],
)
def test_telephones_by_their_channels(channel: str, name: str) -> None:
    assert telephone(channel) == name


def test_secrets_and_numbers_are_not_shown() -> None:
    assert "1391" not in repr(Message([("Event", "X"), ("CallerIDNum", "13912345678")]))
