"""One thing has one key, on whoever's web address its Digital Link stands."""

from __future__ import annotations

import pytest

from truyxuat.traceability.errors import InvalidIdentifier
from truyxuat.traceability.identifiers import canonical, parse

HOME = "https://id.gs1.org"
GTIN = "09521234001010"

SAME_LOT = [
    f"https://id.gs1.org/01/{GTIN}/10/L1",
    f"http://id.gs1.org/01/{GTIN}/10/L1",
    f"HTTPS://ID.GS1.ORG/01/{GTIN}/10/L1",
    f"https://example.vn/01/{GTIN}/10/L1",
    f"https://example.vn:8443/shop/vi/01/{GTIN}/10/L1",
    f"https://192.0.2.1/01/{GTIN}/10/L1",
    f"https://[2001:db8::1]/01/{GTIN}/10/L1",
    f"https://xn--fsq.xn--0zwm56d/01/{GTIN}/10/L1",
    f"https://00/01/{GTIN}/10/L1",
    f"https://example.vn/00/01/{GTIN}/10/L1",
    f"https://example.vn/01/{GTIN}/22/2A/10/L1",
    f"https://example.vn/01/{GTIN}/10/L1?17=271231&linkType=gs1:pip",
    f"https://example.vn/01/{GTIN}/10/L1#top",
    f"https://example.vn/01/{GTIN}/10/%4C1",
    f"https://example.vn/gtin/{GTIN}/lot/L1",
    "https://example.vn/01/9521234001010/10/L1",
]


@pytest.mark.parametrize("uri", SAME_LOT)
def test_a_lot_has_one_key_on_every_web_address(uri: str) -> None:
    assert canonical(uri) == f"{HOME}/01/{GTIN}/10/L1"


@pytest.mark.parametrize(
    ("path", "key"),
    [
        ("/gtin/09780345418913/cpv/344/lot/1223/ser/765tz", "/01/09780345418913/21/765tz"),
        ("/01/00012345678905/235/T1", "/01/00012345678905/235/T1"),
        ("/01/001234567895", "/01/00001234567895"),
        ("/01/96385074", "/01/00000096385074"),
        ("/sscc/095212340000000013", "/00/095212340000000013"),
        ("/gln/9521234000013/glnx/A", "/414/9521234000013/254/A"),
        ("/414/9521234000013/254/0", "/414/9521234000013"),
        ("/414/9521234000013/7040/1ABC", "/414/9521234000013"),
        ("/party/9521234000013", "/417/9521234000013"),
        ("/payTo/9521234000013/refno/R1", "/415/9521234000013/8020/R1"),
        ("/grai/09521234000013K7", "/8003/09521234000013K7"),
        ("/giai/9521234K7/7040/1ABC", "/8004/9521234K7"),
        ("/cpid/9521234A/cpsn/42", "/8010/9521234A/8011/42"),
        ("/gsrn/952123400000000017/srin/3", "/8018/952123400000000017"),
        ("/8006/095212340010100102/22/AB/21/443322", "/8006/095212340010100102/21/443322"),
        (
            "/01/09521234001010/21/6789%2F%26%25%22!%3F()",
            "/01/09521234001010/21/6789%2F%26%25%22%21%3F%28%29",
        ),
        ("/01/09521234001010/10/A+B", "/01/09521234001010/10/A%2BB"),
        ("/01/09521234001010/10/01", "/01/09521234001010/10/01"),
        ("/01/09521234001010/10/98%2522", "/01/09521234001010/10/98%2522"),
    ],
)
def test_every_key_and_qualifier_is_read_from_a_path(path: str, key: str) -> None:
    assert canonical(f"https://example.vn/p{path}") == HOME + key


@pytest.mark.parametrize(
    "uri",
    [
        "https://example.vn",
        "https://example.vn/",
        "https://example.vn/contact",
        "https://example.vn/01/97803",
        "https://example.vn/zzz/09521234001010",
        "https://example.vn/99/09521234001010",
        "https://example.vn/01/09521234001010/details",
        "http://www.w3.org/2000/01/rdf-schema#label",
        "https://example.vn/8004/tractor-7",
        "https://example.vn/party/summer",
        "https://example.vn/lot",
        "https://09521234001010/",
        "urn:uuid:5e0bb5b1-5e0e-4b2e-9d62-111d3b3a2e5c",
        "urn:gdst:example.org:product:lot:class:08600031303.lot-1",
        "ni:///sha-256;df7bb3c352fef055578554f09f5e2aa41782150ced7bd0b8af24dd3ccb30ba69",
        "geo:21.3,105.6",
    ],
)
def test_any_other_uri_is_kept_as_it_is(uri: str) -> None:
    assert canonical(uri) == uri


