"""The change feed in commit order

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

from callcenter.store.columns import Xid8

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        column = sa.Column("xid", Xid8(), server_default=sa.text("pg_current_xact_id()"), nullable=False)
    else:
        column = sa.Column("xid", sa.BigInteger(), server_default=sa.text("0"), nullable=False)
    op.add_column("change", column)
    op.create_index(op.f("ix_change_xid_seq"), "change", ["xid", "seq"])
