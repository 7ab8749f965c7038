"""An import is short to walk along: few modules, and few switches between them."""

from tests.bench.walk import CLEAN_FILE, walk_of_import

MOST_MODULES = 30
MOST_SWITCHES = 320


def test_import_of_a_clean_file_walks_few_modules():
    walk = walk_of_import(CLEAN_FILE)
    assert 10 < len(walk.calls) <= MOST_MODULES
    assert walk.switches <= MOST_SWITCHES