REFUSED = [
    (
        f"https://example.vn/01/{GTIN[:-1]}1",
        "GTIN '09521234001011': check digit should be 0, is 1.",
    ),
    (
        "https://example.vn/01/095212340010",
        "GTIN '00095212340010': check digit should be 3, is 0.",
    ),
    (
        "https://example.vn/01/0952123400",
        "GTIN '0952123400': 14 digits expected, got 10.",
    ),
    (
        "https://example.vn/01/٠٩٥٢١٢٣٤٠٠١٠١٠",
        "GTIN '٠٩٥٢١٢٣٤٠٠١٠١٠': '٠' is not one of the digits 0-9.",
    ),
    (
        f"https://example.vn/01/{GTIN}/21/7/10/L1",
        "%s: qualifiers of (01) in this order expected: 22/10/21 or 235; got 21/10.",
    ),
    (
        f"https://example.vn/01/{GTIN}/10/L1/235/T",
        "%s: qualifiers of (01) in this order expected: 22/10/21 or 235; got 10/235.",
    ),
    (
        f"https://example.vn/01/{GTIN}/99/A",
        "%s: qualifiers of (01) in this order expected: 22/10/21 or 235; got 99.",
    ),
    (
        "https://example.vn/00/095212340000000013/10/A",
        "%s: qualifiers of (00) in this order expected: none; got 10.",
    ),
    (
        "https://example.vn/414/9521234000013/254/A/7040/1ABC",
        "%s: qualifiers of (414) in this order expected: 254 or 7040; got 254/7040.",
    ),
    (f"https://example.vn/01/{GTIN}/", "%s: a GS1 Digital Link URI does not end in '/'."),
    (
        f"https://example.vn/01/{GTIN}/10/L1/",
        "%s: a GS1 Digital Link URI does not end in '/'.",
    ),
    (f"https://example.vn/01/{GTIN}/10", "Lot '': 1 to 20 characters expected, got 0."),
    (f"https://example.vn/01/{GTIN}/lot", "Lot '': 1 to 20 characters expected, got 0."),
    (f"https://example.vn/01/{GTIN}/10/", "Lot '': 1 to 20 characters expected, got 0."),
    (
        f"https://example.vn/01/{GTIN}/10/123456789012345678901",
        "Lot '123456789012345678901': 1 to 20 characters expected, got 21.",
    ),
    (
        f"https://example.vn/01/{GTIN}/10/L%201",
        "Lot 'L 1': ' ' is not one of the 82 GS1 characters.",
    ),
    (f"https://example.vn/01/{GTIN}/10/L%2", "%s: 'L%%2' is not percent-encoded UTF-8."),
    (f"https://example.vn/01/{GTIN}/10/%%FF", "%s: '%%FF' is not percent-encoded UTF-8."),
    (
        f"https://example.vn/01/{GTIN}/10/Lô",
        "Lot 'Lô': 'ô' is not one of the 82 GS1 characters.",
    ),
    (
        f"https://example.vn/01/{GTIN}?10=L1",
        "%s: (10) qualifies the key and belongs into the path, not the query string.",
    ),
    (
        f"https://example.vn/01/{GTIN}/10/L1?99=A;lot=L1",
        "%s: (lot) qualifies the key and belongs into the path, not the query string.",
    ),
    (
        f"https://[fe80::1%%25lo]/01/{GTIN}",
        "%s: '[fe80::1%%25lo]' is no domain name.",
    ),
    ("https://id.gs1.org", "%s: the path '' holds no GS1 key."),
    (
        "https://id.gs1.org/99/9780345418913",
        "%s: the path '/99/9780345418913' holds no GS1 key.",
    ),
    ("https://id.gs1.org/01/abc", "GTIN 'abc': 'a' is not one of the digits 0-9."),
    (
        f"https://example.vn/01/{GTIN} ",
        "%s: a GS1 identifier or an absolute URI expected.",
    ),
]


@pytest.mark.parametrize(("uri", "message"), REFUSED)
def test_a_broken_digital_link_is_refused_with_the_reason(uri: str, message: str) -> None:
    uri = uri.replace("%%", "%")
    with pytest.raises(InvalidIdentifier) as refused:
        canonical(uri)

    assert str(refused.value) == message.replace("%s", repr(uri)).replace("%%", "%")


def test_what_the_key_leaves_out_is_still_known() -> None:
    item = parse(f"https://example.vn/01/{GTIN}/22/2A/10/L1/21/7?17=271231")

    assert item.key == f"{HOME}/01/{GTIN}/21/7"
    assert item.qualifiers == (("22", "2A"), ("10", "L1"), ("21", "7"))
