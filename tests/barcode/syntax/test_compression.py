"""Compressed Digital Links against published examples.

The examples are those of the reference implementations of GS1's compression (the Digital Link
toolkit and its port to .NET), which compress without the codes for combinations.
"""

from __future__ import annotations

import pytest

from truyxuat.barcode import compress_digital_link, decompress_digital_link
from truyxuat.traceability.errors import InvalidBarcode

PUBLISHED = {
    "00/998440410914660971": "AN2yxDhfaiaw",
    "01/05412345000013": "AQnYUc1gmg",
    "01/05412345000013/10/ABC123": "AQnYUc1gmiCNV4JG",
    "01/05412345000013/10/ABC123/21/72292641703": "AQnYUc1gmiCNV4JGQhcNT6K6c",
    "01/05412345000013/22/AJY3095721P49": "AQnYUc1gmkTaASxvp7z3tqfx6",
    "01/05412345000013/235/8TFV883a904GH%263": "AQnYUc1gmkax7ipGrOHDPC5YNI8hMz",
    "253/3060077601309": "JTLIetaiHYA",
    "255/5678409730535": "JVUqG5hJ5wA",
    "401/0541234537290A41%26GHpp33": "QBl2DVoxZM2jVm3ZOWEFoxTR5HDgzZg",
    "402/21173492661712079": "QCJZyW9mC6Z4",
    "414/5060917510004/254/RP56J920471": "JUa0T-eifdtOO9UFEmlYwv3Q",
    "414/5060917510004/7040/5KFX": "QUSaVjC_dHBAVlCrg",
    "8003/04965031954585": "gAMJCAXukTMA",
    "8004/0541234537290A41%26GHpp33/7040/7BVR": "cEB2CqjAAkuwatGLJm0as27JywgtGKaPI4cGbM",
    "8010/0541234537290A41%23GH33/8011/6639047221": "gBCVYNWjFkzaNWbdk5YQWjFHHkM2cAI0xdvpGo",
    "8017/817019610850151481/8019/4003812": "gBe1ajAd9ATDmAGXPRfk",
    "01/05412345000013/10/ABC123?17=290331": "AQnYUc1gmiCNV4JGLo3DY",
}


@pytest.mark.parametrize("path", PUBLISHED)
def test_a_published_link_is_compressed_as_published(path: str) -> None:
    short = f"https://id.gs1.org/{PUBLISHED[path]}"

    assert compress_digital_link(f"https://id.gs1.org/{path}", optimised=False) == short
    assert decompress_digital_link(short) == f"https://id.gs1.org/{path}"


def test_a_readable_key_stays_readable() -> None:
    uri = "https://id.gs1.org/01/05412345000013/10/ABC123/21/72292641703"
    short = "https://id.gs1.org/01/05412345000013/EEarwSMhC4an0V04"

    assert compress_digital_link(uri, optimised=False, keep_key=True) == short
    assert decompress_digital_link(short) == uri


def test_other_parameters_that_were_compressed_come_back() -> None:
    short = "https://id.gs1.org/AQnYUc1gmiCNV4JGLo3Dfg2q72Etrue8K7RPRWwjc0D4#chapter1"

    assert decompress_digital_link(short) == (
        "https://id.gs1.org/01/05412345000013/10/ABC123?17=290331&arv=true&donor=bmgf#chapter1"
    )


def test_a_frequent_combination_is_shorter_with_its_code() -> None:
    uri = "https://id.gs1.org/01/05412345000013/10/ABC123/21/72292641703?17=290331"

    short, plain = compress_digital_link(uri), compress_digital_link(uri, optimised=False)

    assert len(short) < len(plain)
    assert decompress_digital_link(short) == uri


def test_the_key_of_the_path_stays_the_key() -> None:
    uri = "https://a.vn/8004/9385012345?01=09521234001010"

    assert decompress_digital_link(compress_digital_link(uri)) == uri


@pytest.mark.parametrize(
    "uri",
    [
        "https://vnexpress.net/contactus",
        "https://id.gs1.org/AQnYUc1gmg0",
        "https://id.gs1.org/BQnYUc1gmg",
        "https://id.gs1.org/8006/EEarwSMhC4an0V05E2gEsb6e897an8ewAMGAkftmjYEy",
        "https://id.gs1.org/AQnYUc1gmQ",
        "https://id.gs1.org/____________",
        "https://id.gs1.org/qwertyuiop",
        "https://id.gs1.org/",
        "ftp://id.gs1.org/AQnYUc1gmg",
    ],
)
def test_what_only_looks_compressed_is_refused(uri: str) -> None:
    with pytest.raises(InvalidBarcode):
        decompress_digital_link(uri)


def test_only_a_sound_digital_link_is_compressed() -> None:
    with pytest.raises(InvalidBarcode):
        compress_digital_link("https://id.gs1.org/01/05412345000014")
