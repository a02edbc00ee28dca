"""A legality answer as JSON: the same for the API and for the command line."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from truyxuat.barcode.legality import (
    REASONS,
    Complete,
    Legality,
    Organisation,
    PrefixLicence,
    Used,
)
from truyxuat.services.instants import written
from truyxuat.services.pages.legality_words import (
    kind_of,
    legality_in_words,
    organisation_named,
)
from truyxuat.services.pages.wording import Language, Words

VI, EN = Words(Language.VI), Words(Language.EN)


class _Answer(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)


class NamedOrganisation(_Answer):
    """A firm as a source names it."""

    name: str
    tax_code: str
    gln: str

    @classmethod
    def of(cls, one: Organisation) -> NamedOrganisation:
        """The same in JSON."""
        return cls(name=one.name, tax_code=one.tax_code, gln=one.gln)


class Worded(_Answer):
    """A stable word for programs, and what people read."""

    code: str
    vi: str
    en: str

    @classmethod
    def of(cls, family: str, code: str) -> Worded:
        """A word of a family of the catalogue."""
        return cls(code=code, vi=VI.term(family, code), en=EN.term(family, code))


class WeighedReason(Worded):
    """Why; and what it does to the verdict."""

    weight: str = Field(description="for, open, against or note")


class PrefixFacts(_Answer):
    """The row of GS1's prefix list, with the list's source and day."""

    first: str
    last: str
    kind: str
    use: str
    source: str
    as_of: date


class SourceFacts(_Answer):
    """One thing that a source told, with its age."""

    kind: str
    source: str
    standing: str = Field(description="official, declared or secondhand")
    retrieved_at: str
    age_days: int
    stale: bool = Field(
        description="Too old or no longer listed: nothing is concluded from it"
    )
    organisation: NamedOrganisation | None
    state: str | None = Field(description="Of a licence")
    complete_for: str | None = Field(
        description="The source says that it told everything of this kind about such numbers"
    )


class SideFacts(_Answer):
    """One of those who contradict each other."""

    organisation: NamedOrganisation
    said: str
    source: str
    retrieved_at: str


class ConflictFacts(_Answer):
    """Sources or organisations that contradict each other."""

    about: str
    sides: list[SideFacts]


class LegalityAnswer(_Answer):
    """Whether a code may be used so, why, and how the platform knows."""

    code: str = Field(examples=["8938505970004"])
    id: str | None = Field(
        description="Canonical key; null for a code outside GS1",
        examples=["https://id.gs1.org/01/08938505970004"],
    )
    at: str
    verdict: str = Field(description="lawful, unlawful or unknown", examples=["unknown"])
    finding: str | None = Field(
        description="never_issued, licence_revoked, licence_expired, licensed_to_another, "
        "foreign_unauthorised, never_declared; set when unlawful"
    )
    message_vi: str
    message_en: str
    reasons: list[WeighedReason]
    settle: list[Worded] = Field(description="What would turn an unknown into an answer")
    prefix: PrefixFacts | None
    company_prefix: str | None
    company_prefix_length: int | None = Field(
        description="893 counted in: 7, 8, 9, 10 or 12"
    )
    licence_state: str = Field(description="active, expired, revoked or unknown")
    holder: NamedOrganisation | None = Field(
        description="Only where official and fresh sources agree"
    )
    missing_fields: list[str] = Field(description="Of the seven declared fields")
    facts: list[SourceFacts]
    conflicts: list[ConflictFacts]
    law: str
    user_asked: bool = Field(description="Whether it was judged who uses the code")


def answer_of(found: Legality, used_by: Organisation | None) -> LegalityAnswer:
    """The answer of the pure check, in JSON and in words."""
    return LegalityAnswer(
        code=found.code,
        id=found.key,
        at=written(found.at),
        verdict=found.verdict,
        finding=found.finding,
        message_vi=legality_in_words(found, used_by, VI).sentence,
        message_en=legality_in_words(found, used_by, EN).sentence,
        reasons=[
            WeighedReason(
                **Worded.of("code_reason", one).model_dump(), weight=REASONS[one][0]
            )
            for one in found.reasons
        ],
        settle=[Worded.of("code_settle", one) for one in found.settle],
        prefix=_prefix(found),
        company_prefix=found.company_prefix,
        company_prefix_length=found.company_prefix_length,
        licence_state=found.licence_state,
        holder=NamedOrganisation.of(found.holder) if found.holder else None,
        missing_fields=list(found.missing_fields),
        facts=[_source(one) for one in found.used],
        conflicts=_conflicts(found),
        law=found.law,
        user_asked=found.user_asked,
    )


def _prefix(found: Legality) -> PrefixFacts | None:
    row = found.prefix_range
    if row is None:
        return None
    return PrefixFacts(
        first=row.first,
        last=row.last,
        kind=row.kind,
        use=row.use,
        source=found.prefix_list_source,
        as_of=date.fromisoformat(found.prefix_list_as_of),
    )


def _source(one: Used) -> SourceFacts:
    fact = one.fact
    organisation = complete_for = None
    if isinstance(fact, Complete):
        complete_for = fact.prefix
    else:
        organisation = NamedOrganisation.of(organisation_named(fact))
    return SourceFacts(
        kind=kind_of(fact),
        source=one.told.source,
        standing=one.told.standing,
        retrieved_at=written(one.told.retrieved_at),
        age_days=one.age.days,
        stale=one.stale,
        organisation=organisation,
        state=fact.state if isinstance(fact, PrefixLicence) else None,
        complete_for=complete_for,
    )


def _conflicts(found: Legality) -> list[ConflictFacts]:
    return [
        ConflictFacts(
            about=conflict.about,
            sides=[
                SideFacts(
                    organisation=NamedOrganisation.of(side.organisation),
                    said=side.said,
                    source=side.told.source,
                    retrieved_at=written(side.told.retrieved_at),
                )
                for side in conflict.sides
            ],
        )
        for conflict in found.conflicts
    ]
