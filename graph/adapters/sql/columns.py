"""Types of columns that both databases keep alike."""

from datetime import UTC, datetime

from sqlalchemy import BigInteger, DateTime, Dialect, Integer, String, TypeDecorator


class NaiveTime(ValueError):
    """A time without its zone was handed to the database; give it one, e.g. datetime.now(UTC)."""


class UtcTime(TypeDecorator[datetime]):
    """A moment in UTC, aware on both sides; SQLite keeps no zone, so it is taken off and put back."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 (SQLAlchemy's)
        if value is None:
            return None
        if value.tzinfo is None:
            raise NaiveTime(f"{value} has no time zone; give it one, e.g. datetime.now(UTC)")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 (SQLAlchemy's)
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


# SQLite counts up only where a key is spelt INTEGER; PostgreSQL burns a number on every upsert and needs 64 bits.
Key = BigInteger().with_variant(Integer, "sqlite")
Currency = String(3)
