"""What is held of appointments and of what customers were told: times, codes and keys, which stay."""

from sqlmodel import col

from callcenter.cases.telling.models import Appointment, Notice
from callcenter.store.holdings import Holding

HOLDINGS = (
    Holding(
        Notice, lambda whose: col(Notice.case_id).in_(whose.cases),
        stays=(
            "id", "case_id", "occasion", "cause", "appointment_id", "channel", "message_id", "zone", "at",
        ),
        withheld=("cause",),
    ),
    Holding(
        Appointment, lambda whose: col(Appointment.case_id).in_(whose.cases),
        stays=(
            "id", "uid", "case_id", "dispatch_id", "point_id", "from_at", "to_at", "state", "sequence",
            "agent_id", "made_at", "changed_at",
        ),
    ),
)  # fmt: skip
