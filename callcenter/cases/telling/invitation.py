"""An appointment as calendars read it (RFC 5545, 5546): asked for, moved by a higher number, cancelled."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from icalendar import Calendar, Event, vCalAddress, vText


@dataclass(frozen=True, slots=True)
class Entry:
    """One appointment in one of its states."""

    uid: str
    sequence: int
    from_at: datetime
    to_at: datetime
    summary: str
    location: str = ""
    sender: str = ""
    """The house's e-mail address."""
    house: str = ""
    cancelled: bool = False


def attachment(entry: Entry, at: datetime) -> dict[str, Any]:
    """The file for an e-mail, as the outbox takes attachments.

    Args:
        entry: the appointment.
        at: when this state of it was made.
    """
    method = "CANCEL" if entry.cancelled else "REQUEST"
    return {
        "filename": "appointment.ics",
        "content_type": f"text/calendar; method={method}; charset=utf-8",
        "text": _calendar(entry, method, at).to_ical().decode(),
    }


def _calendar(entry: Entry, method: str, at: datetime) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//callcenter//appointments//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", at.astimezone(UTC).replace(microsecond=0))
    event.add("dtstart", entry.from_at.astimezone(UTC))
    event.add("dtend", entry.to_at.astimezone(UTC))
    event.add("summary", entry.summary)
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    if entry.location:
        event.add("location", entry.location)
    if entry.sender:
        event.add("organizer", _organizer(entry))
    calendar.add_component(event)
    return calendar


def _organizer(entry: Entry) -> vCalAddress:
    address = vCalAddress(f"mailto:{entry.sender}")
    if entry.house:
        address.params["cn"] = vText(entry.house)
    return address
