"""The schema, as migrations."""
