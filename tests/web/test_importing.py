"""Stories of the Imports page: drop, map what nobody knows, answer, look, import, go
back.
"""

from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from retention import services, snapshots
from retention.ingest import Declaration
from retention.services import Home, ImportOptions
from retention.web.copy import frame as web_text
from retention.web.copy import imports as text
from tests import exports
from tests.ingest.test_mapping import PATIENTS, VISITS
from tests.web.conftest import NOW, Open, Screen
from tests.web.hostile import WORDS

pytestmark = pytest.mark.slow  # the whole app in each test


def _key(home: Home) -> str:
    return services.chosen_practice(home, None)


def _drop(screen: Screen, folder: Path, *names: str) -> Screen:
    box = screen.app.file_uploader[0]
    for path in sorted(folder.iterdir()):
        if not names or path.name in names:
            box.upload(path.name, path.read_bytes())
    return screen.run()


def _lay(folder: Path, **files: str | bytes) -> Path:
    folder.mkdir()
    for name, content in files.items():
        (folder / f"{name}.csv").write_bytes(
            content if isinstance(content, bytes) else content.encode()
        )
    return folder


def _button(screen: Screen, start: str) -> str:
    [key] = [
        button.key for button in screen.app.button if str(button.key).startswith(start)
    ]
    return key


def _column(screen: Screen, header: str):
    return next(
        box for box in screen.app.selectbox if box.label.replace("\\", "") == header
    )


def test_dropped_files_are_looked_at_asked_about_previewed_and_imported(
    home: Home, tmp_path: Path, open_page: Open
):
    screen = _drop(open_page(home, "imports"), exports.write(tmp_path / "exports"))
    assert list(screen.app.table[0].value["Set aside"]) == ["0"] * len(
        screen.app.table[0].value
    )
    assert "Not needed: payment.csv." in screen.words
    screen.app.date_input(key="imports.answer.as_of").set_value(NOW.date())
    screen.click("imports.answer")
    preview = screen.app.table[1].value
    assert dict(zip(preview[""], preview["New"], strict=True))["Patients"] == "4"
    assert services.practices(home) == (), "a look changes nothing"
    screen.click("imports.go")
    state = services.state(home, _key(home))
    assert (state.snapshot, state.name, state.exported) == (
        1,
        text.MY_PRACTICE,
        NOW.date(),
    )
    assert "Imported into" in screen.words
    assert "counts now" in screen.words


def test_the_day_that_was_answered_can_still_be_changed_beside_the_preview(
    home: Home, tmp_path: Path, open_page: Open
):
    screen = _drop(
        open_page(home, "imports"), exports.write(tmp_path / "exports")
    ).click("imports.answer")
    screen.app.date_input(key="imports.answer.as_of").set_value(date(2026, 11, 21))
    screen.click("imports.answer").click("imports.go")
    assert services.state(home, _key(home)).exported == date(2026, 11, 21)


def test_files_dropped_beside_the_demo_get_a_name_of_their_own(
    demo: Home, tmp_path: Path, open_page: Open
):
    screen = open_page(demo, "imports")
    screen.app.text_input(key="imports.name").set_value("Elm Street")
    screen = _drop(screen, exports.write(tmp_path / "exports"))
    screen.click("imports.answer").click("imports.go")
    assert services.practices(demo) == ("Elm Street", services.DEMO)
    assert "Imported into Elm Street" in screen.words


def test_a_practice_can_still_be_named_after_the_first_look(
    home: Home, tmp_path: Path, open_page: Open
):
    screen = _drop(open_page(home, "imports"), exports.write(tmp_path / "exports"))
    screen.app.text_input(key="imports.name").set_value("Elm Street")
    screen.run().click("imports.answer").click("imports.go")
    assert services.practices(home) == ("Elm Street",)


@pytest.fixture
def twice(four: Home, tmp_path: Path) -> Home:
    """Four people, whose files came a second time with Bob under another name."""
    folder = exports.write(tmp_path / "again")
    patient = folder / "patient.csv"
    patient.write_text(patient.read_text().replace("Barlow", "Barton"), "utf-8")
    services.import_files(
        four,
        "Elm Street",
        services.find([folder]),
        ImportOptions(as_of=NOW.date()),
        NOW,
    )
    assert services.state(four, _key(four)).snapshot == 2
    return four


