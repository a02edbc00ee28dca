"""`truyxuat barcode`: read, parse, make and sheet without a server or a record."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PIL import Image
from typer.testing import CliRunner, Result

from truyxuat.barcode.reading import read_picture
from truyxuat.services.__main__ import app

LOT = "(01)09521234001010(10)L1(17)271231"


@pytest.fixture(autouse=True)
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No record can be opened: whoever tries fails."""
    monkeypatch.setenv("TRUYXUAT_DATABASE_URL", f"sqlite:///{tmp_path}/none/record.db")
    monkeypatch.setenv("COLUMNS", "300")


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["barcode", *map(str, arguments)])


@pytest.mark.parametrize("form", ["png", "pdf"])
def test_what_was_made_is_read_again(tmp_path: Path, form: str) -> None:
    label = tmp_path / f"label.{form}"

    made = run("make", "gs1-datamatrix", LOT, "-o", label, "--line", "Su su Tam Đảo")
    read = run("read", label)

    assert (made.exit_code, read.exit_code) == (0, 0), made.stderr
    assert "GS1 DataMatrix" in read.stdout
    assert "Ngày hết hạn" in read.stdout
    assert "2027-12-31" in read.stdout


@pytest.mark.parametrize("form", ["svg", "zpl"])
def test_a_symbol_is_made_for_the_web_and_for_a_label_printer(
    tmp_path: Path, form: str
) -> None:
    assert (
        run("make", "ean-13", "9521234001010", "-o", tmp_path / f"l.{form}").exit_code == 0
    )


def test_several_pictures_are_one_json_answer(tmp_path: Path) -> None:
    label, blank, letter = (tmp_path / name for name in ("a.png", "b.png", "c.png"))
    run("make", "gs1-datamatrix", LOT, "-o", label)
    Image.new("L", (200, 200), 255).save(blank)
    letter.write_text("Kính gửi")

    ran = run("read", label, blank, letter, "--json")

    found = json.loads(ran.stdout)
    assert ran.exit_code == 1
    assert [len(one.get("symbols", ())) for one in found] == [1, 0, 0]
    assert found[0]["symbols"][0]["says"]["bracketed"] == LOT
    assert "Expected a JPEG" in found[2]["error"]


@pytest.mark.parametrize(
    ("text", "code"),
    [(LOT, 0), ("9521234001010", 0), ("9521234001011", 1), ("(10)L1", 1), ("hello", 1)],
)
def test_a_shell_learns_whether_a_text_is_sound(text: str, code: int) -> None:
    assert run("parse", text).exit_code == code


def test_a_text_is_told_with_the_place_of_what_is_wrong() -> None:
    ran = run("parse", "(01)09521234001011", "--lang", "en")

    assert "17:18 Wrong check digit" in ran.stdout
    assert json.loads(run("parse", LOT, "--json").stdout)[0]["valid"] is True


def test_a_size_under_the_minimum_is_refused_with_all_reasons(tmp_path: Path) -> None:
    out = tmp_path / "label.png"

    ran = run("make", "ean-13", "9521234001011", "-o", out, "--x", "0.1", "--height", "2")

    assert ran.exit_code == 2
    for place in ("/data#12:13", "/x:", "/height:"):
        assert place in ran.stderr
    assert not out.exists()
    assert ".svg, .png, .pdf, .zpl" in run("make", "ean-13", "1", "-o", "label.gif").stderr


def test_a_sheet_bears_the_serials_of_a_file(tmp_path: Path) -> None:
    serials, out = tmp_path / "serials.txt", tmp_path / "labels.pdf"
    serials.write_text("A-1\nA-2\n\nA-3\n")

    ran = run("sheet", "gs1-datamatrix", LOT, "-o", out, "--serials", serials)

    assert ran.exit_code == 0, ran.stderr
    read = {
        symbol.text.partition("17271231")[2] for symbol in read_picture(out.read_bytes())
    }
    assert read == {"21A-1", "21A-2", "21A-3"}


def test_made_serials_are_written_down_or_not_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, kept = tmp_path / "labels.zpl", tmp_path / "made.txt"
    made = (
        "sheet",
        "gs1-datamatrix",
        LOT,
        "-o",
        out,
        "--paper",
        "roll-70x50",
        "--make",
        "3",
    )
    assert "TRUYXUAT_SERIAL_KEY is not set" in run(*made, "--serials-out", kept).stderr

    monkeypatch.setenv("TRUYXUAT_SERIAL_KEY", "s3cret")
    short = run(*made, "--serials-out", kept).stderr
    monkeypatch.setenv("TRUYXUAT_SERIAL_KEY", "0123456789abcdef" * 4)
    ran = run(*made, "--serials-out", kept)

    assert "TRUYXUAT_SERIAL_KEY: " in short
    assert "s3cret" not in short
    assert "--serials-out FILE expected" in run(*made).stderr
    assert ran.exit_code == 0, ran.stderr
    assert out.read_text().count("^XA") == len(kept.read_text().split()) == 3


def test_labels_that_do_not_fit_leave_no_file(tmp_path: Path) -> None:
    out = tmp_path / "labels.pdf"
    serials = tmp_path / "serials.txt"
    serials.write_text("1\n" + "W" * 20 + "\n")

    ran = run(
        *("sheet", "gs1-128", "(01)09521234001010", "-o", out, "--use", "other-trade-item"),
        *("--paper", "a4-14", "--serials", serials),
    )

    assert ran.exit_code == 2
    assert "/labels/1" in ran.stderr
    assert list(tmp_path.iterdir()) == [serials]
