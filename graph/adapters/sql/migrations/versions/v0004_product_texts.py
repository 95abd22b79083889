"""What each listing says of its product, so that it does not matter which of them changed last."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "product_text",
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("brand", sa.Text()),
        sa.Column("category", sa.JSON(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("hash", name="pk_product_text"),
    )
    for table in ("product", "variant"):
        op.add_column(table, sa.Column("said", sa.Text()))


def downgrade() -> None:
    for table in ("variant", "product"):
        op.drop_column(table, "said")
    op.drop_table("product_text")
