"""The command line does the main job by itself: capture, trace, recall, rebuild, check."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from tests.services.documents import CHEESE, MILK, body, event, lot_event
from truyxuat.services.__main__ import app


@pytest.fixture(autouse=True)
def record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every command works on the record that TRUYXUAT_DATABASE_URL names."""
    monkeypatch.setenv("TRUYXUAT_DATABASE_URL", f"sqlite:///{tmp_path / 'record.db'}")
    monkeypatch.setenv("COLUMNS", "300")


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def counts(ran: Result, file: str) -> dict[str, str]:
    """What the table says of a file."""
    [row] = [line for line in ran.stdout.splitlines() if file in line]
    cells = [cell.strip() for cell in row.strip("│").split("│")]
    return dict(zip(("events", "recorded", "duplicates"), cells[1:4], strict=True))


@pytest.fixture
def dairy(tmp_path: Path) -> Path:
    """Milk was made into cheese: 100 kg into 10 kg."""
    made = lot_event(1, MILK, 100, action="ADD", bizStep="commissioning")
    cheese = {
        "type": "TransformationEvent",
        "eventID": "urn:uuid:00000000-0000-4000-8000-000000000002",
        "eventTime": "2026-09-14T06:00:00Z",
        "eventTimeZoneOffset": "+07:00",
        "inputQuantityList": [{"epcClass": MILK, "quantity": 100, "uom": "KGM"}],
        "outputQuantityList": [{"epcClass": CHEESE, "quantity": 10, "uom": "KGM"}],
    }
    file = tmp_path / "dairy.json"
    file.write_bytes(body(made, cheese))
    return file


def test_a_file_is_captured_and_captured_again_changes_nothing(dairy: Path) -> None:
    first = run("capture", dairy)
    again = run("capture", dairy)

    assert (first.exit_code, again.exit_code) == (0, 0)
    assert counts(first, "dairy.json") == {
        "events": "2",
        "recorded": "2",
        "duplicates": "0",
    }
    assert counts(again, "dairy.json") == {
        "events": "2",
        "recorded": "0",
        "duplicates": "2",
    }


def test_a_broken_file_is_refused_with_its_problems_and_the_others_go_in(
    dairy: Path, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.json"
    broken.write_bytes(body(event(1, eventTime="yesterday")))

    ran = run("capture", broken, dairy)

    assert ran.exit_code == 1
    assert "refused" in ran.stdout
    assert "/epcisBody/eventList/0/eventTime" in ran.stderr
    assert run("trace", MILK).exit_code == 0


def test_a_trace_prints_where_a_lot_went(dairy: Path) -> None:
    run("capture", dairy)

    ran = run("trace", MILK)

    assert ran.exit_code == 0
    assert "went into 1 objects (possible, complete)" in ran.stdout
    assert "/10/C1" in ran.stdout


def test_a_trace_as_json_is_the_answer_of_the_api(dairy: Path) -> None:
    run("capture", dairy)

    answer = json.loads(run("trace", CHEESE, "--direction", "back", "--json").stdout)

    assert answer["complete"] is True
    assert [thing["id"].rpartition("/")[2] for thing in answer["affected"]] == ["M1"]


def test_a_question_nobody_can_answer_says_why() -> None:
    assert "No event names" in run("trace", MILK).stderr
    assert "check digit" in run("trace", "4012345678902").stderr
    assert "--as-of: expected an instant" in run("trace", MILK, "--as-of", "today").stderr
    assert "--place needs --from and --to" in run("recall", "--place", "urn:x:tank").stderr
    assert run("trace", MILK).exit_code == 2


def test_a_recall_is_drafted_with_its_scopes_and_holders(dairy: Path) -> None:
    run("capture", dairy)

    ran = run("recall", CHEESE, "--cause", MILK, "--reason", "drill")

    assert ran.exit_code == 0, ran.stderr
    for scope in ("narrow", "genealogical", "precautionary"):
        assert scope in ran.stdout
    assert "/regulator/recalls/" in ran.stdout


def test_the_graph_is_rebuilt_from_the_record_and_answers_alike(dairy: Path) -> None:
    run("capture", dairy)
    before = run("trace", MILK, "--json").stdout

    rebuilt = run("rebuild-graph")

    assert "linked to position 2" in rebuilt.stdout
    after = run("trace", MILK, "--json").stdout
    assert json.loads(after)["result_hash"] == json.loads(before)["result_hash"]


def test_the_tables_are_made_once_before_any_process_starts() -> None:
    first = run("migrate")
    again = run("migrate")

    assert (first.exit_code, again.exit_code) == (0, 0)
    assert first.stdout == again.stdout
    assert first.stdout.startswith("The record's tables are of version ")


def test_the_trace_is_checked_against_simulated_worlds() -> None:
    ran = run("check-trace", "--worlds", "5")

    assert ran.exit_code == 0
    assert "0 differ from what happened, 0 missed" in ran.stdout
    assert "fewer units recalled, none missed" in ran.stdout


def test_a_variable_that_cannot_be_right_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRUYXUAT_PORT", "abc")
    monkeypatch.setenv("TRUYXUAT_DATABASE_URL", "mysql:x")

    ran = run("trace", MILK)

    assert ran.exit_code == 2
    assert "TRUYXUAT_PORT: Input should be a valid integer" in ran.stderr
    assert "TRUYXUAT_DATABASE_URL: " in ran.stderr
    assert "sqlite:///FILE or postgresql://…; got engine 'mysql'" in ran.stderr


@pytest.mark.parametrize(
    "url",
    [
        "postgresql+psycopg2://trace:s3cret@db.example/record",
        "postgresql://trace:s3cret@db.example:port/record",
    ],
)
def test_the_password_of_a_record_is_not_told(
    monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("TRUYXUAT_DATABASE_URL", url)

    ran = run("trace", MILK)

    assert ran.exit_code == 2
    assert "TRUYXUAT_DATABASE_URL: " in ran.stderr
    assert "s3cret" not in ran.stderr


def test_a_record_that_cannot_be_opened_is_said_to_be_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TRUYXUAT_DATABASE_URL", f"sqlite:///{tmp_path}/none/record.db")

    ran = run("rebuild-graph")

    assert ran.exit_code == 2
    assert "The file of the record cannot be opened or made." in ran.stderr


def test_a_file_that_is_no_record_is_said_to_be_none(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "letter.db").write_text("Dear officer, " * 100)
    monkeypatch.setenv("TRUYXUAT_DATABASE_URL", f"sqlite:///{tmp_path}/letter.db")

    ran = run("rebuild-graph")

    assert ran.exit_code == 2
    assert "The file of the record is no SQLite database." in ran.stderr


def test_the_sample_province_can_be_sent_as_documents(tmp_path: Path) -> None:
    written = run("sample", tmp_path / "province")
    files = sorted((tmp_path / "province").iterdir())

    captured = run("capture", *files)

    assert (written.exit_code, captured.exit_code) == (0, 0)
    assert len(files) == 9
    assert counts(captured, "01-susu.jsonld") == {
        "events": "66",
        "recorded": "66",
        "duplicates": "0",
    }
    traced = run("trace", "(01)09521234009009(10)TBV-07", "--json")
    assert len(json.loads(traced.stdout)["affected"]) == 7
