"""What people have said a photo shows, and what the merchant says to that."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _confirmations()
    op.create_table(
        "gallery",
        sa.Column("merchant", sa.Text(), nullable=False),
        sa.Column("product", sa.Text(), nullable=False),
        sa.Column("change", sa.BigInteger(), nullable=False),
        sa.Column("vetoed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("merchant", "product", name="pk_gallery"),
    )
    op.create_index("ix_gallery_change", "gallery", ["change"])
    op.create_table(
        "vetoed_photo",
        sa.Column("merchant", sa.Text(), nullable=False),
        sa.Column("product", sa.Text(), nullable=False),
        sa.Column("photo", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("merchant", "product", "photo", name="pk_vetoed_photo"),
    )


def downgrade() -> None:
    for table in ("vetoed_photo", "gallery", "confirmation"):
        op.drop_table(table)


def _confirmations() -> None:
    op.create_table(
        "confirmation",
        sa.Column("by_merchant", sa.Boolean(), nullable=False),
        sa.Column("shopper", sa.Text(), nullable=False),
        sa.Column("photo", sa.Text(), nullable=False),
        sa.Column("merchant", sa.Text(), nullable=False),
        sa.Column("product", sa.Text(), nullable=False),
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("encoder", sa.Text(), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("by_merchant", "shopper", "photo", name="pk_confirmation"),
    )
    op.create_index("ix_confirmation_merchant_product", "confirmation", ["merchant", "product"])
