"""The tables: forward, equal to the models, and back."""

from sqlalchemy import create_engine, inspect

from db.migrate import check, downgrade, migrate


def test_migrations_lead_to_the_models_and_back_to_nothing(empty_database_url: str) -> None:
    migrate(empty_database_url)
    check(empty_database_url)
    migrate(empty_database_url)
    downgrade(empty_database_url, "base")
    engine = create_engine(empty_database_url)
    assert set(inspect(engine).get_table_names()) <= {"alembic_version"}
    engine.dispose()
