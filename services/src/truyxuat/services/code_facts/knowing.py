"""What the record knows of a code, as the pure check takes it, and the check's answer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TypeVar

from sqlmodel import Session, SQLModel, col, select

from truyxuat.barcode.legality import (
    Claim,
    CodeAuthorisation,
    Complete,
    Facts,
    GtinDeclaration,
    InternalCode,
    Kind,
    Legality,
    LicenceState,
    Organisation,
    PrefixLicence,
    Standing,
    Told,
    check_legality,
    read_as_gs1,
)
from truyxuat.barcode.legality.cases import number_of
from truyxuat.services import master
from truyxuat.services.code_facts.tables import (
    CodeAuthorisationRow,
    CodeList,
    CodeListComplete,
    GtinClaimRow,
    GtinDeclarationRow,
    InternalCodeRow,
    PrefixLicenceRow,
)
from truyxuat.services.instants import instant
from truyxuat.services.master import Party
from truyxuat.traceability.errors import InvalidIdentifier
from truyxuat.traceability.identifiers import Identifier, parse

OUR_PRODUCTS = "truyxuat"
"""The source of claims that stand in this platform's own master data."""

GLN_LENGTH = 13

USER_LENGTH_MAX = 200
"""Signs in which a caller names a user: a party's link may be long, a tax code is far shorter."""

T = TypeVar("T", bound=SQLModel)


def legality_of(
    session: Session, code: str, used_by: Organisation | None, at: datetime
) -> Legality:
    """Whether a code may be used so, as known at an instant."""
    return check_legality(code, facts_about(session, code, at), used_by, at)


def facts_about(session: Session, code: str, at: datetime) -> Facts:
    """Every fact of the record that may concern a code in any spelling, of any time."""
    known = _Known(session)
    internal = tuple(
        InternalCode(told, row.code, _firm(row, "owner"))
        for row, told in known.rows(InternalCodeRow, InternalCodeRow.code, {code.strip()})
    )
    identifier = read_as_gs1(code)
    if identifier is None:
        return Facts(internal_codes=internal)
    starts = _starts(identifier)
    gtins = {identifier.gtin or ""}
    return Facts(
        licences=tuple(known.licences(starts)),
        declarations=tuple(known.declarations(gtins)),
        authorisations=tuple(known.authorisations(starts)),
        internal_codes=internal,
        claims=(*known.claims(gtins), *_own_claims(session, identifier, at)),
        complete=tuple(known.complete(starts)),
    )


def _starts(identifier: Identifier) -> set[str]:
    """Everything that a prefix, a scope or a range about this key may be written as."""
    number = number_of(identifier)
    return {number[:length] for length in range(1, 13)} | {identifier.gtin or number}


class _Known:
    """The rows of the record with who told them; each list is looked up once."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._told: dict[int, Told] = {}

    def rows(self, model: type[T], column: str, keys: set[str]) -> Iterator[tuple[T, Told]]:
        """Rows of a table whose column has one of these values, the oldest first."""
        found = select(model).where(col(column).in_(sorted(keys)))
        for row in self._session.exec(found):
            number = row.list  # type: ignore[attr-defined]  # every row here is `Listed`
            yield row, self._of(number)

    def _of(self, number: int) -> Told:
        if number not in self._told:
            kept = self._session.get_one(CodeList, number)
            self._told[number] = Told(
                kept.source, Standing(kept.standing), instant(kept.retrieved_at)
            )
        return self._told[number]

    def licences(self, starts: set[str]) -> Iterator[PrefixLicence]:
        for row, told in self.rows(PrefixLicenceRow, PrefixLicenceRow.prefix, starts):
            yield PrefixLicence(
                told,
                row.prefix,
                _firm(row, "holder"),
                LicenceState(row.state),
                row.issuer,
                row.valid_from,
                row.valid_to,
            )

    def declarations(self, gtins: set[str]) -> Iterator[GtinDeclaration]:
        for row, told in self.rows(GtinDeclarationRow, GtinDeclarationRow.gtin, gtins):
            yield GtinDeclaration(
                told,
                row.gtin,
                _firm(row, "company"),
                name_and_brand=row.name_and_brand,
                description=row.description,
                product_group=row.product_group,
                target_market=row.target_market,
                image=row.image,
            )

    def authorisations(self, starts: set[str]) -> Iterator[CodeAuthorisation]:
        for row, told in self.rows(
            CodeAuthorisationRow, CodeAuthorisationRow.scope, starts
        ):
            yield CodeAuthorisation(
                told,
                row.scope,
                _firm(row, "holder"),
                _firm(row, "partner"),
                row.document,
                row.valid_from,
                row.valid_to,
            )

    def claims(self, gtins: set[str]) -> Iterator[Claim]:
        for row, told in self.rows(GtinClaimRow, GtinClaimRow.gtin, gtins):
            yield Claim(told, row.gtin, _firm(row, "claimant"))

    def complete(self, starts: set[str]) -> Iterator[Complete]:
        for row, told in self.rows(CodeListComplete, CodeListComplete.prefix, starts):
            yield Complete(told, Kind(row.kind), row.prefix)


def _firm(row: SQLModel, name: str) -> Organisation:
    values = (getattr(row, f"{name}{part}") for part in ("", "_tax_code", "_gln"))
    return Organisation(*values)


def _own_claims(session: Session, identifier: Identifier, at: datetime) -> Iterator[Claim]:
    """The maker that this platform's master data names: its claim, as of the question."""
    maker = maker_of(session, identifier.key)
    if maker is not None and identifier.gtin is not None:
        yield Claim(Told(OUR_PRODUCTS, Standing.DECLARED, at), identifier.gtin, maker)


def maker_of(session: Session, key: str) -> Organisation | None:
    """Who makes the product that a key names, as declared here; None where nobody is."""
    product = master.product_of(session, key)
    maker = (
        master.party(session, product.maker_key) if product and product.maker_key else None
    )
    return firm_of(maker) if maker else None


def firm_of(party: Party) -> Organisation:
    """A party of the master data, to be compared with those that sources name."""
    return Organisation(party.name_vi, party.tax_code or "", party.gln)


def organisation_of(session: Session, text: str) -> Organisation:
    """A user as a caller names it: a GLN or party key that the platform knows, or a tax code."""
    wanted = text.strip()
    key = _party_key(wanted)
    if key is None:
        return Organisation(wanted, tax_code=wanted)
    known = master.party(session, key)
    return firm_of(known) if known else Organisation(wanted, gln=key.rpartition("/")[2])


def _party_key(text: str) -> str | None:
    digits = text.isascii() and text.isdigit() and len(text) == GLN_LENGTH
    try:
        found = parse(f"https://id.gs1.org/417/{text}" if digits else text)
    except InvalidIdentifier:
        return None
    return found.key if found.ai in {"414", "417"} else None
