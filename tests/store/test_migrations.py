"""The migrations build exactly the declared tables, one step after the other, up and
down.
"""

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect

from retention.store.database import connect
from retention.store.opening import MIGRATIONS, REVISIONS, address
from retention.store.tables import metadata


@pytest.fixture
def engine(tmp_path) -> Engine:
    return connect(address(tmp_path))


@pytest.fixture
def config(engine) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = engine
    return config


def tables(engine: Engine) -> set[str]:
    return set(inspect(engine).get_table_names()) - {"alembic_version"}


def test_there_is_one_line_of_revisions_and_files_are_named_by_them(config):
    script = ScriptDirectory.from_config(config)
    assert script.get_heads() == [REVISIONS[-1]]
    assert tuple(step.revision for step in script.walk_revisions())[::-1] == REVISIONS


def test_the_newest_revision_has_exactly_the_declared_tables(config, engine):
    command.upgrade(config, "head")
    assert tables(engine) == set(metadata.tables)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_every_step_goes_up_and_down_and_up_again(config, engine):
    for revision in REVISIONS:
        command.upgrade(config, revision)
    command.downgrade(config, "base")
    assert tables(engine) == set()
    command.upgrade(config, "head")
    assert tables(engine) == set(metadata.tables)


def test_an_opened_database_has_the_declared_indexes_and_keys(desk):
    found = inspect(desk.database.engine)
    for table in metadata.tables.values():
        indexes = {
            index["name"]
            for index in found.get_indexes(table.name)
            if "duplicates_constraint" not in index
        }
        assert indexes == {index.name for index in table.indexes}
        assert {key["name"] for key in found.get_foreign_keys(table.name)} == {
            str(key.name) for key in table.foreign_key_constraints
        }
