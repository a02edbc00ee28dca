"""Over HTTP and the command line: what registers say of codes, and what it comes to."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner, Result

from truyxuat.services.__main__ import app

MILK = "8938505970004"
HOLDER, OTHER = "0000000011", "0000000022"
TODAY = datetime.now(UTC)

Json = dict[str, Any]  # a request or an answer

LICENCE: Json = {
    "kind": "licence",
    "prefix": "8938505970",
    "holder": "Công ty Sữa Bãi Sông",
    "holder_tax_code": HOLDER,
    "state": "active",
    "issuer": "GS1 Vietnam",
}
DECLARATION: Json = {
    "kind": "declaration",
    "gtin": MILK,
    "company": "Công ty Sữa Bãi Sông",
    "company_tax_code": HOLDER,
    "name_and_brand": "Sữa tươi",
    "description": "Hộp 180 ml",
    "product_group": "Sữa",
    "target_market": "VN",
    "image": "a.png",
}


def told(*facts: Json, days: int = 5, **more: object) -> Json:
    """A list of the register, as many days old."""
    return {
        "source": "VNPC",
        "standing": "official",
        "retrievedAt": (TODAY - timedelta(days=days)).isoformat(),
        "facts": list(facts),
        **more,
    }


def kept(platform: TestClient, body: Json) -> Json:
    answer = platform.post("/codes/facts", json=body)
    assert answer.status_code == 201, answer.text
    got: Json = answer.json()
    return got


def legality(platform: TestClient, code: str = MILK, **query: str) -> Json:
    answer = platform.get(f"/codes/{code}/legality", params=query)
    assert answer.status_code == 200, answer.text
    got: Json = answer.json()
    return got


def test_a_code_of_which_nothing_was_told_is_unknown(platform: TestClient) -> None:
    found = legality(platform)

    assert found["verdict"] == "unknown"
    assert found["holder"] is None
    assert found["prefix"]["use"] == "GS1 Vietnam"
    assert [one["code"] for one in found["settle"]] == [
        "register_licence",
        "register_declaration",
    ]
    assert found["messageVi"] == (
        "Chưa rõ mã số này được cấp và sử dụng đúng hay không: "
        "chưa có dữ liệu về người được cấp đầu số."
    )


def test_a_licensed_and_declared_code_is_lawful_with_source_and_age(
    platform: TestClient,
) -> None:
    kept(platform, told(LICENCE, DECLARATION))

    found = legality(platform, usedBy=HOLDER)

    assert found["verdict"] == "lawful"
    assert found["licenceState"] == "active"
    assert found["companyPrefixLength"] == 10
    assert {(one["source"], one["ageDays"]) for one in found["facts"]} == {("VNPC", 5)}
    assert "Công ty Sữa Bãi Sông" in found["messageVi"]
    assert "hàng thật" not in found["messageVi"]


@pytest.mark.parametrize(
    ("facts", "complete", "code", "finding"),
    [
        ([LICENCE], ["authorisation:893"], MILK, "licensed_to_another"),
        ([LICENCE], ["declaration:8938505"], MILK, "never_declared"),
        ([], ["licence:893"], MILK, "never_issued"),
        ([], ["authorisation:301"], "3012345678902", "foreign_unauthorised"),
        ([{**LICENCE, "state": "revoked"}], [], MILK, "licence_revoked"),
        ([{**LICENCE, "state": "expired"}], [], MILK, "licence_expired"),
    ],
)
def test_each_finding_is_told_where_the_register_is_complete(
    platform: TestClient, facts: list[Json], complete: list[str], code: str, finding: str
) -> None:
    kept(platform, told(*facts, completeFor=complete))

    user = OTHER if finding in ("licensed_to_another", "foreign_unauthorised") else HOLDER
    found = legality(platform, code, usedBy=user)

    assert (found["verdict"], found["finding"]) == ("unlawful", finding)


def test_a_stale_register_asserts_nothing(platform: TestClient) -> None:
    kept(platform, told(LICENCE, DECLARATION, days=93, completeFor=["893"]))

    found = legality(platform)

    assert (found["verdict"], found["holder"]) == ("unknown", None)
    assert all(one["stale"] for one in found["facts"])


def test_an_old_question_gets_its_old_answer(platform: TestClient) -> None:
    kept(platform, told(LICENCE, DECLARATION, days=40))
    kept(platform, told({**LICENCE, "state": "revoked"}, DECLARATION, days=2))

    then = legality(platform, at=(TODAY - timedelta(days=10)).isoformat())

    assert then["verdict"] == "lawful"
    assert legality(platform)["finding"] == "licence_revoked"


def test_the_same_list_again_changes_nothing(platform: TestClient) -> None:
    body = told(LICENCE)

    first = kept(platform, body)
    again = platform.post("/codes/facts", json=body)

    assert again.status_code == 200
    assert again.json() == {"list": first["list"], "rows": 1, "again": True}


def test_two_registers_that_disagree_are_both_seen(platform: TestClient) -> None:
    kept(platform, told(LICENCE))
    other = {**LICENCE, "holder": "Công ty Khác", "holder_tax_code": OTHER}
    kept(platform, told(other, source="GS1"))

    found = legality(platform)

    assert found["verdict"] == "unknown"
    [conflict] = found["conflicts"]
    assert {side["source"] for side in conflict["sides"]} == {"VNPC", "GS1"}


def test_a_gtin_that_two_firms_claim_is_a_visible_conflict(platform: TestClient) -> None:
    kept(platform, told(LICENCE, DECLARATION))
    claim = {
        "kind": "claim",
        "gtin": MILK,
        "claimant": "Công ty Khác",
        "claimant_tax_code": OTHER,
    }
    kept(platform, told(claim, source="hồ sơ", standing="declared"))

    found = legality(platform)

    assert [one["about"] for one in found["conflicts"]] == ["claim"]


def test_a_list_with_bad_rows_is_refused_whole_and_every_fault_is_told(
    platform: TestClient,
) -> None:
    ends_early = {**LICENCE, "valid_from": "2026-05-01", "valid_to": "2026-04-30"}
    rows = [
        LICENCE,
        {**LICENCE, "state": "aktiv", "prefix": "89"},
        {"kind": "internal", "code": MILK, "owner": "HTX"},
        {"kind": "declaration", "gtin": "8938505970005", "holder": "x"},
        ends_early,
        {"kind": "licens"},
    ]

    answer = platform.post("/codes/facts", json=told(*rows, completeFor=["x"]))

    assert answer.status_code == 400
    assert {(one["place"], one["code"]) for one in answer.json()["problems"]} == {
        ("/facts/1/prefix", "not_a_prefix"),
        ("/facts/1/state", "unknown_state"),
        ("/facts/2/code", "collides_with_gs1"),
        ("/facts/3/holder", "other_kinds_column"),
        ("/facts/3/gtin", "not_a_gtin"),
        ("/facts/4/valid_to", "ends_before_it_begins"),
        ("/facts/5/kind", "unknown_kind"),
        ("complete_for", "not_a_range"),
    }
    assert legality(platform)["facts"] == []


def test_nothing_is_taken_from_a_source_tomorrow(platform: TestClient) -> None:
    answer = platform.post("/codes/facts", json=told(LICENCE, days=-1))

    assert [one["code"] for one in answer.json()["problems"]] == ["in_the_future"]


def test_a_firms_own_code_with_a_slash_is_found(platform: TestClient) -> None:
    own = {"kind": "internal", "code": "SP/0042", "owner": "HTX", "owner_tax_code": HOLDER}
    kept(platform, told(own, standing="declared", source="hồ sơ HTX"))

    found = legality(platform, "SP%2F0042")

    assert (found["verdict"], found["id"]) == ("lawful", None)
    assert found["messageVi"].startswith("Mã nội bộ của HTX, theo hồ sơ HTX ngày ")


@pytest.fixture
def record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The commands work on a record of their own."""
    monkeypatch.setenv("TRUYXUAT_DATABASE_URL", f"sqlite:///{tmp_path / 'record.db'}")
    monkeypatch.setenv("COLUMNS", "300")
    return tmp_path


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def imported(file: Path, *more: str) -> Result:
    when = (TODAY - timedelta(days=5)).isoformat()
    told_by = ("--source", "VNPC", "--standing", "official", "--retrieved-at", when)
    return run("codes", "import", file, *told_by, *more)


