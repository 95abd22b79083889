"""Who lists a post, how sure a link in words is, and what a person has decided about it."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    _sources()
    op.add_column("post_product", sa.Column("wording", sa.Text()))
    op.add_column("post_product", sa.Column("confidence", sa.Float()))
    _doubts()
    _decisions()


def downgrade() -> None:
    op.drop_table("link_decision")
    for column in ("guesses", "confidence", "wording"):
        op.drop_column("doubtful_link", column)
    for column in ("confidence", "wording"):
        op.drop_column("post_product", column)
    op.drop_table("post_source")


def _sources() -> None:
    op.create_table(
        "post_source",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("post_key", KEY, autoincrement=False, nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["post_key"], ["post.key"], name="fk_post_source_post_key"),
        sa.PrimaryKeyConstraint("source", "post_key", name="pk_post_source"),
    )
    op.create_index("ix_post_source_post_key", "post_source", ["post_key"])
    op.execute(
        "INSERT INTO post_source (source, post_key, fingerprint)"
        " SELECT source, key, fingerprint FROM post WHERE NOT withdrawn"
    )


def _doubts() -> None:
    # What waits has no guesses yet: the next sync finds its fingerprint changed and fills all of it in.
    op.add_column("doubtful_link", sa.Column("wording", sa.Text(), nullable=False, server_default=""))
    op.add_column("doubtful_link", sa.Column("confidence", sa.Float(), nullable=False, server_default="0"))
    op.add_column("doubtful_link", sa.Column("guesses", sa.JSON(), nullable=False, server_default="[]"))
    op.execute("UPDATE doubtful_link SET wording = lower(words)")


def _decisions() -> None:
    op.create_table(
        "link_decision",
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("wording", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("merchant", sa.Text()),
        sa.Column("product", sa.Text()),
        sa.Column("decided_at", TIME, nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("url", "wording", name="pk_link_decision"),
    )