def test_what_changes_is_shown_before_it_does(
    four: Home, tmp_path: Path, open_page: Open
):
    text_ = exports.PATIENT.replace("Barlow", "Barton")
    screen = _drop(
        open_page(four, "imports"), _lay(tmp_path / "again", patient=text_)
    ).click("imports.answer")
    assert screen.app.table[1].value.to_dict("records") == [
        {"": "Patients", "New": "0", "Changed": "1", "Unchanged": "3", "Vanished": "0"}
    ]
    screen.app.session_state["imports.rows"] = True
    [row] = screen.run().app.table[2].value.to_dict("records")
    assert row == {
        "Patient": "2",
        "What": "Family name",
        "Before": "Barlow",
        "After": "Barton",
    }


def test_the_way_back_leads_to_any_import_that_stands(twice: Home, open_page: Open):
    screen = open_page(twice, "imports")
    assert screen.app.selectbox(key="imports.to").options == [
        "Import 1, exports of Nov 20, 2026",
        text.UNDO_ALL,
    ]
    screen.click("imports.undo")
    assert services.state(twice, _key(twice)).snapshot == 1
    assert "Import 1 counts again." in screen.words
    assert [row["State"] for row in screen.app.table[0].value.to_dict("records")] == [
        "undone",
        "counts now",
    ]


def test_the_first_import_goes_back_to_the_welcome_and_the_name_is_kept(
    four: Home, open_page: Open
):
    name = services.state(four, _key(four)).name
    screen = open_page(four, "imports").click("imports.undo")
    assert text.UNDONE_ALL in screen.words
    assert screen.app.text_input(key="imports.name").value == name
    assert services.state(four, _key(four)).snapshot is None
    assert all(button.key != "imports.undo" for button in screen.app.button)
    assert web_text.NOTHING_LOADED in open_page(four, "overview").words


def test_a_demo_that_was_undone_can_be_made_again(demo: Home, open_page: Open):
    services.undo(demo, _key(demo), None, NOW)
    screen = open_page(demo, "overview")
    assert "welcome.demo" in [button.key for button in screen.app.button]
    made = services.make_demo(
        demo, patients=20, years=1, seed=1, ends=NOW.date(), now=NOW
    )
    assert (made.name, made.snapshot) == (services.DEMO, 2)


def test_what_is_wrong_in_a_file_is_shown_row_by_row(
    home: Home, tmp_path: Path, open_page: Open
):
    folder = exports.write(tmp_path / "exports")
    patient = folder / "patient.csv"
    patient.write_text(patient.read_text().replace("1971-09-09", "1971-19-09"), "utf-8")
    _drop(open_page(home, "imports"), folder).click("imports.answer").click(
        "imports.go"
    )
    [row] = (
        open_page(home, "imports", {"imports.view": text.PROBLEMS})
        .app.table[-1]
        .value.to_dict("records")
    )
    assert (row["File"].replace("\\", ""), row["Line"], row["Column"]) == (
        "patient.csv",
        "3",
        "Birthdate",
    )
    assert "1971" in row["What is wrong"]


def test_unknown_files_are_mapped_one_by_one_and_remembered(
    home: Home, tmp_path: Path, open_page: Open
):
    screen = _drop(
        open_page(home, "imports"),
        _lay(tmp_path / "odd", register=PATIENTS, visits=VISITS),
    )
    assert "What is in “register.csv”?" in screen.words
    assert _column(screen, "Born").value == "birth_date"
    assert "04/21/1980 → Apr 21, 1980" in screen.words
    assert (
        "Of the first 2 rows, **2** would be loaded and **0** set aside."
        in screen.words
    )
    screen.click(_button(screen, "imports.read."))
    assert "What is in “visits.csv”?" in screen.words
    screen.click(_button(screen, "imports.read."))
    assert services.practices(home) == (), "nothing is kept before the import"
    _import(screen)
    assert (
        next(iter(services.mappings.kept(home, _key(home)).values())).columns[
            "birth_date"
        ]
        == "Born"
    )
    again = _drop(
        open_page(home, "imports"), _lay(tmp_path / "again", register=PATIENTS)
    )
    assert "Patients, as you mapped it" in again.words


