"""The ports' SQL: tables, statements, migrations."""
