"""The tables. What the migrations build is checked against this by a test."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    literal_column,
)

from graph.adapters.sql.columns import Currency, Key, UtcTime

OPEN = 2**63 - 1
"""`until` of what no edition has replaced yet."""

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# What listings say of their product, by the hash of it: variants that say the same share a row.
product_text = Table(
    "product_text",
    metadata,
    Column("hash", Text, primary_key=True),
    Column("title", Text, nullable=False),
    Column("description", Text, nullable=False),
    Column("brand", Text),
    Column("category", JSON, nullable=False),
    Column("language", Text, nullable=False),
)

product = Table(
    "product",
    metadata,
    Column("key", Key, primary_key=True),
    Column("merchant", Text, nullable=False),
    Column("id", Text, nullable=False),
    UniqueConstraint("merchant", "id"),
    sqlite_autoincrement=True,
)

# Who it is, and no more: never changed and never deleted, so that orders keep their meaning and a sku that comes back
# has its key. The till locks its row.
variant = Table(
    "variant",
    metadata,
    Column("key", Key, primary_key=True),
    Column("merchant", Text, nullable=False),
    Column("sku", Text, nullable=False),
    UniqueConstraint("merchant", "sku"),
    Index(None, "sku"),
    sqlite_autoincrement=True,
)

# Shoppers meet a merchant's listings by one number. A large sync writes the next edition's beside them, `coming`, and
# turns the number over when all are there; `coming` stays until what is left of either side has been cleared away.
storefront = Table(
    "storefront",
    metadata,
    Column("merchant", Text, primary_key=True),
    Column("edition", BigInteger, nullable=False),
    Column("coming", BigInteger),
)

# What a feed says of a variant, from one edition until another. `said` is the hash of what it says of the product
# (NULL: it was brought in before that was kept), `called` of what the product is called: what the listed variant with
# the first sku says of it. `on_hand` NULL: the feed does not count. `read_at` is the feed's time: what is sold later is
# not in `on_hand`.
listing = Table(
    "listing",
    metadata,
    Column("variant_key", Key, ForeignKey("variant.key"), primary_key=True, autoincrement=False),
    Column("until", BigInteger, primary_key=True, autoincrement=False),
    Column("edition", BigInteger, nullable=False),
    Column("product_key", Key, ForeignKey("product.key"), nullable=False),
    Column("title", Text, nullable=False),
    Column("options", JSON, nullable=False),
    Column("facts", JSON, nullable=False),
    Column("gtin", Text),
    Column("mpn", Text),
    Column("picture", Text),
    Column("url", Text),
    Column("currency", Currency, nullable=False),
    Column("price", BigInteger, nullable=False),
    Column("sale_price", BigInteger),
    Column("sale_start", UtcTime),
    Column("sale_end", UtcTime),
    Column("availability", Text, nullable=False),
    Column("on_hand", BigInteger),
    Column("read_at", UtcTime, nullable=False),
    Column("text_hash", Text, nullable=False),
    Column("look_hash", Text),
    Column("traits", BigInteger, nullable=False, default=0, server_default="0"),
    Column("said", Text),
    Column("called", Text, ForeignKey("product_text.hash"), nullable=False),
    Column("withdrawn", Boolean, nullable=False),
    Index(None, "product_key"),
    Index(None, "gtin"),
    Index(None, "edition"),
)
REPLACED = listing.c.until < literal_column(str(OPEN))
"""Spelt with its number, so that the planner sees that the index has what a query asks for."""
Index("ix_listing_until", listing.c.until, sqlite_where=REPLACED, postgresql_where=REPLACED)

# `mark` names the raw record of the feed that said this; NULL: it is read again the next time whatever it says. Without
# a fingerprint: from this edition on it is listed no more.
listing_source = Table(
    "listing_source",
    metadata,
    Column("merchant", Text, primary_key=True),
    Column("source", Text, primary_key=True),
    Column("sku", Text, primary_key=True),
    Column("edition", BigInteger, nullable=False),
    Column("fingerprint", Text),
    Column("mark", Text),
    Index(None, "merchant", "sku"),
)
UNLISTED = listing_source.c.fingerprint.is_(None)
Index("ix_listing_source_unlisted", listing_source.c.merchant, sqlite_where=UNLISTED, postgresql_where=UNLISTED)

orders = Table(
    "orders",
    metadata,
    Column("id", Text, primary_key=True),
    Column("merchant", Text, nullable=False),
    Column("shopper", Text, nullable=False),
    Column("conversation", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("created", UtcTime, nullable=False),
    Column("expires", UtcTime, nullable=False),
    Index(None, "state", "expires"),
    Index(None, "shopper", "created"),
)

order_line = Table(
    "order_line",
    metadata,
    Column("order_id", Text, ForeignKey("orders.id"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("variant_key", Key, ForeignKey("variant.key"), nullable=False),
    Column("sku", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("currency", Currency, nullable=False),
    Column("unit_price", BigInteger, nullable=False),
    Column("quantity", BigInteger, nullable=False),
    CheckConstraint("quantity > 0", name="quantity"),
)

# The ledger: rows are added, never changed.
order_event = Table(
    "order_event",
    metadata,
    Column("number", Key, primary_key=True),
    Column("order_id", Text, ForeignKey("orders.id"), nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("was", Text),
    Column("became", Text, nullable=False),
    Column("why", Text, nullable=False),
    Index(None, "order_id"),
    sqlite_autoincrement=True,
)

hold = Table(
    "hold",
    metadata,
    Column("order_id", Text, ForeignKey("orders.id"), primary_key=True),
    Column("variant_key", Key, ForeignKey("variant.key"), primary_key=True, autoincrement=False),
    Column("quantity", BigInteger, nullable=False),
    Index(None, "variant_key"),
)

sale = Table(
    "sale",
    metadata,
    Column("order_id", Text, ForeignKey("orders.id"), primary_key=True),
    Column("variant_key", Key, ForeignKey("variant.key"), primary_key=True, autoincrement=False),
    Column("quantity", BigInteger, nullable=False),
    Column("at", UtcTime, nullable=False),
    Index(None, "variant_key", "at"),
)

# `order_id` refers to nothing on purpose: money for an order nobody knows is noted all the same.
charge = Table(
    "charge",
    metadata,
    Column("provider", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("order_id", Text, nullable=False),
    Column("payer", Text, nullable=False),
    Column("currency", Currency, nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("at", UtcTime, nullable=False),
    Index(None, "order_id"),
)

creator = Table(
    "creator",
    metadata,
    Column("key", Key, primary_key=True),
    Column("platform", Text, nullable=False),
    Column("handle", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("url", Text),
    Column("commission", Integer, nullable=False),
    UniqueConstraint("platform", "handle"),
    sqlite_autoincrement=True,
)

# `source` is the one whose words these are; others may list the same post.
post = Table(
    "post",
    metadata,
    Column("key", Key, primary_key=True),
    Column("url", Text, nullable=False),
    Column("id", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("creator_key", Key, ForeignKey("creator.key"), nullable=False),
    Column("published", Date, nullable=False),
    Column("kind", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("stance", Text, nullable=False),
    Column("disclosure", Text, nullable=False),
    Column("fingerprint", Text, nullable=False),
    Column("text_hash", Text, nullable=False),
    Column("withdrawn", Boolean, nullable=False),
    UniqueConstraint("url"),
    Index(None, "source"),
    sqlite_autoincrement=True,
)

moment = Table(
    "moment",
    metadata,
    Column("post_key", Key, ForeignKey("post.key"), primary_key=True, autoincrement=False),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("text", Text, nullable=False),
    Column("at", Integer),
    Column("text_hash", Text, nullable=False),
)

# A post is withdrawn when nobody lists it any more.
post_source = Table(
    "post_source",
    metadata,
    Column("source", Text, primary_key=True),
    Column("post_key", Key, ForeignKey("post.key"), primary_key=True, autoincrement=False),
    Column("fingerprint", Text, nullable=False),
    Index(None, "post_key"),
)

# By the merchant's own ids, not our keys: a post may be known before its product, and outlives it. `wording` is the key
# of the words by which it was linked, with their confidence; NULL: a number, a page or an exact name did it.
post_product = Table(
    "post_product",
    metadata,
    Column("post_key", Key, ForeignKey("post.key"), primary_key=True, autoincrement=False),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("merchant", Text, nullable=False),
    Column("product", Text, nullable=False),
    Column("wording", Text),
    Column("confidence", Float),
)

# `guesses` is a list of [merchant, product, confidence].
doubtful_link = Table(
    "doubtful_link",
    metadata,
    Column("post_key", Key, ForeignKey("post.key"), primary_key=True, autoincrement=False),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("words", Text, nullable=False),
    Column("wording", Text, nullable=False),
    Column("confidence", Float, nullable=False),
    Column("guesses", JSON, nullable=False),
)

# A person's word, by the post's address and not its key: it holds however often the post goes and comes back. Without a
# product: none of the shop's is meant.
link_decision = Table(
    "link_decision",
    metadata,
    Column("url", Text, primary_key=True),
    Column("wording", Text, primary_key=True),
    Column("words", Text, nullable=False),
    Column("merchant", Text),
    Column("product", Text),
    Column("decided_at", UtcTime, nullable=False),
    Column("decided_by", Text, nullable=False),
)

# Of an "edition" `key` is its number: all its listings changed, as many as numbers are left out before this one.
catalog_change = Table(
    "catalog_change",
    metadata,
    Column("sequence", Key, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("key", Key, nullable=False),
    Column("gone", Boolean, nullable=False),
)

# One row: the newest change, the newest that a sync made (the till's changes leave the vocabulary alone), and the last
# number that was given to an edition.
catalog_state = Table(
    "catalog_state",
    metadata,
    Column("row", Integer, primary_key=True, autoincrement=False),
    Column("sequence", BigInteger, nullable=False),
    Column("synced", BigInteger, nullable=False),
    Column("edition", BigInteger, nullable=False, default=0, server_default="0"),
    CheckConstraint('"row" = 1', name="single"),
)

embedding = Table(
    "embedding",
    metadata,
    Column("encoder", Text, primary_key=True),
    Column("hash", Text, primary_key=True),
    Column("vector", LargeBinary, nullable=False),
)

# What a person says a photo shows; of the photo only its look is kept. `photo` is the hash of its content. Where
# `by_merchant`, `shopper` is the merchant that says so of its own product.
confirmation = Table(
    "confirmation",
    metadata,
    Column("by_merchant", Boolean, primary_key=True),
    Column("shopper", Text, primary_key=True),
    Column("photo", Text, primary_key=True),
    Column("merchant", Text, nullable=False),
    Column("product", Text, nullable=False),
    Column("sku", Text, nullable=False),
    Column("encoder", Text, nullable=False),
    Column("vector", LargeBinary, nullable=False),
    Column("at", UtcTime, nullable=False),
    Index(None, "merchant", "product"),
)

# A product about which something was ever confirmed or vetoed, and the number of the last change to that: whoever keeps
# looks in memory reads again only what has a higher one. By the merchant's own ids: it outlives the product.
gallery = Table(
    "gallery",
    metadata,
    Column("merchant", Text, primary_key=True),
    Column("product", Text, primary_key=True),
    Column("change", BigInteger, nullable=False),
    Column("vetoed", Boolean, nullable=False),
    Index(None, "change"),
)

vetoed_photo = Table(
    "vetoed_photo",
    metadata,
    Column("merchant", Text, primary_key=True),
    Column("product", Text, primary_key=True),
    Column("photo", Text, primary_key=True),
)

# What was spent on others' services in a UTC day, and set aside for questions under way, in millionths.
spending = Table(
    "spending",
    metadata,
    Column("account", Text, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("amount", BigInteger, nullable=False),
)

inbox = Table(
    "inbox",
    metadata,
    Column("channel", Text, primary_key=True),
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("content", Text, nullable=False),
    Column("received_at", UtcTime, nullable=False),
    Column("done_at", UtcTime),
    Column("aside_why", Text),
)
Index(
    "ix_inbox_pending",
    inbox.c.channel,
    inbox.c.number,
    sqlite_where=inbox.c.done_at.is_(None) & inbox.c.aside_why.is_(None),
    postgresql_where=inbox.c.done_at.is_(None) & inbox.c.aside_why.is_(None),
)
