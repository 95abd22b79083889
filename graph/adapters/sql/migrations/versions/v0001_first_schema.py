"""The first schema.

Revision ID: 0001
Revises: nothing
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = sa.DateTime(timezone=True)
UNANSWERED = sa.text("done_at IS NULL AND aside_why IS NULL")


def upgrade() -> None:
    _products()
    _variants()
    _stock()
    _orders()
    _ledger()
    _units()
    _posts()
    _parts_of_posts()
    _changes()
    _embeddings_and_inbox()


def _products() -> None:
    op.create_table(
        "product",
        sa.Column("key", KEY, nullable=False),
        sa.Column("merchant", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("brand", sa.Text()),
        sa.Column("category", sa.JSON(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_product"),
        sa.UniqueConstraint("merchant", "id", name="uq_product_merchant_id"),
        sqlite_autoincrement=True,
    )


def _variants() -> None:
    op.create_table(
        "variant",
        sa.Column("key", KEY, nullable=False),
        sa.Column("merchant", sa.Text(), nullable=False),
        sa.Column("sku", sa.Text(), nullable=False),
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
        sa.Column("text_hash", sa.Text(), nullable=False),
        sa.Column("look_hash", sa.Text()),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["product_key"], ["product.key"], name="fk_variant_product_key"),
        sa.PrimaryKeyConstraint("key", name="pk_variant"),
        sa.UniqueConstraint("merchant", "sku", name="uq_variant_merchant_sku"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_variant_gtin", "variant", ["gtin"])
    op.create_index("ix_variant_product_key", "variant", ["product_key"])
    op.create_index("ix_variant_sku", "variant", ["sku"])


def _stock() -> None:
    op.create_table(
        "stock",
        sa.Column("variant_key", KEY, autoincrement=False, nullable=False),
        sa.Column("availability", sa.Text(), nullable=False),
        sa.Column("on_hand", sa.BigInteger()),
        sa.Column("held", sa.BigInteger(), nullable=False),
        sa.Column("sold", sa.BigInteger(), nullable=False),
        sa.Column("read_at", TIME, nullable=False),
        sa.CheckConstraint("held >= 0", name=op.f("ck_stock_held")),
        sa.CheckConstraint("sold >= 0", name=op.f("ck_stock_sold")),
        sa.ForeignKeyConstraint(["variant_key"], ["variant.key"], name="fk_stock_variant_key"),
        sa.PrimaryKeyConstraint("variant_key", name="pk_stock"),
    )
    op.create_table(
        "listing_source",
        sa.Column("merchant", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("merchant", "source", "sku", name="pk_listing_source"),
    )
    op.create_index("ix_listing_source_merchant_sku", "listing_source", ["merchant", "sku"])


def _orders() -> None:
    op.create_table(
        "orders",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("merchant", sa.Text(), nullable=False),
        sa.Column("shopper", sa.Text(), nullable=False),
        sa.Column("conversation", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("created", TIME, nullable=False),
        sa.Column("expires", TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_orders"),
    )
    op.create_index("ix_orders_shopper_created", "orders", ["shopper", "created"])
    op.create_index("ix_orders_state_expires", "orders", ["state", "expires"])
    op.create_table(
        "order_line",
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("variant_key", KEY, nullable=False),
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("unit_price", sa.BigInteger(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_order_line_quantity")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name="fk_order_line_order_id"),
        sa.ForeignKeyConstraint(["variant_key"], ["variant.key"], name="fk_order_line_variant_key"),
        sa.PrimaryKeyConstraint("order_id", "position", name="pk_order_line"),
    )


def _ledger() -> None:
    op.create_table(
        "order_event",
        sa.Column("number", KEY, nullable=False),
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("was", sa.Text()),
        sa.Column("became", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name="fk_order_event_order_id"),
        sa.PrimaryKeyConstraint("number", name="pk_order_event"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_order_event_order_id", "order_event", ["order_id"])
    op.create_table(
        "charge",
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("payer", sa.Text(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("provider", "id", name="pk_charge"),
    )
    op.create_index("ix_charge_order_id", "charge", ["order_id"])


def _units() -> None:
    op.create_table(
        "hold",
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("variant_key", KEY, autoincrement=False, nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name="fk_hold_order_id"),
        sa.ForeignKeyConstraint(["variant_key"], ["variant.key"], name="fk_hold_variant_key"),
        sa.PrimaryKeyConstraint("order_id", "variant_key", name="pk_hold"),
    )
    op.create_table(
        "sale",
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("variant_key", KEY, autoincrement=False, nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name="fk_sale_order_id"),
        sa.ForeignKeyConstraint(["variant_key"], ["variant.key"], name="fk_sale_variant_key"),
        sa.PrimaryKeyConstraint("order_id", "variant_key", name="pk_sale"),
    )
    op.create_index("ix_sale_variant_key_at", "sale", ["variant_key", "at"])


def _posts() -> None:
    op.create_table(
        "creator",
        sa.Column("key", KEY, nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("handle", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("url", sa.Text()),
        sa.Column("commission", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_creator"),
        sa.UniqueConstraint("platform", "handle", name="uq_creator_platform_handle"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "post",
        sa.Column("key", KEY, nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("creator_key", KEY, nullable=False),
        sa.Column("published", sa.Date(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("stance", sa.Text(), nullable=False),
        sa.Column("disclosure", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("text_hash", sa.Text(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["creator_key"], ["creator.key"], name="fk_post_creator_key"),
        sa.PrimaryKeyConstraint("key", name="pk_post"),
        sa.UniqueConstraint("url", name="uq_post_url"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_post_source", "post", ["source"])


def _parts_of_posts() -> None:
    op.create_table(
        "moment",
        sa.Column("post_key", KEY, autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.Integer()),
        sa.Column("text_hash", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["post_key"], ["post.key"], name="fk_moment_post_key"),
        sa.PrimaryKeyConstraint("post_key", "position", name="pk_moment"),
    )
    op.create_table(
        "post_product",
        sa.Column("post_key", KEY, autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("merchant", sa.Text(), nullable=False),
        sa.Column("product", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["post_key"], ["post.key"], name="fk_post_product_post_key"),
        sa.PrimaryKeyConstraint("post_key", "position", name="pk_post_product"),
    )
    op.create_table(
        "doubtful_link",
        sa.Column("post_key", KEY, autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["post_key"], ["post.key"], name="fk_doubtful_link_post_key"),
        sa.PrimaryKeyConstraint("post_key", "position", name="pk_doubtful_link"),
    )


def _changes() -> None:
    op.create_table(
        "catalog_change",
        sa.Column("sequence", KEY, autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", KEY, nullable=False),
        sa.Column("gone", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name="pk_catalog_change"),
    )
    op.create_table(
        "catalog_state",
        sa.Column("row", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("synced", sa.BigInteger(), nullable=False),
        sa.CheckConstraint('"row" = 1', name=op.f("ck_catalog_state_single")),
        sa.PrimaryKeyConstraint("row", name="pk_catalog_state"),
    )
    op.execute('INSERT INTO catalog_state ("row", sequence, synced) VALUES (1, 0, 0)')


def _embeddings_and_inbox() -> None:
    op.create_table(
        "embedding",
        sa.Column("encoder", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("encoder", "hash", name="pk_embedding"),
    )
    op.create_table(
        "inbox",
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("received_at", TIME, nullable=False),
        sa.Column("done_at", TIME),
        sa.Column("aside_why", sa.Text()),
        sa.PrimaryKeyConstraint("channel", "number", name="pk_inbox"),
    )
    op.create_index(
        "ix_inbox_pending", "inbox", ["channel", "number"], sqlite_where=UNANSWERED, postgresql_where=UNANSWERED
    )
