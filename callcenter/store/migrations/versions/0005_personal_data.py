"""Personal data: what was erased and when, and the files that hold some

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_PLAIN = sa.String().with_variant(sa.String(collation="C"), "postgresql")
_TIME = sqlmodel.sql.sqltypes.UTCDateTime()


def upgrade() -> None:
    op.create_table(
        "erasure",
        sa.Column("id", _ID, nullable=False),
        sa.Column("customer_id", _ID, nullable=False),
        sa.Column("merged_ids", sa.JSON(), nullable=False),
        sa.Column("at", _TIME, nullable=False),
        sa.Column("agent_id", _ID, nullable=True),
        sa.Column("why", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("cleaned_at", _TIME, nullable=True),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("fk_erasure_customer_id_customer")
        ),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_erasure_agent_id_agent")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure")),
    )
    op.create_index(op.f("ix_erasure_customer_id"), "erasure", ["customer_id"])
    op.create_table(
        "erased_words",
        sa.Column("event_id", _ID, nullable=False),
        sa.Column("at", _TIME, nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_erased_words_event_id_event")),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_erased_words")),
    )
    op.create_table(
        "written_file",
        sa.Column("id", _ID, nullable=False),
        sa.Column("path", _PLAIN, nullable=False),
        sa.Column("kind", _PLAIN, nullable=False),
        sa.Column("at", _TIME, nullable=False),
        sa.Column("removed_at", _TIME, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_written_file")),
        sa.UniqueConstraint("path", name=op.f("uq_written_file_path")),
    )
    op.create_index(op.f("ix_event_seal_last_event_id"), "event_seal", ["last_event_id"], unique=True)
    # By which all that belongs to one customer is found without reading whole tables.
    op.create_index(op.f("ix_call_case_id"), "call", ["case_id"])
    op.create_index(op.f("ix_call_back_customer_id"), "call_back", ["customer_id"])
    op.create_index(op.f("ix_call_back_case_id"), "call_back", ["case_id"])
    merged = sa.text("merged_into_id IS NOT NULL")
    op.create_index(
        op.f("ix_customer_merged_into_id"), "customer", ["merged_into_id"], sqlite_where=merged,
        postgresql_where=merged,
    )  # fmt: skip
