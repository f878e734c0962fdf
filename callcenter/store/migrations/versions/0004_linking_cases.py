"""Linking, merging and splitting cases

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

from callcenter.store.migrations.widening import widen

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_REASONS = ("customer_yes", "three_tries", "days_passed")


def upgrade() -> None:
    """A reason for closing, when a case rang first, the way back of a link; open safety cases by an index."""
    widen("case", "close_reason", "ck_case_close_reason", _REASONS, (*_REASONS, "merged"))
    op.add_column("case", sa.Column("rang_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))
    is_open = sa.text("closed_at IS NULL")
    op.create_index(
        "ix_case_open_safety",
        "case",
        ["safety", "due_at", "id"],
        sqlite_where=is_open,
        postgresql_where=is_open,
    )
    with op.batch_alter_table("case_link") as table:
        table.add_column(
            sa.Column("agent_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        table.add_column(sa.Column("back", sa.JSON(), nullable=False, server_default="{}"))
        table.create_foreign_key(op.f("fk_case_link_agent_id_agent"), "agent", ["agent_id"], ["id"])
