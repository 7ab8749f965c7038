"""Systems whose procedures have no codes: what codes tell is not measured, and no
silent zero.
"""

import pytest

from retention import demo, ingest, practice
from retention.demo.export.write import write
from retention.metrics import BY_KEY
from retention.practice import Period, Practice
from tests.systems.golden import answers
from tests.systems.test_figures_of_the_demo import ENDS

WITHOUT_CODES = ("ascend", "dentally")


@pytest.fixture(scope="module", params=WITHOUT_CODES)
def loaded(request, tmp_path_factory) -> Practice:
    folder = tmp_path_factory.mktemp(request.param)
    write(demo.make(patients=120, ends=ENDS), folder, request.param)
    files = ingest.find([folder])
    return practice.conform(
        ingest.load(
            files, previous=None, answers=answers(request.param), as_of=ENDS
        ).tables,
        ENDS,
    )


@pytest.mark.parametrize(
    "figure",
    ["exam_of_base", "continuing_care", "recall_estimated", "presented", "sitting"],
)
def test_procedures_without_codes_give_a_reason_and_no_zero(figure, loaded):
    answer = BY_KEY[figure](loaded, Period.default(ENDS))
    assert (answer.value, answer.unknown) == (
        None,
        "not measured: the procedures come without codes",
    )
