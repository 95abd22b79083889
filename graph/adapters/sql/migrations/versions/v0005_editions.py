"""Listings by edition, so that a large sync turns a merchant's shop over at once; stock is counted from the ledger."""

import json
from hashlib import blake2b

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = sa.DateTime(timezone=True)
OPEN = 2**63 - 1
WORDS = ("title", "description", "brand", "category", "language")
SAID = (
    *("variant_key", "product_key", "title", "options", "facts", "gtin", "mpn", "picture", "url", "currency", "price"),
    *("sale_price", "sale_start", "sale_end", "text_hash", "look_hash", "traits", "said", "withdrawn"),
)
"""Columns of `listing` that were the variant's."""


def upgrade() -> None:
    _storefront()
    _listing()
    _name_products()
    _list_variants()
    _sources()
    op.drop_table("stock")
    _shrink()
    op.create_index("ix_hold_variant_key", "hold", ["variant_key"])
    op.add_column("catalog_state", sa.Column("edition", sa.BigInteger(), nullable=False, server_default="0"))


def downgrade() -> None:
    raise NotImplementedError("listings do not go back into one row a variant; restore the backup made before")


def _storefront() -> None:
    op.create_table(
        "storefront",
        sa.Column("merchant", sa.Text(), nullable=False),
        sa.Column("edition", sa.BigInteger(), nullable=False),
        sa.Column("coming", sa.BigInteger()),
        sa.PrimaryKeyConstraint("merchant", name="pk_storefront"),
    )
    op.execute("INSERT INTO storefront (merchant, edition) SELECT DISTINCT merchant, 0 FROM variant")


def _listing() -> None:
    op.create_table(
        "listing",
        sa.Column("variant_key", KEY, autoincrement=False, nullable=False),
        sa.Column("until", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("edition", sa.BigInteger(), nullable=False),
        sa.Column("product_key", KEY, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("gtin", sa.Text()),
        sa.Column("mpn", sa.Text()),
        sa.Column("picture", sa.Text()),
        sa.Column("url", sa.Text()),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=False),
        sa.Column("sale_price", sa.BigInteger()),
        sa.Column("sale_start", TIME),
        sa.Column("sale_end", TIME),
        sa.Column("availability", sa.Text(), nullable=False),
        sa.Column("on_hand", sa.BigInteger()),
        sa.Column("read_at", TIME, nullable=False),
        sa.Column("text_hash", sa.Text(), nullable=False),
        sa.Column("look_hash", sa.Text()),
        sa.Column("traits", sa.BigInteger(), nullable=False, server_default="0"),
        sa.Column("said", sa.Text()),
        sa.Column("called", sa.Text(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["variant_key"], ["variant.key"], name="fk_listing_variant_key"),
        sa.ForeignKeyConstraint(["product_key"], ["product.key"], name="fk_listing_product_key"),
        sa.ForeignKeyConstraint(["called"], ["product_text.hash"], name="fk_listing_called"),
        sa.PrimaryKeyConstraint("variant_key", "until", name="pk_listing"),
    )
    for column in ("product_key", "gtin", "edition"):
        op.create_index(f"ix_listing_{column}", "listing", [column])
    replaced = sa.text(f"until < {OPEN}")
    op.create_index("ix_listing_until", "listing", ["until"], sqlite_where=replaced, postgresql_where=replaced)


def _name_products() -> None:
    """A row of `product_text` for each product whose words were brought in before these were kept."""
    connection = op.get_bind()
    product = sa.table("product", sa.column("key"), sa.column("said"), *_words())
    text = sa.table("product_text", sa.column("hash"), *_words())
    known = set(connection.execute(sa.select(text.c.hash)).scalars())
    for row in connection.execute(sa.select(product).where(product.c.said.is_(None))).mappings().all():
        said = {name: row[name] for name in WORDS}
        name = blake2b(json.dumps(said).encode(), digest_size=16).hexdigest()
        if name not in known:
            connection.execute(sa.insert(text), {"hash": name, **said})
            known.add(name)
        connection.execute(sa.update(product).where(product.c.key == row["key"]).values(said=name))


def _words() -> list[sa.ColumnClause[object]]:
    return [sa.column(name, sa.JSON() if name == "category" else sa.Text()) for name in WORDS]


def _list_variants() -> None:
    said = ", ".join(f"variant.{name}" for name in SAID[1:])
    op.execute(
        f"INSERT INTO listing ({', '.join(SAID)}, availability, on_hand, read_at, called, edition, until)"  # noqa: S608 (our names)
        f" SELECT variant.key, {said}, stock.availability, stock.on_hand, stock.read_at, product.said, 0, {OPEN}"
        " FROM variant JOIN stock ON stock.variant_key = variant.key JOIN product ON product.key = variant.product_key"
    )


def _sources() -> None:
    op.add_column("listing_source", sa.Column("edition", sa.BigInteger(), nullable=False, server_default="0"))
    with op.batch_alter_table("listing_source") as table:
        table.alter_column("edition", server_default=None)
        table.alter_column("fingerprint", existing_type=sa.Text(), nullable=True)
    unlisted = sa.text("fingerprint IS NULL")
    op.create_index(
        "ix_listing_source_unlisted", "listing_source", ["merchant"], sqlite_where=unlisted, postgresql_where=unlisted
    )


def _shrink() -> None:
    """To what is never changed. SQLite makes a new table for it, with the foreign keys that refer to it let be."""
    op.drop_index("ix_variant_product_key", "variant")
    op.drop_index("ix_variant_gtin", "variant")
    with op.batch_alter_table("variant", table_kwargs={"sqlite_autoincrement": True}) as table:
        table.drop_constraint("fk_variant_product_key", type_="foreignkey")
        for column in SAID[1:]:
            table.drop_column(column)
    for column in (*WORDS, "said"):
        op.drop_column("product", column)
