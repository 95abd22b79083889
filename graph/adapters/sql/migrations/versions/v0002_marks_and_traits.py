"""What a feed's raw record was, and what a listing lacks to be found."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("listing_source", sa.Column("mark", sa.Text(), nullable=True))
    op.add_column("variant", sa.Column("traits", sa.BigInteger(), nullable=False, server_default="0"))


def downgrade() -> None:
    op.drop_column("variant", "traits")
    op.drop_column("listing_source", "mark")
