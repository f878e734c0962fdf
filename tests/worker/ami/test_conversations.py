"""What Asterisk tells of calls and agents, said through a socket, and what stands in the store then."""

from typing import Any

from callcenter.floor.models import AgentStateInterval, QueueMember
from callcenter.people.models import Agent
from tests.ami_server import frame

CALLER = "013912345678"
TRUNK = "PJSIP/trunk-0000000a"


def of(call: str, **more: Any) -> dict[str, Any]:
    """The fields of an event about the caller's channel."""
    return {"Channel": TRUNK, "CallerIDNum": CALLER, "Exten": "s", "Uniqueid": call, "Linkedid": call} | more


def joins(call: str, **more: Any) -> bytes:
    return frame(Event="QueueCallerJoin", **of(call, Queue="Service", Position=1, Count=1), **more)


def member(extension: str) -> dict[str, Any]:
    return {"Queue": "Service", "MemberName": extension, "Interface": f"PJSIP/{extension}"}


def rings(call: str, extension: str) -> bytes:
    leg = f"{call}.{extension}"
    dest = {"DestChannel": f"PJSIP/{extension}-0000000b", "DestUniqueid": leg, "DestLinkedid": call}
    return frame(Event="AgentCalled", **of(call), **dest, **member(extension))


def silent(call: str, extension: str) -> bytes:
    return frame(Event="AgentRingNoAnswer", **of(call), **member(extension), RingTime=15000)


def connects(call: str, extension: str) -> bytes:
    leave = frame(Event="QueueCallerLeave", **of(call), Queue="Service")
    return leave + frame(Event="AgentConnect", **of(call), **member(extension), RingTime=6, HoldTime=7)


def completes(call: str, extension: str, reason: str = "caller") -> bytes:
    return frame(Event="AgentComplete", **of(call), **member(extension), TalkTime=60, Reason=reason)


def dial(call: str, extension: str) -> dict[str, Any]:
    leg = {"DestChannel": f"PJSIP/{extension}-0000000c", "DestUniqueid": f"{call}.{extension}"}
    return of(call) | leg | {"DestLinkedid": call}


def begins(call: str, extension: str, **more: Any) -> bytes:
    return frame(Event="DialBegin", **(dial(call, extension) | more), DialString=extension)


def ends(call: str, extension: str, status: str) -> bytes:
    return frame(Event="DialEnd", **dial(call, extension), DialStatus=status)


def hangs_up(call: str, channel: str = "", cause: int = 16) -> bytes:
    return frame(Event="Hangup", **of(call) | {"Uniqueid": channel or call}, Cause=cause)


def news_of(exchange: Any) -> tuple[str, str, str | None]:
    call = exchange.call
    return call.state.value, exchange.login(call.agent_id), call.cause


def pops(exchange: Any, login: str) -> int:
    """How often the caller stands on an agent's screen."""
    return sum(one.call_id == exchange.call.id for one in exchange.desk(login).ringing())


def test_a_queue_call_that_is_answered(any_exchange: Any) -> None:
    exchange = any_exchange
    exchange.start()
    exchange.server.wait_ready()
    exchange.told(frame(Event="Newchannel", **of("1.1")), joins("1.1"))
    assert news_of(exchange) == ("ringing", "", None)
    assert (exchange.call.e164, exchange.call.direction, exchange.call.source) == (
        "+8613912345678",
        "in",
        "ami",
    )
    exchange.told(begins("1.1", "201"), rings("1.1", "201"))
    assert news_of(exchange) == ("ringing", "wangfang", None)
    exchange.told(ends("1.1", "201", "ANSWER"), connects("1.1", "201"))
    assert news_of(exchange) == ("answered", "wangfang", None)
    exchange.told(completes("1.1", "201"), hangs_up("1.1", "1.1.201"), hangs_up("1.1"))
    assert news_of(exchange) == ("ended", "wangfang", "normal")
    ended = exchange.call
    exchange.told(completes("1.1", "201"), hangs_up("1.1"), rings("1.1", "202"), connects("1.1", "202"))
    assert exchange.call.ended_at == ended.ended_at, "told twice and late, nothing goes back"


def test_a_caller_who_gives_up_is_missed(exchange: Any) -> None:
    exchange.start()
    exchange.server.wait_ready()
    abandoned = frame(Event="QueueCallerAbandon", **of("1.2"), Queue="Service", HoldTime=20)
    exchange.told(joins("1.2"), rings("1.2", "201"), abandoned, hangs_up("1.2"))
    assert news_of(exchange)[::2] == ("missed", "cancelled")


