"""Roads and geocodes; what a person saw to that could not be delivered, and who must be rung

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_PLAIN = sa.String().with_variant(sa.String(collation="C"), "postgresql")
_TIME = sqlmodel.sql.sqltypes.UTCDateTime()
_FAILED = sa.text("state = 'failed' AND settled_at IS NULL")
_UNTOLD = sa.text("end_untold_at IS NOT NULL")


def upgrade() -> None:
    op.add_column("message", sa.Column("settled_at", _TIME, nullable=True))
    op.create_index("ix_message_failed", "message", ["id"], sqlite_where=_FAILED, postgresql_where=_FAILED)
    op.add_column("dispatch", sa.Column("end_untold_at", _TIME, nullable=True))
    op.create_index(
        "ix_dispatch_end_untold_at",
        "dispatch",
        ["end_untold_at"],
        sqlite_where=_UNTOLD,
        postgresql_where=_UNTOLD,
    )
    op.create_table(
        "geocode",
        sa.Column("asked", _PLAIN, nullable=False),
        sa.Column("lat", sa.Float(), nullable=True),
        sa.Column("lon", sa.Float(), nullable=True),
        sa.Column("at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("asked", name=op.f("pk_geocode")),
    )
