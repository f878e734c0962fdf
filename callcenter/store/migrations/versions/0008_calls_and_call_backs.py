"""Missed calls that are done, and who promised, takes and makes a call-back

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_PLAIN = sa.String().with_variant(sa.String(collation="C"), "postgresql")
_TIME = sqlmodel.sql.sqltypes.UTCDateTime()


def upgrade() -> None:
    op.add_column("call", sa.Column("done_at", _TIME, nullable=True))
    missed = sa.text("state = 'missed' AND done_at IS NULL")
    op.create_index(
        "ix_call_missed", "call", ["ringing_at", "id"], sqlite_where=missed, postgresql_where=missed
    )
    with op.batch_alter_table("call_back") as table:
        for name in ("kind", "code"):
            table.add_column(sa.Column(name, _PLAIN, nullable=True))
        for name in ("made_at", "taken_at"):
            table.add_column(sa.Column(name, _TIME, nullable=True))
        table.add_column(sa.Column("said", sqlmodel.sql.sqltypes.AutoString(), nullable=True))
        for name in ("made_by", "taken_by", "done_by"):
            table.add_column(sa.Column(name, _ID, nullable=True))
            table.create_foreign_key(op.f(f"fk_call_back_{name}_agent"), "agent", [name], ["id"])
    stands = sa.text("done_at IS NULL")
    op.create_index(
        "ix_call_back_open_number", "call_back", ["number"], sqlite_where=stands, postgresql_where=stands
    )