def _import(screen: Screen) -> Screen:
    """Answer as suggested until there is nothing more to be asked, then import."""
    for _ in range(4):
        if "imports.go" in [button.key for button in screen.app.button]:
            return screen.click("imports.go")
        screen.click("imports.answer")
    raise AssertionError("more and more is asked")


def test_what_is_needed_holds_the_button_until_it_is_named(
    home: Home, tmp_path: Path, open_page: Open
):
    screen = _drop(open_page(home, "imports"), _lay(tmp_path / "odd", visits=VISITS))
    read = _button(screen, "imports.read.")
    _column(screen, "Account").set_value("")
    assert text.STILL.format(titles="Patient number") in screen.run().words
    assert screen.app.button(key=read).disabled
    _column(screen, "Who").set_value("status")
    assert (
        "Two columns are named “Status”: Who, Outcome. Choose one of them."
        in screen.run().words
    )


def test_a_mapping_that_fails_below_the_first_rows_can_still_be_put_right(
    home: Home, tmp_path: Path, open_page: Open
):
    numbers = "".join(f"{n};Archer;Current\n" for n in range(250))
    names = "".join(
        f'"Ar{chr(97 + n // 10)}{chr(97 + n % 10)}, Ann";Archer;Current\n'
        for n in range(100)
    )
    folder = _lay(
        tmp_path / "odd", register=f"Cust No;Surname;Standing\n{numbers}{names}"
    )
    screen = _drop(open_page(home, "imports"), folder)
    screen.click(_button(screen, "imports.read."))
    assert "holds names" in screen.errors[0]
    [key] = [
        str(button.key)
        for button in screen.app.button
        if str(button.label).startswith("Say again")
    ]
    screen.click(key)
    assert "What is in “register.csv”?" in screen.words


def test_a_word_for_every_row_stands_in_for_a_column(
    home: Home, tmp_path: Path, open_page: Open
):
    screen = _drop(open_page(home, "imports"), _lay(tmp_path / "odd", visits=VISITS))
    _column(screen, "Outcome").set_value("")
    screen.run()
    _column(screen, "Status of every row").set_value("completed")
    _import(screen.run().click(_button(screen, "imports.read.")))
    [kept] = services.mappings.kept(home, _key(home)).values()
    assert dict(kept.every) == {"status": "completed"}


def test_a_mapping_is_put_right_with_what_was_said_filled_in(
    home: Home, tmp_path: Path, open_page: Open
):
    screen = _drop(
        open_page(home, "imports"), _lay(tmp_path / "odd", register=PATIENTS)
    )
    _column(screen, "Town").set_value("address_1")
    screen.run().click(_button(screen, "imports.read.")).click(
        _button(screen, "imports.again.")
    )
    assert _column(screen, "Town").value == "address_1"


def test_another_file_in_the_box_is_asked_about_with_the_earlier_answers_filled_in(
    home: Home, tmp_path: Path, open_page: Open
):
    folder = exports.write(tmp_path / "exports")
    screen = _drop(open_page(home, "imports"), folder, "patient.csv", "provider.csv")
    screen.app.date_input(key="imports.answer.as_of").set_value(date(2026, 11, 19))
    screen.click("imports.answer")
    screen.app.file_uploader[0].upload(
        "recall.csv", (folder / "recall.csv").read_bytes()
    )
    screen.run()
    assert text.GO_ON in [button.label for button in screen.app.button]
    assert screen.app.date_input(key="imports.answer.as_of").value == date(2026, 11, 19)


ZONED = (
    "appointment_id,patient_id,starts_at,status\n1,5,2026-01-05T14:00:00Z,completed\n"
)


def test_the_time_zone_is_asked_with_a_time_of_the_file_and_the_answer_counts(
    home: Home, tmp_path: Path, open_page: Open
):
    screen = _drop(open_page(home, "imports"), _lay(tmp_path / "exports", visits=ZONED))
    assert "2026-01-05T14:00:00Z" in screen.words
    screen.app.selectbox(key="imports.answer.time_zone").set_value("America/Denver")
    screen.app.date_input(key="imports.answer.as_of").set_value(NOW.date())
    screen.click("imports.answer")
    screen.click("imports.go")
    visits = snapshots.read(home.records(_key(home)), 1)["appointment"]
    assert visits["starts_at"][0].as_py().isoformat() == "2026-01-05T07:00:00"