def test_who_doesnt_answer_misses_nothing_while_it_rings_on(exchange: Any) -> None:
    exchange.start()
    exchange.server.wait_ready()
    exchange.told(joins("1.3"), rings("1.3", "201"), silent("1.3", "201"))
    assert news_of(exchange) == ("ringing", "", None)
    assert (pops(exchange, "wangfang"), pops(exchange, "lilei")) == (1, 1), (
        "at nobody's, so for all of the queue"
    )
    exchange.told(rings("1.3", "202"))
    assert news_of(exchange) == ("ringing", "lilei", None)
    assert (pops(exchange, "wangfang"), pops(exchange, "lilei")) == (0, 1)
    exchange.told(rings("1.3", "201"))
    assert news_of(exchange) == ("ringing", "", None), "at both, so for all of the queue"
    exchange.told(connects("1.3", "202"))
    assert news_of(exchange) == ("answered", "lilei", None)


def test_a_transfer_is_answered_by_the_next_agent_and_no_end(exchange: Any) -> None:
    exchange.start()
    exchange.server.wait_ready()
    exchange.told(joins("1.4"), rings("1.4", "201"), connects("1.4", "201"))
    blind = frame(Event="BlindTransfer", TransfereeLinkedid="1.4", Extension="202", Result="Success")
    exchange.told(blind, completes("1.4", "201", "transfer"), hangs_up("1.4", "1.4.201"))
    exchange.told(begins("1.4", "202"), ends("1.4", "202", "ANSWER"))
    assert news_of(exchange) == ("answered", "lilei", None)
    asked = {"TransfereeChannel": TRUNK, "TransfereeLinkedid": "1.4"}
    target = {"TransferTargetChannel": "PJSIP/201-0000002a", "TransferTargetLinkedid": "1.9"}
    exchange.told(frame(Event="AttendedTransfer", Result="Success", **asked, **target))
    assert news_of(exchange) == ("answered", "wangfang", None)
    exchange.told(hangs_up("1.4"))
    assert news_of(exchange) == ("ended", "wangfang", "normal")


def test_calls_without_a_queue_and_those_that_are_nobodys_business(exchange: Any) -> None:
    exchange.start()
    exchange.server.wait_ready()
    out = {"Channel": "PJSIP/201-0000000d", "CallerIDNum": "201", "Exten": "913912345678"}
    other = {"DestChannel": "PJSIP/trunk-0000000e", "DestUniqueid": "2.2", "DestCallerIDNum": "13912345678"}
    exchange.told(
        begins("2.0", "202", Channel="PJSIP/201-0000000f", CallerIDNum="201"),
        frame(Event="DialBegin", **of("2.9"), DestChannel="PJSIP/fax-00000010", DestUniqueid="2.91"),
        begins("2.3", "201", CallerIDNum="<unknown>"), ends("2.3", "201", "NOANSWER"), hangs_up("2.3"),
        frame(Event="DialBegin", **of("2.1") | out | other, DestLinkedid="2.1"),
        frame(Event="DialEnd", **of("2.1") | out | other, DialStatus="ANSWER"),
        hangs_up("2.1", "2.1"),
    )  # fmt: skip
    missed, rung = exchange.calls
    assert (missed.state, missed.number, missed.cause) == ("missed", None, "no_answer")
    assert (rung.direction, rung.number, rung.state) == ("out", "913912345678", "answered")
    assert exchange.login(rung.agent_id) == "wangfang"
    exchange.told(hangs_up("2.1", "2.2"))
    assert exchange.calls[1].state == "ended"


def test_what_agents_do_is_kept_as_intervals(any_exchange: Any) -> None:
    exchange = any_exchange
    here = {"Location": "PJSIP/201", "Name": "Wang", "Status": 1, "Paused": 0, "InCall": 0}
    exchange.server.members = [{"Queue": "Service", **here}, {"Queue": "Sales", **here}]
    exchange.start()
    exchange.server.wait_ready()
    (wang,) = (one.id for one in exchange.rows(Agent) if one.login == "wangfang")

    def status(event: str, **more: Any) -> bytes:
        told = member("201") | {"Status": 1, "Paused": 0, "InCall": 0} | more
        return frame(Event=event, **told)

    paused = {"Paused": 1, "PausedReason": "lunch"}
    exchange.told(
        status("QueueMemberStatus", Status=2), status("QueueMemberStatus", Status=2, Queue="Sales"),
        status("QueueMemberStatus"), status("QueueMemberStatus", Queue="Sales"),
        status("QueueMemberPause", **paused), status("QueueMemberPause", **paused, Queue="Sales"),
        status("QueueMemberPause"),
        status("QueueMemberRemoved", Queue="Sales"),
        status("QueueMemberRemoved"),
        frame(Event="QueueMemberStatus", Queue="Service", Interface="PJSIP/999", Status=1),
    )  # fmt: skip
    lived = [(one.state.value, one.reason, one.to_at is None) for one in exchange.rows(AgentStateInterval)]
    assert lived == [
        ("ready", None, False), ("on_call", None, False), ("ready", None, False), ("paused", "lunch", False),
        ("ready", None, False), ("away", None, True),
    ]  # fmt: skip
    assert [(one.queue, one.to_at is None) for one in exchange.rows(QueueMember)] == [
        ("Sales", False), ("Service", False),
    ]  # fmt: skip
    assert {one.agent_id for one in exchange.rows(AgentStateInterval)} == {wang}
