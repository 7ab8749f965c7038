"""Our reading of Open Dental's tables against the same written a second time, in SQL
and in pandas.
"""

import pytest

from tests.bench import exports, import_duck, import_ours, import_pandas


@pytest.fixture(scope="module")
def ours(tmp_path_factory):
    """An export with faults in it, and what our import makes of it."""
    folder = tmp_path_factory.mktemp("engines")
    exports.write_practice(folder / "files", patients=300, procedures=12_000)
    import_ours.load(folder / "files", folder / "home")
    return folder / "files", import_ours.answer(folder / "files", folder / "home")


@pytest.mark.slow
@pytest.mark.parametrize(
    "engine", [import_duck, import_pandas], ids=["DuckDB", "pandas"]
)
def test_another_engine_makes_the_same_tables_and_problems_of_the_files(
    ours, tmp_path, engine
):
    files, expected = ours
    engine.load(files, tmp_path)
    found = engine.answer(files, tmp_path)
    assert found == expected
    assert found.told > found.set_aside > 0
