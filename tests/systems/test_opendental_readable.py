"""Human-readable queries of Open Dental: `PatNum AS pid` keeps the numbers; of shared
names nothing is guessed.
"""

import pytest

from retention import ingest
from retention.core.errors import RetentionError

PATIENTS = (
    "pid\tPatNum\tLName\tFName\tPatStatus\n1\tReed, Ava\tReed\tAva\tPatient\n2\tReed, "
    "Ava\tReed\tAva\tInactive\n"
)
VISITS = (
    "AptNum\tPatNum\tAptStatus\tAptDateTime\n9\tReed, Ava\tComplete\t9:00 AM   "
    "3/14/2026\n"
)


@pytest.fixture
def hand_in(tmp_path):
    def load(**files):
        for name, text in files.items():
            (tmp_path / f"{name}.txt").write_text(text)
        return ingest.load(
            ingest.find([tmp_path]), previous=None, answers={}, as_of=None
        )

    return load


def test_a_list_with_pid_beside_the_names_has_its_numbers(hand_in):
    loaded = hand_in(patients=PATIENTS)
    assert loaded.problems == ()
    assert loaded.tables["patient"]["id"].to_pylist() == ["1", "2"]


def test_a_shared_name_is_refused_with_the_name_and_the_way_out(hand_in):
    with pytest.raises(
        RetentionError, match=r"Raw instead of Human-readable.*PatNum AS pid"
    ) as refused:
        hand_in(patients=PATIENTS, visits=VISITS)
    assert "“Reed, Ava”" in refused.value.in_full


def test_with_pid_in_every_query_shared_names_do_no_harm(hand_in):
    visits = "".join(
        f"{line}\t{pid}\n"
        for line, pid in zip(VISITS.splitlines(), ("pid", "2"), strict=True)
    )
    loaded = hand_in(patients=PATIENTS, visits=visits)
    assert loaded.tables["appointment"]["patient_id"].to_pylist() == ["2"]


def test_a_day_without_a_time_is_no_time_of_arrival(hand_in):
    header = "AptNum\tPatNum\tAptStatus\tAptDateTime\tDateTimeArrived\n"
    loaded = hand_in(visits=f"{header}9\t1\tComplete\t9:00 AM   3/14/2026\t3/14/2026\n")
    assert loaded.tables["appointment"]["arrived_at"].to_pylist() == [None]
