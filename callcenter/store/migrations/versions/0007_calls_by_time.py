"""Calls are found by their time, and those that go on by a small index of their own

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

OPEN = sa.text("ended_at IS NULL")


def upgrade() -> None:
    op.create_index("ix_call_ringing_at_id", "call", ["ringing_at", "id"])
    op.create_index("ix_call_open", "call", ["id"], sqlite_where=OPEN, postgresql_where=OPEN)
