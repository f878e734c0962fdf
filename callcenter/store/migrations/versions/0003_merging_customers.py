"""Merging customers: which were one, the way back, and which look alike and are not.

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    _merges()
    _apart()


def _id(name: str, *, nullable: bool = False) -> "sa.Column[int]":
    return sa.Column(name, sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=nullable)


def _merges() -> None:
    op.create_table(
        "customer_merge",
        _id("id"),
        _id("survivor_id"),
        _id("merged_id"),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        _id("agent_id", nullable=True),
        sa.Column("moved", sa.JSON(), nullable=False),
        sa.Column("held", sa.JSON(), nullable=False),
        sa.Column("was", sa.JSON(), nullable=False),
        sa.Column("undone_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        _id("undone_by", nullable=True),
        sa.ForeignKeyConstraint(
            ["survivor_id"], ["customer.id"], name=op.f("fk_customer_merge_survivor_id_customer")
        ),
        sa.ForeignKeyConstraint(
            ["merged_id"], ["customer.id"], name=op.f("fk_customer_merge_merged_id_customer")
        ),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_customer_merge_agent_id_agent")),
        sa.ForeignKeyConstraint(["undone_by"], ["agent.id"], name=op.f("fk_customer_merge_undone_by_agent")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_merge")),
        sqlite_autoincrement=True,
    )
    for column in ("survivor_id", "merged_id"):
        op.create_index(op.f(f"ix_customer_merge_{column}"), "customer_merge", [column])


def _apart() -> None:
    op.create_table(
        "customer_apart",
        _id("customer_id"),
        _id("other_id"),
        _id("agent_id", nullable=True),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("fk_customer_apart_customer_id_customer")
        ),
        sa.ForeignKeyConstraint(
            ["other_id"], ["customer.id"], name=op.f("fk_customer_apart_other_id_customer")
        ),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_customer_apart_agent_id_agent")),
        sa.PrimaryKeyConstraint("customer_id", "other_id", name=op.f("pk_customer_apart")),
    )
    op.create_index(op.f("ix_customer_apart_other_id"), "customer_apart", ["other_id"])
