"""One code with everything heard about it, ready to be judged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from truyxuat.barcode.legality.answers import Used
from truyxuat.barcode.legality.facts import (
    Claim,
    CodeAuthorisation,
    Fact,
    Facts,
    GtinDeclaration,
    Kind,
    Organisation,
    PrefixLicence,
    Standing,
)
from truyxuat.barcode.legality.prefixes import Numbers, PrefixKind, PrefixRange
from truyxuat.barcode.legality.weighing import Heard, Rules, Weighed
from truyxuat.traceability.identifiers import Identifier

_INDICATED = frozenset({"00", "01", "8003", "8006"})
"""Keys whose first digit (extension, indicator, filler) stands before the prefix."""

_GTIN_8 = "000000"
GTIN_LENGTH = 14
PREFIX_LENGTHS = range(4, 13)

F = TypeVar("F", bound=Fact)


def listed_under(scope: str) -> str:
    """The digits that a list's prefix is compared with, of a prefix or a whole GTIN.

    A GTIN-8 stays in its 14 digits: a list of 893's prefixes says nothing about GTIN-8.

    >>> listed_under("08938505970004"), listed_under("00000089312340"), listed_under("893850")
    ('8938505970004', '00000089312340', '893850')
    """
    if len(scope) != GTIN_LENGTH or scope.startswith(_GTIN_8):
        return scope
    return scope[1:]


@dataclass(frozen=True, slots=True)
class Case:
    """A GS1 key, who uses it, and the weighed facts that concern it."""

    identifier: Identifier
    number: str
    """The digits its lists are compared with: without indicator, extension or filler."""
    prefix_range: PrefixRange
    used_by: Organisation | None
    weighed: Weighed
    prefix_list_fresh: bool
    licences: tuple[Heard[PrefixLicence], ...]
    declarations: tuple[Heard[GtinDeclaration], ...]
    authorisations: tuple[Heard[CodeAuthorisation], ...]
    claims: tuple[Heard[Claim], ...]

    @property
    def licence_member(self) -> str:
        """The member organisation that handed the number out, as far as known.

        GS1's list goes before what a licence says, wherever the list names a member.
        """
        if self.prefix_range.kind is not PrefixKind.MEMBER:
            for one in self.licences:
                if one.told.standing is Standing.OFFICIAL and one.fact.issuer:
                    return one.fact.issuer
        return self.prefix_range.use

    @property
    def at_home(self) -> bool:
        """Whether it is a number of the home member organisation."""
        return self.licence_member == self.weighed.rules.home

    def told_all(self, kind: Kind) -> Used | None:
        """The official and fresh word that all of a kind about this number was told."""
        return self.weighed.told_all(kind, self.number)

    @property
    def used(self) -> tuple[Used, ...]:
        """Everything that was looked at."""
        kinds = (Kind.LICENCE, Kind.DECLARATION, Kind.AUTHORISATION)
        lists = (self.told_all(kind) for kind in kinds)
        return (
            *(one.used for one in self.licences),
            *(one.used for one in self.declarations),
            *(one.used for one in self.authorisations),
            *(one.used for one in self.claims),
            *(one for one in lists if one is not None),
        )


def case_of(
    identifier: Identifier,
    facts: Facts,
    used_by: Organisation | None,
    now: datetime,
    rules: Rules,
) -> Case:
    """Choose from the facts what concerns this key."""
    gtin, number = identifier.gtin, number_of(identifier)
    short, numbers = _prefixed(number)
    weighed = Weighed(now, rules, facts.complete)
    listed = facts.prefixes
    age = now.date() - listed.as_of

    def concerns(scope: str) -> bool:
        if len(scope) == GTIN_LENGTH:
            return scope == gtin
        return numbers == "keys" and bool(scope) and number.startswith(scope)

    return Case(
        identifier=identifier,
        number=number,
        prefix_range=listed.range_of(short, numbers),
        used_by=used_by,
        weighed=weighed,
        prefix_list_fresh=age <= rules.prefix_list_age_max,
        licences=weighed.heard(
            Kind.LICENCE,
            (one for one in facts.licences if concerns(one.prefix)),
            lambda one: (listed_under(one.prefix), None),
        ),
        declarations=weighed.heard(
            Kind.DECLARATION,
            (one for one in facts.declarations if one.gtin == gtin),
            lambda one: (listed_under(one.gtin), None),
        ),
        authorisations=weighed.heard(
            Kind.AUTHORISATION,
            (one for one in facts.authorisations if concerns(one.scope)),
            lambda one: (listed_under(one.scope), (one.holder, one.partner, one.document)),
        ),
        claims=weighed.heard(
            Kind.CLAIM,
            (one for one in facts.claims if one.gtin == gtin),
            lambda one: (listed_under(one.gtin), one.claimant),
        ),
    )


def number_of(identifier: Identifier) -> str:
    """The digits of a key that lists of prefixes are compared with."""
    value = identifier.value
    if identifier.ai not in _INDICATED:
        return value
    if identifier.gtin is not None:
        return listed_under(identifier.gtin)
    return value[1:]


def _prefixed(number: str) -> tuple[str, Numbers]:
    """The digits to look up in the prefix list, and in which of its two parts."""
    if len(number) == GTIN_LENGTH and number.startswith(_GTIN_8):
        return number[len(_GTIN_8) :], "gtin_8"
    return number, "keys"