WORK = "ProcNum,PatNum,ProcDate,ProcStatus,ProcCode\n" + "".join(
    f"{n},1,2026-02-03,2,Polish\n" for n in range(1, 31)
)


def test_the_d_code_that_a_code_stands_for_is_typed_and_what_is_none_is_refused(
    home: Home, tmp_path: Path, open_page: Open
):
    patients = "PatNum,LName,FName,PatStatus,Guarantor\n1,Byron,Ada,0,1\n"
    screen = _drop(
        open_page(home, "imports"),
        _lay(tmp_path / "exports", procedurelog=WORK, patient=patients),
    )
    assert screen.app.text_input(key="imports.answer.code.polish").value == "unknown"
    screen.app.date_input(key="imports.answer.as_of").set_value(NOW.date())
    screen.app.text_input(key="imports.answer.code.polish").set_value("brush")
    screen.click("imports.answer")
    assert "D and four digits" in screen.words
    screen.app.text_input(key="imports.answer.code.polish").set_value("D1110")
    screen.click("imports.answer").click("imports.go")
    meanings = snapshots.read(home.records(_key(home)), 1)["code_meaning"]
    assert meanings.to_pylist() == [{"id": "Polish", "code": "D1110"}]


def test_an_unknown_file_can_be_left_out(home: Home, tmp_path: Path, open_page: Open):
    folder = exports.write(tmp_path / "exports")
    (folder / "odd.csv").write_text("a,b\n1,2\n", "utf-8")
    screen = _drop(open_page(home, "imports"), folder)
    screen.app.selectbox(key=_table_box(screen)).set_value("")
    screen.run().click(_button(screen, "imports.read."))
    assert "Not needed: odd.csv, payment.csv." in screen.words


def test_leaving_out_the_only_file_is_kept_for_the_next(
    four: Home, tmp_path: Path, open_page: Open
):
    screen = _drop(open_page(four, "imports"), _lay(tmp_path / "one", odd="a,b\n1,2\n"))
    screen.app.selectbox(key=_table_box(screen)).set_value("")
    screen.run().click(_button(screen, "imports.read.")).click("imports.go")
    assert len(services.mappings.kept(four, _key(four))) == 1
    assert services.state(four, _key(four)).snapshot == 1


LEADS = (
    "id,created_time,campaign_name,form_name,full_name,phone_number,email\n"
    "901,2026-11-01 10:00:00,Whitening,Ask us,Quinn Asker,4135550190,quinn@example.com\n"
)


def test_leads_are_asked_about_with_no_as_the_answer_and_nobody_is_added(
    four: Home, tmp_path: Path, open_page: Open
):
    screen = _drop(
        open_page(four, "imports"),
        _lay(tmp_path / "one", leads=LEADS, patient=exports.PATIENT),
    )
    [radio] = [
        one
        for one in screen.app.radio
        if str(one.key).startswith("imports.answer.patients.")
    ]
    assert (radio.value, radio.options) == ("no", ["No", "Yes"])
    screen.click("imports.answer")
    assert "Not needed: leads.csv." in screen.words
    screen.click("imports.go")
    number = services.state(four, _key(four)).snapshot
    assert snapshots.read(four.records(_key(four)), number)["patient"].num_rows == 4


def test_leads_that_have_no_number_are_proposed_to_be_left_out(
    home: Home, tmp_path: Path, open_page: Open
):
    asked = (
        "Timestamp,Name,Phone,Email,How did you find our website?\n2026-11-01 "
        "10:00,Quinn Asker,4135550190,,search\n"
    )
    screen = _drop(open_page(home, "imports"), _lay(tmp_path / "one", form=asked))
    assert screen.app.selectbox(key=_table_box(screen)).value == ""
    assert "These look like people who asked for something" in screen.words


REPORT = (
    'Due Date,Patient,Age,Type,Interval,#Remind,LastRemind\n1/2/2027,"Archer, '
    'Ann",46,Prophy,6m,0,\n'
)


