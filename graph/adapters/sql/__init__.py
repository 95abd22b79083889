"""The shop's durable truth in SQL: SQLite on one machine, PostgreSQL where several processes share it."""
