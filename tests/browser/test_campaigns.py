"""A campaign in a real browser: planned, made, its file taken; after a later import the
page says what it brought.
"""

import io
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from python_calamine import CalamineWorkbook

from retention import services
from retention.practice import Practice
from retention.services import Home, ImportOptions
from retention.web.copy import campaigns as text
from tests.browser.conftest import drawn, serving

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PEOPLE = 240
NAME = "We miss you, August"


def _export(folder: Path, came: set[str]) -> Path:
    """Everybody came once, two years ago, and lives alone; those who `came` were here
    again in September 2026.
    """
    folder.mkdir()
    patients = [
        "PatNum,LName,FName,PatStatus,Gender,Birthdate,Address,City,State,Zip,WirelessPhone,Guarantor"
    ]
    for who in range(1, PEOPLE + 1):
        born = f"{1950 + who % 50}-{1 + who % 12:02}-{1 + who % 28:02}"
        patients.append(
            f"{who},Person{who},Pat,0,1,{born},{who} Elm "
            f"Street,Salem,OR,97301,(503) 555-0100,{who}"
        )
    visits = [(str(who), "2024-09-10") for who in range(1, PEOPLE + 1)] + [
        (who, "2026-09-08") for who in sorted(came)
    ]
    procedures = [
        "ProcNum,PatNum,ProcDate,ProcFee,ProcStatus,CodeNum,DateTP,DateComplete"
    ]
    procedures += [
        f"{number},{who},{day},120.00,2,1,0001-01-01,{day}"
        for number, (who, day) in enumerate(visits, start=1)
    ]
    (folder / "patient.csv").write_text("\n".join(patients) + "\n", "utf-8")
    (folder / "procedurelog.csv").write_text("\n".join(procedures) + "\n", "utf-8")
    (folder / "procedurecode.csv").write_text(
        "CodeNum,ProcCode,Descript,ProcCat\n1,D1110,,1\n", "utf-8"
    )
    return folder


def _import(home: Home, folder: Path, day: str) -> None:
    files = services.find([folder])
    at = datetime.fromisoformat(f"{day}T18:00")
    done = services.import_files(
        home, "Elm Street", files, ImportOptions(as_of=at.date()), at
    )
    assert done.questions == ()


def test_a_campaign_is_built_exported_and_its_result_seen_after_a_second_import(
    page: Page, tmp_path: Path
):
    home = services.home(tmp_path / "home")
    _import(home, _export(tmp_path / "august", set()), "2026-08-20")
    with serving(home.path, "2026-08-21T10:00") as address:
        page.goto(f"{address}/campaigns")
        drawn(page)
        page.get_by_role("textbox", name=text.NAME).fill(NAME)
        page.keyboard.press("Enter")
        page.locator(".st-key-campaign-share label").filter(
            has_text=text.SHARES[30]
        ).click()
        page.locator(".st-key-campaign-window label").filter(
            has_text=text.WINDOWS[30]
        ).click()
        drawn(page)
        expect(
            page.get_by_test_id("stMetricValue").filter(has_text="72")
        ).to_be_visible()  # 30 % of 240, held out
        page.get_by_role("button", name=text.MAKE_FILE).click()
        with page.expect_download() as download:
            page.get_by_role("button", name=text.TAKE).click()
    book = CalamineWorkbook.from_filelike(
        io.BytesIO(Path(download.value.path()).read_bytes())
    )
    head, *lines = book.get_sheet_by_index(0).to_python()
    rows = [dict(zip(head, line, strict=True)) for line in lines]
    assert {row["Zip"] for row in rows} == {"97301"}
    members = home.store.campaigns.members("elm-street", 1)
    treated = members.loc[members["arm"] == "treated", "patient_id"]
    assert {row["Address 1"] for row in rows} == {
        f"{who} Elm Street" for who in treated
    }
    assert len(rows) == PEOPLE - 72

    came = set(treated.iloc[:80]) | set(
        members.loc[members["arm"] == "held_out", "patient_id"].iloc[:4]
    )
    _import(home, _export(tmp_path / "november", came), "2026-11-20")
    with serving(home.path, "2026-11-21T10:00") as address:
        page.goto(f"{address}/campaigns")
        drawn(page)
        page.get_by_role("tab", name=text.VIEWS[1]).click()
        expect(page.get_by_role("combobox", name=text.WHICH)).to_have_value(
            f"1 · {NAME} · Aug 21, 2026"
        )
        expect(page.get_by_role("heading", name="Brought back")).to_be_visible()
        expect(page.get_by_role("row", name="Came 80 (48 %) 4 (5.6 %)")).to_be_visible()


def test_a_campaigns_file_is_taken_again_and_the_campaign_canceled(
    page: Page, tmp_path: Path
):
    home = services.home(tmp_path / "home")
    _import(home, _export(tmp_path / "august", set()), "2026-08-20")
    with serving(home.path, "2026-08-21T10:00") as address:
        page.goto(f"{address}/campaigns")
        drawn(page)
        page.get_by_role("textbox", name=text.NAME).fill(NAME)
        page.keyboard.press("Enter")
        drawn(page)
        page.get_by_role("button", name=text.MAKE_FILE).click()
        with page.expect_download() as first:
            page.get_by_role("button", name=text.TAKE).click()
        page.reload()
        drawn(page)
        page.get_by_role("tab", name=text.VIEWS[1]).click()
        page.get_by_role("button", name=text.AGAIN).click()
        with page.expect_download() as again:
            page.get_by_role("dialog").get_by_role("button", name=text.TAKE).click()
        assert _rows(again.value.path()) == _rows(first.value.path())
        assert again.value.suggested_filename != first.value.suggested_filename
        (logged,) = home.store.taken_files.of("elm-street", 1)
        assert logged.rows == len(_rows(again.value.path())) - 1
        dialog = page.get_by_role("dialog")
        dialog.get_by_role("button", name="Close").click()
        expect(dialog).to_have_count(0)
        page.get_by_role("button", name=text.CANCEL, exact=True).click()
        page.get_by_role("button", name=text.CANCEL_NOW).click()
        expect(page.get_by_text(text.CANCELED.format(name=NAME))).to_be_visible()
        expect(
            page.get_by_text("Its contacts no longer count, and it has no result.")
        ).to_be_visible()
        expect(page.get_by_role("button", name=text.AGAIN)).to_have_count(0)
        assert home.store.contacts.counting("elm-street").empty
        who = home.store.contacts.all("elm-street")["patient_id"].iloc[0]
        page.goto(f"{address}/outreach")
        drawn(page)
    assert len(home.store.contacts.all("elm-street")) > 100
    timeline = services.timeline(home, "elm-street", _practice(home), who)
    assert any("taken back" in event.what for event in timeline)


def _rows(path: Path) -> list[list[object]]:
    return CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()


def _practice(home: Home) -> Practice:
    return services.open_practice(home, services.state(home, "elm-street"))