def test_a_printed_report_alone_is_said_to_be_one_and_can_be_mapped(
    home: Home, tmp_path: Path, open_page: Open
):
    screen = _drop(open_page(home, "imports"), _lay(tmp_path / "one", recall=REPORT))
    assert "is a report, not a table" in " ".join(screen.errors)
    assert "imports.go" not in [button.key for button in screen.app.button]
    screen.click("imports.wanted.0")
    assert "What is in “recall.csv”?" in screen.words


def _table_box(screen: Screen) -> str:
    return next(
        str(box.key)
        for box in screen.app.selectbox
        if str(box.key).startswith("imports.table.")
    )


def test_a_file_that_cannot_be_read_is_said_and_keeps_nothing_else_from_being_seen(
    four: Home, tmp_path: Path, open_page: Open
):
    folder = _lay(tmp_path / "odd", picture=b"\x89PNG\0\0\1\2\3", register=PATIENTS)
    screen = _drop(open_page(four, "imports"), folder)
    assert [
        row["Recognised as"] for row in screen.app.table[0].value.to_dict("records")
    ] == [text.REFUSED, text.UNKNOWN]
    assert "picture.csv" in screen.errors[0]
    assert text.TAKE_OUT in screen.errors[0]
    assert "What is in “register.csv”?" in screen.words
    assert services.state(four, _key(four)).snapshot == 1


def test_files_that_try_to_be_something_else_are_shown_as_they_are(
    home: Home, tmp_path: Path, open_page: Open
):
    cells = [word.replace("\n", " ").replace('"', "'") for word in WORDS]
    header = ",".join(f'"{cell} {n}"' for n, cell in enumerate(cells))
    row = ",".join(f'"{cell}"' for cell in cells)
    screen = _drop(
        open_page(home, "imports"),
        _lay(tmp_path / "odd", hostile=f"{header}\n{row}\n{row}\n"),
    )
    assert "What is in “hostile.csv”?" in screen.words
    shown = [
        str(element.value)
        for kind in ("markdown", "caption")
        for element in screen.app.get(kind)
    ]
    assert not any("https://example" in words or "<script>" in words for words in shown)


def test_while_another_import_runs_the_page_says_so_and_looks_again(
    four: Home, tmp_path: Path, open_page: Open
):
    folder = _lay(tmp_path / "again", patient=exports.PATIENT)
    with snapshots.importing(four.records(_key(four))):
        screen = _drop(open_page(four, "imports"), folder)
        assert len(screen.errors) == 1
    screen.click("imports.again")
    assert screen.errors == []
    assert text.RECOGNISED in screen.words


def test_an_older_export_is_refused_in_words(
    four: Home, tmp_path: Path, open_page: Open
):
    screen = _drop(
        open_page(four, "imports"),
        _lay(tmp_path / "old", patient=exports.PATIENT.replace("Bob", "Rob")),
    )
    screen.app.date_input(key="imports.answer.as_of").set_value(date(2026, 1, 1))
    screen.click("imports.answer").click("imports.go")
    assert "Nothing was changed." in screen.errors[0]
    assert services.state(four, _key(four)).snapshot == 1


def test_a_kept_mapping_can_be_forgotten(four: Home, open_page: Open):
    declared = Declaration("patient", {"id": "Cust No"})
    services.mappings.keep(four, "Elm Street", {"a" * 64: declared}, NOW)
    screen = open_page(four, "imports", {"imports.view": text.MAPPED})
    assert "Patient number: Cust No" in screen.words
    screen.click(f"imports.forget.{'a' * 12}")
    assert services.mappings.kept(four, _key(four)) == {}
    assert text.NO_MAPPED in screen.words


def test_the_sheets_of_a_workbook_are_mapped_one_by_one(
    home: Home, tmp_path: Path, open_page: Open
):
    book = tmp_path / "odd" / "book.xlsx"
    book.parent.mkdir()
    with xlsxwriter.Workbook(book) as written:
        for name, content in (
            ("People", PATIENTS.replace(";", ",")),
            ("Visits", VISITS),
        ):
            sheet = written.add_worksheet(name)
            for at, line in enumerate(content.splitlines()):
                sheet.write_row(at, 0, line.split(","))
    screen = _drop(open_page(home, "imports"), book.parent)
    assert "What is in “book.xlsx / People”?" in screen.words
    screen.click(_button(screen, "imports.read.")).click("imports.wanted.0")
    assert "What is in “book.xlsx / Visits”?" in screen.words
    screen.click(_button(screen, "imports.read."))
    assert {"Patients, as you mapped it", "Appointments, as you mapped it"} <= set(
        screen.app.table[0].value["Recognised as"]
    )


