"""Delivery and keys

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_PLAIN = sa.String().with_variant(sa.String(collation="C"), "postgresql")
_TIME = sqlmodel.sql.sqltypes.UTCDateTime()
LEASED = sa.text("leased_until IS NOT NULL")


def upgrade() -> None:
    op.add_column("access_key", sa.Column("retires_at", _TIME, nullable=True))
    op.create_table(
        "service_point_secret",
        sa.Column("id", _ID, nullable=False),
        sa.Column("point_id", _ID, nullable=False),
        sa.Column("sealed", _PLAIN, nullable=False),
        sa.Column("made_at", _TIME, nullable=False),
        sa.Column("retires_at", _TIME, nullable=True),
        sa.Column("revoked_at", _TIME, nullable=True),
        sa.ForeignKeyConstraint(
            ["point_id"], ["service_point.id"], name=op.f("fk_service_point_secret_point_id_service_point")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_point_secret")),
    )
    op.create_index("ix_service_point_secret_point_id", "service_point_secret", ["point_id"])
    op.create_table(
        "lane_pause",
        sa.Column("lane", _PLAIN, nullable=False),
        sa.Column("until", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("lane", name=op.f("pk_lane_pause")),
    )
    op.create_index(
        "ix_message_leased", "message", ["leased_until"], sqlite_where=LEASED, postgresql_where=LEASED
    )