def test_a_register_comes_in_as_csv_and_a_code_is_checked(record: Path) -> None:
    file = record / "register.csv"
    columns = ["kind", "prefix", "holder", "holder_tax_code", "state"]
    lines = [",".join(columns), ",".join(LICENCE[name] for name in columns)]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8-sig")

    ran = imported(file, "--complete-for", "authorisation:893")
    checked = run("codes", "check", MILK, "--used-by", OTHER, "--json")

    assert ran.stdout == f"{file}: list 1, 1 rows, recorded\n"
    assert json.loads(checked.stdout)["finding"] == "licensed_to_another"


def test_a_bad_row_is_told_with_line_expected_and_got_and_nothing_is_kept(
    record: Path,
) -> None:
    file = record / "register.csv"
    good, bad = "licence,8938505970,A,active", "licence,8938505971,B,aktiv"
    file.write_text(f"kind,prefix,holder,state\n{good}\n{bad}\n", encoding="utf-8")

    ran = imported(file)

    assert ran.exit_code == 2
    assert (
        "line 3, state: expected active, expired, revoked, unknown, got 'aktiv'."
        in ran.stderr
    )
    assert json.loads(run("codes", "check", MILK, "--json").stdout)["facts"] == []


@pytest.mark.parametrize(
    ("name", "body", "said"),
    [
        ("a.csv", b"kind,colour\nlicence,red\n", "line 1: expected kind, and of"),
        ("a.csv", b"prefix\n1234\n", "got no kind."),
        (
            "a.csv",
            b"kind,prefix\nlicence\n",
            "line 2: expected a cell per column, got fewer.",
        ),
        ("a.csv", b"kind,prefix\nlicence,1,2\n", "expected a cell per column, got 1 more."),
        ("a.csv", b'kind,prefix\n"licence,1\n', "expected comma-separated values"),
        ("a.csv", b"kind\n\xff\n", "expected UTF-8, got byte 0xff at 5."),
        ("a.csv", b"kind\n", "expected at least one row, got none."),
        ("a.json", b'{"facts": 1}', "/facts: expected an array of facts, got int."),
        ("a.json", b'[{"kind": 1}]', "/0/kind: expected a text, got int."),
        ("a.json", b"[1]", "/0: expected an object, got int."),
        ("a.json", b"[", ""),
        ("a.txt", b"", "expected a file .csv or .json."),
    ],
)
def test_a_file_that_is_no_list_is_refused_in_words(
    record: Path, name: str, body: bytes, said: str
) -> None:
    file = record / name
    file.write_bytes(body)

    ran = imported(file)

    assert ran.exit_code == 2
    assert said in ran.stderr


def test_an_empty_list_may_say_that_there_is_nothing(record: Path) -> None:
    file = record / "none.json"
    file.write_bytes(b"[]")

    assert "of which kind" in imported(file, "--complete-for", "893").stderr
    assert imported(file, "--complete-for", "licence:893").exit_code == 0
    assert "unlawful (never_issued)" in run("codes", "check", MILK).stdout
