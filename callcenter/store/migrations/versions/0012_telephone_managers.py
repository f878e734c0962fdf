"""Telephone managers: numbers to ring, and who is in which queue

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_PLAIN = sa.String().with_variant(sa.String(collation="C"), "postgresql")
_TIME = sqlmodel.sql.sqltypes.UTCDateTime()


def upgrade() -> None:
    op.create_table(
        "dial",
        sa.Column("id", _ID, nullable=False),
        sa.Column("agent_id", _ID, nullable=False),
        sa.Column("extension", _PLAIN, nullable=False),
        sa.Column("number", _PLAIN, nullable=False),
        sa.Column("customer_id", _ID, nullable=True),
        sa.Column("case_id", _ID, nullable=True),
        sa.Column("asked_at", _TIME, nullable=False),
        sa.Column("taken_at", _TIME, nullable=True),
        sa.Column("sent_at", _TIME, nullable=True),
        sa.Column("done_at", _TIME, nullable=True),
        sa.Column("failed", _PLAIN, nullable=True),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_dial_agent_id_agent")),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_dial_customer_id_customer")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_dial_case_id_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dial")),
    )
    undone = sa.text("done_at IS NULL")
    op.create_index("ix_dial_undone", "dial", ["id"], sqlite_where=undone, postgresql_where=undone)
    op.create_index("ix_dial_customer_id", "dial", ["customer_id"])
    op.create_index("ix_dial_case_id", "dial", ["case_id"])
    op.create_index("ix_dial_asked_at", "dial", ["asked_at"])
    op.create_table(
        "queue_member",
        sa.Column("id", _ID, nullable=False),
        sa.Column("agent_id", _ID, nullable=False),
        sa.Column("queue", _PLAIN, nullable=False),
        sa.Column("from_at", _TIME, nullable=False),
        sa.Column("to_at", _TIME, nullable=True),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_queue_member_agent_id_agent")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_queue_member")),
    )
    op.create_index("ix_queue_member_agent_id_from_at", "queue_member", ["agent_id", "from_at"])