def test_a_preview_of_records_that_changed_meanwhile_is_shown_again(
    four: Home, tmp_path: Path, open_page: Open
):
    barton = exports.PATIENT.replace("Barlow", "Barton")
    screen = _drop(
        open_page(four, "imports"), _lay(tmp_path / "mine", patient=barton)
    ).click("imports.answer")
    theirs = _lay(tmp_path / "theirs", patient=exports.PATIENT.replace("Dorn", "Dorne"))
    services.import_files(
        four,
        "Elm Street",
        services.find([theirs]),
        ImportOptions(as_of=date(2026, 11, 20)),
        NOW,
    )
    screen.click("imports.go")
    assert text.CHANGED_MEANWHILE in screen.words
    assert services.state(four, _key(four)).snapshot == 2
    screen.click("imports.go")
    assert services.state(four, _key(four)).snapshot == 3


def test_what_an_import_changed_and_a_patient_s_history_can_be_looked_up(
    twice: Home, open_page: Open
):
    screen = open_page(twice, "imports", {"imports.changes": True, "imports.one": True})
    assert "Barton" in screen.words
    assert [
        line["Changed"] for line in screen.app.table[1].value.to_dict("records")
    ] == ["1"]
    screen.app.text_input(key="imports.patient").set_value("2")
    history = screen.run().app.table[-1].value
    assert history[history["What"] == "Family name"][
        ["Import", "Before", "After"]
    ].to_numpy().tolist() == [["1", "", "Barlow"], ["2", "Barlow", "Barton"]]
    screen.app.text_input(key="imports.patient").set_value("99")
    assert "no patient 99" in screen.run().errors[0]


TRANSACTIONS = (
    "tran_num,type,tran_date,patient_id,service_code,status,amount,clerk\n1,S,2026-01-05,7,01110,A,80,\n"
    + "".join(f"{n},P,2026-01-05,7,,A,-80,\n" for n in range(2, 1_502))
    + ",S,2026-01-05,7,01110,A,80,\n"
)


def test_what_is_not_needed_stands_apart_from_what_is_set_aside_with_its_count(
    home: Home, tmp_path: Path, open_page: Open
):
    screen = _drop(
        open_page(home, "imports"), _lay(tmp_path / "paid", transactions=TRANSACTIONS)
    )
    [report] = screen.app.table[0].value.to_dict("records")
    assert (report["Set aside"], report["Not needed"], report["Problems"]) == (
        "1",
        "1,500",
        "1",
    )
    assert "1 problem in these files" in [fold.label for fold in screen.app.expander]
    screen.app.session_state["imports.not_read"] = True
    [unread] = screen.run().app.table[1].value.to_dict("records")
    assert unread["Columns not read"] == "clerk"
    screen.app.session_state["imports.not_read"] = False
    screen.click("imports.answer")
    screen.app.session_state["imports.rows"] = True
    kinds = screen.run().app.selectbox(key="imports.kind")
    assert kinds.options[1:] == ["Set aside (1 of 1)", "Not needed (20 of 1,500)"]
    kinds.set_value("/not_needed")
    shown = screen.run().app.table[-1].value.to_dict("records")
    assert ({row["Row"] for row in shown}, len(shown)) == ({"not needed"}, 20)
    assert "1 set aside, 1,500 not needed." in screen.click("imports.go").words
    after = open_page(home, "imports", {"imports.view": text.PROBLEMS})
    assert text.SPARE_MEANS in after.words


def test_rows_that_stay_as_they_are_can_be_looked_at(
    four: Home, tmp_path: Path, open_page: Open
):
    again = _lay(tmp_path / "again", patient=exports.PATIENT)
    screen = _drop(open_page(four, "imports"), again).click("imports.answer")
    screen.app.session_state["imports.rows"] = True
    assert screen.run().app.selectbox(key="imports.kind").options == [
        "Patients: unchanged (4 of 4)"
    ]
    assert [
        row["Patient"] for row in screen.app.table[-1].value.to_dict("records")
    ] == ["1", "2", "3", "4"]
