"""Which texts are absolute URIs (RFC 3986, section 3)."""

from __future__ import annotations

import pytest

from truyxuat.traceability.epcis.fields import is_uri


@pytest.mark.parametrize(
    "text",
    [
        "urn:epc:id:sgtin:0614141.107346.2017",
        "https://an@id.gs1.org:8443/01/09521234001010?a=b/c#d?e",
        "https://a%20b:c@h%2Dost/",
        "http://[2001:db8::1]/x",
        "http://127.0.0.1",
        "file:///a",
        "geo:21.3,105.6",
        "urn:x:",
        "https://a.vn?q#",
        "tag:a.vn,2026:%C3%A9",
    ],
)
def test_absolute_uris(text: str) -> None:
    assert is_uri(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "epcis",
        "1a:b",
        "//a.vn/b",
        "urn:x:a b",
        "urn:x:é",
        "urn:x:%4",
        "urn:x:%GG",
        "urn:x:a#b#c",
        "https://a.vn:80a/",
        "https://[::1/",
        "https://a@b@c/",
        "urn:x:a\n",
        "urn:x:" + "a%41" * 50_000 + "%",
    ],
)
def test_other_texts(text: str) -> None:
    assert not is_uri(text)
