"""`import truyxuat.barcode` gives every public name, and brings along only what is used of it."""

from __future__ import annotations

import subprocess
import sys

import pytest

import truyxuat.barcode

DRAWING = {"barcode", "segno", "zint", "fontTools"}

TELL = "import sys; print(*sys.modules)"


@pytest.mark.parametrize("name", truyxuat.barcode.__all__)
def test_every_public_name_is_there(name: str) -> None:
    assert getattr(truyxuat.barcode, name).__doc__ is not None
    assert name in dir(truyxuat.barcode)


def test_a_name_that_is_not_there_is_an_error_as_in_any_module() -> None:
    with pytest.raises(
        AttributeError, match=r"'truyxuat\.barcode' has no attribute 'drawn'"
    ):
        truyxuat.barcode.drawn  # type: ignore[attr-defined]  # noqa: B018  # the point


def test_who_reads_pictures_waits_for_nothing_that_draws() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", f"from truyxuat.barcode import read_picture; {TELL}"],
        capture_output=True,
        text=True,
        check=True,
    )

    loaded = set(ran.stdout.split())
    assert "zxingcpp" in loaded
    assert loaded & DRAWING == set()
