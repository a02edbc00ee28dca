"""The standard vocabularies of CBV 2.0, and every way their terms are written.

An event may say ``shipping``, ``cbv:BizStep-shipping``,
``urn:epcglobal:cbv:bizstep:shipping`` or ``https://ref.gs1.org/cbv/BizStep-shipping``: one
term. Inside the platform it is the bare word. The lists are closed (CBV 2.0 section 7): a bare
word that is not in its list, or an unknown term spelled like one of the list, is a mistake of
the sender, never a new term. Any other absolute URI is a trading partner's own term and stands.

Measurement and alert types live in the GS1 Web Vocabulary, which grows between releases of the
CBV: an unknown ``gs1:`` term is kept as its URI, and the reader warns.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, field

from truyxuat.traceability.errors import InvalidInput

CBV_WEB = "https://ref.gs1.org/cbv/"
CBV_URN = "urn:epcglobal:cbv:"
GS1_WEB = "https://gs1.org/voc/"

GS1_WEB_ALIASES = (
    GS1_WEB,
    "http://gs1.org/voc/",
    "https://www.gs1.org/voc/",
    "http://www.gs1.org/voc/",
    "https://ref.gs1.org/voc/",
    "http://ref.gs1.org/voc/",
)
"""Addresses under which the GS1 Web Vocabulary has been published."""

SIGNS_COMPARED = 64
"""Longer than any term; a suggestion for a longer text would be chance, and slow."""

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """One closed list of terms with the prefixes that spell them as URIs."""

    name: str
    web: str
    prefixes: tuple[str, ...]
    terms: frozenset[str]
    drafts: frozenset[str] = frozenset()
    """Terms of drafts that still stand in data of the field; kept as their web URI."""
    grows: bool = False
    """The list is open: an unknown term under its prefix is kept as its web URI."""
    spellings: dict[str, str] = field(init=False, repr=False, compare=False)
    """Every spelling of every term -> the bare word (a draft -> its web URI)."""

    def __post_init__(self) -> None:
        known = {word: word for word in self.terms}
        known |= {word: self.web + word for word in self.drafts}
        spelled = {
            prefix + word: value
            for prefix in self.prefixes
            for word, value in known.items()
        }
        object.__setattr__(self, "spellings", known | spelled)

    def nearest(self, text: str) -> str:
        """The term that ``text`` was most likely meant to be, or nothing."""
        word = (
            re.split(r"[:/]", text.strip())[-1].rpartition("-")[2].lower()[:SIGNS_COMPARED]
        )
        by_lower = {term.lower(): term for term in self.terms}
        close = difflib.get_close_matches(word.replace(" ", "_"), by_lower, n=1)
        return by_lower[close[0]] if close else ""


def _cbv(name: str, web: str, urn: str, words: str) -> Vocabulary:
    prefixes = (
        f"{CBV_WEB}{web}-",
        f"http://ref.gs1.org/cbv/{web}-",
        f"cbv:{web}-",
        f"{CBV_URN}{urn}:",
    )
    return Vocabulary(name, prefixes[0], prefixes, frozenset(words.split()))


def _gs1(name: str, words: str, drafts: str = "") -> Vocabulary:
    return Vocabulary(
        name,
        GS1_WEB,
        (*GS1_WEB_ALIASES, "gs1:"),
        frozenset(words.split()),
        frozenset(drafts.split()),
        grows=True,
    )


BIZ_STEP = _cbv(
    "bizStep",
    "BizStep",
    "bizstep",
    """
        accepting arriving assembling collecting commissioning consigning
        creating_class_instance cycle_counting decommissioning departing destroying
        disassembling dispensing encoding entering_exiting holding inspecting installing
        killing loading other packing picking receiving removing repackaging repairing
        replacing reserving retail_selling sampling sensor_reporting shipping
        staging_outbound stock_taking stocking storing transporting unloading unpacking
        void_shipping
    """,
)
DISPOSITION = _cbv(
    "disposition",
    "Disp",
    "disp",
    """
        active available completeness_inferred completeness_verified conformant
        container_closed container_open damaged destroyed dispensed disposed encoded
        expired in_progress in_transit inactive mismatch_class mismatch_instance
        mismatch_quantity needs_replacement no_pedigree_match non_conformant
        non_sellable_other partially_dispensed recalled reserved retail_sold returned
        sellable_accessible sellable_not_accessible stolen unavailable unknown
    """,
)
BIZ_TRANSACTION_TYPE = _cbv(
    "business transaction type",
    "BTT",
    "btt",
    """
        bol cert desadv inv pedigree po poc prodorder recadv rma testprd testres upevt
    """,
)
SOURCE_DEST_TYPE = _cbv(
    "source/destination type",
    "SDT",
    "sdt",
    """
        location owning_party possessing_party
    """,
)
ERROR_REASON = _cbv(
    "error reason",
    "ER",
    "er",
    """
        did_not_occur incorrect_data
    """,
)
COMPONENT = _cbv(
    "sensor component",
    "Comp",
    "comp",
    """
        altitude axial_distance azimuth easting elevation_angle height latitude longitude
        northing polar_angle spherical_radius x y z
    """,
)
MEASUREMENT_TYPE = _gs1(
    "measurement type",
    """
        AbsoluteHumidity AbsorbedDose AbsorbedDoseRate Acceleration Altitude
        AmountOfSubstance AmountOfSubstancePerUnitVolume Angle AngularAcceleration
        AngularMomentum AngularVelocity Area Capacitance Conductance Conductivity Count
        Density Dimensionless DoseEquivalent DoseEquivalentRate DynamicViscosity
        ElectricCharge ElectricCurrent ElectricCurrentDensity ElectricFieldStrength Energy
        Exposure Force Frequency Illuminance Inductance Irradiance KinematicViscosity
        Length LinearMomentum Luminance LuminousFlux LuminousIntensity MagneticFlux
        MagneticFluxDensity MagneticVectorPotential Mass MassConcentration MassFlowRate
        MassPerAreaTime MemoryCapacity MolalityOfSolute MolarEnergy MolarMass MolarVolume
        Power Pressure RadiantFlux RadiantIntensity Radioactivity RelativeHumidity
        Resistance Resistivity SolidAngle SpecificVolume Speed SurfaceDensity
        SurfaceTension Temperature Time Torque Voltage Volume VolumeFlowRate
        VolumeFraction VolumetricFlux Wavenumber
    """,
    drafts="EffectiveDose EffectiveDoseRate Molar_concentration",
)
SENSOR_ALERT_TYPE = _gs1("sensor alert type", "ALARM_CONDITION ERROR_CONDITION")

_CLOSED = tuple(
    prefix
    for vocabulary in (
        BIZ_STEP,
        DISPOSITION,
        BIZ_TRANSACTION_TYPE,
        SOURCE_DEST_TYPE,
        ERROR_REASON,
        COMPONENT,
    )
    for prefix in vocabulary.prefixes
)


def bare(term: str, vocabulary: Vocabulary) -> str:
    """The one spelling the platform keeps: the bare word, or the URI of a partner's own term.

    Raises:
        InvalidInput: a bare word or a CBV term that this vocabulary does not have.
    """
    known = vocabulary.spellings.get(term)
    if known is not None:
        return known
    if term.startswith(_CLOSED) or not _SCHEME.match(term):
        meant = vocabulary.nearest(term)
        hint = f"; did you mean {meant!r}?" if meant else "."
        raise InvalidInput(f"{term!r} is not a {vocabulary.name} of CBV 2.0{hint}")
    if vocabulary.grows:
        for prefix in vocabulary.prefixes:
            if term.startswith(prefix):
                return vocabulary.web + term.removeprefix(prefix)
    return term


def web_uri(term: str, vocabulary: Vocabulary) -> str:
    """The web URI of a bare word (``https://ref.gs1.org/cbv/…``); a URI stays as it is.

    >>> web_uri("shipping", BIZ_STEP)
    'https://ref.gs1.org/cbv/BizStep-shipping'
    """
    return vocabulary.web + term if term in vocabulary.terms else term
