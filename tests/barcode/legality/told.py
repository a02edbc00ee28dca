"""Facts as sources tell them, for tests of the legality check. All firms are invented."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from truyxuat.barcode.legality import (
    CodeAuthorisation,
    Complete,
    Facts,
    GtinDeclaration,
    Kind,
    LicenceState,
    Organisation,
    PrefixLicence,
    Standing,
    Told,
)

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
MILK = "8938505970004"
GTIN = "08938505970004"
PREFIX = "8938505970"
FRENCH = "3012345678902"
FRENCH_GTIN = "03012345678902"

HOLDER = Organisation("Công ty Sữa Bãi Sông", "0000000011")
OTHER = Organisation("Công ty Hàng Nhái", "0000000022")
UNNUMBERED = Organisation("Công ty Sữa Bãi Sông")

REGISTER = Told("VNPC", Standing.OFFICIAL, NOW - timedelta(days=10))
OLD_REGISTER = replace(REGISTER, retrieved_at=NOW - timedelta(days=93))
GEPIR = Told("Verified by GS1", Standing.OFFICIAL, NOW - timedelta(days=5))
PAPERS = Told("hồ sơ doanh nghiệp", Standing.DECLARED, NOW - timedelta(days=3))
HEARSAY = Told("danh sách trên mạng", Standing.SECONDHAND, NOW - timedelta(days=1))

LICENCE = PrefixLicence(
    REGISTER, PREFIX, HOLDER, LicenceState.ACTIVE, "GS1 Vietnam", date(2020, 1, 1)
)
DECLARATION = GtinDeclaration(
    REGISTER,
    GTIN,
    HOLDER,
    name_and_brand="Sữa tươi Bãi Sông",
    description="Hộp 180 ml",
    product_group="10000025",
    target_market="VN",
    image="https://vnpc.example/1.png",
)
PERMISSION = CodeAuthorisation(
    REGISTER, GTIN, HOLDER, OTHER, "12/UQ-2026", date(2026, 1, 1), date(2026, 12, 31)
)
ALL_LICENCES = Complete(REGISTER, Kind.LICENCE, "893")
ALL_DECLARATIONS = Complete(REGISTER, Kind.DECLARATION, "893")
ALL_PERMISSIONS = Complete(REGISTER, Kind.AUTHORISATION, "893")
FOREIGN_PERMISSIONS = Complete(REGISTER, Kind.AUTHORISATION, "301")

SOUND = Facts(licences=(LICENCE,), declarations=(DECLARATION,))
