"""Appointments and telling

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_PLAIN = sa.String().with_variant(sa.String(collation="C"), "postgresql")
_TIME = sqlmodel.sql.sqltypes.UTCDateTime()
_LIVE = sa.text("state IN ('booked', 'moved')")


def _code(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=24)


def upgrade() -> None:
    """When a point expects a customer, and what customers were told."""
    _appointments()
    _notices()


def _appointments() -> None:
    op.create_table(
        "appointment",
        sa.Column("id", _ID, nullable=False),
        sa.Column("uid", _PLAIN, nullable=False),
        sa.Column("case_id", _ID, nullable=False),
        sa.Column("dispatch_id", _ID, nullable=False),
        sa.Column("point_id", _ID, nullable=False),
        sa.Column("from_at", _TIME, nullable=False),
        sa.Column("to_at", _TIME, nullable=False),
        sa.Column(
            "state",
            _code("appointment_state", "booked", "moved", "cancelled", "kept", "missed"),
            nullable=False,
        ),
        sa.Column("sequence", _ID, nullable=False),
        sa.Column("agent_id", _ID, nullable=True),
        sa.Column("made_at", _TIME, nullable=False),
        sa.Column("changed_at", _TIME, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_appointment_case_id_case")),
        sa.ForeignKeyConstraint(
            ["dispatch_id"], ["dispatch.id"], name=op.f("fk_appointment_dispatch_id_dispatch")
        ),
        sa.ForeignKeyConstraint(
            ["point_id"], ["service_point.id"], name=op.f("fk_appointment_point_id_service_point")
        ),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_appointment_agent_id_agent")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointment")),
        sa.UniqueConstraint("uid", name=op.f("uq_appointment_uid")),
    )
    op.create_index(
        "uq_appointment_live_case_id",
        "appointment",
        ["case_id"],
        unique=True,
        sqlite_where=_LIVE,
        postgresql_where=_LIVE,
    )
    op.create_index("ix_appointment_point_id_from_at", "appointment", ["point_id", "from_at"])
    op.create_index("ix_appointment_case_id", "appointment", ["case_id"])
    op.create_index(op.f("ix_appointment_dispatch_id"), "appointment", ["dispatch_id"])


def _notices() -> None:
    op.create_table(
        "notice",
        sa.Column("id", _ID, nullable=False),
        sa.Column("case_id", _ID, nullable=False),
        sa.Column("occasion", _code("occasion", "routed", "appointment", "ready", "closed"), nullable=False),
        sa.Column("cause", _PLAIN, nullable=True),
        sa.Column("appointment_id", _ID, nullable=True),
        sa.Column("channel", _code("channel", "webhook", "email", "sms"), nullable=False),
        sa.Column("message_id", _ID, nullable=False),
        sa.Column("zone", _PLAIN, nullable=False),
        sa.Column("at", _TIME, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_notice_case_id_case")),
        sa.ForeignKeyConstraint(
            ["appointment_id"], ["appointment.id"], name=op.f("fk_notice_appointment_id_appointment")
        ),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_notice_message_id_message")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("cause", name=op.f("uq_notice_cause")),
    )
    for name in ("case_id", "appointment_id", "message_id"):
        op.create_index(op.f(f"ix_notice_{name}"), "notice", [name])
