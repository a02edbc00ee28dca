"""Vocabularies: one term whatever its spelling, and no term that nobody published."""

from __future__ import annotations

import pytest

from truyxuat.traceability.epcis import cbv, units
from truyxuat.traceability.errors import InvalidInput


@pytest.mark.parametrize(
    "spelling",
    [
        "shipping",
        "cbv:BizStep-shipping",
        "urn:epcglobal:cbv:bizstep:shipping",
        "https://ref.gs1.org/cbv/BizStep-shipping",
        "http://ref.gs1.org/cbv/BizStep-shipping",
    ],
)
def test_a_step_has_one_name_in_all_its_spellings(spelling: str) -> None:
    assert cbv.bare(spelling, cbv.BIZ_STEP) == "shipping"


@pytest.mark.parametrize(
    ("term", "vocabulary", "word"),
    [
        ("urn:epcglobal:cbv:disp:in_transit", cbv.DISPOSITION, "in_transit"),
        ("https://ref.gs1.org/cbv/BTT-desadv", cbv.BIZ_TRANSACTION_TYPE, "desadv"),
        ("urn:epcglobal:cbv:sdt:owning_party", cbv.SOURCE_DEST_TYPE, "owning_party"),
        ("cbv:ER-did_not_occur", cbv.ERROR_REASON, "did_not_occur"),
        ("cbv:Comp-latitude", cbv.COMPONENT, "latitude"),
        ("gs1:RelativeHumidity", cbv.MEASUREMENT_TYPE, "RelativeHumidity"),
        (
            "https://www.gs1.org/voc/ALARM_CONDITION",
            cbv.SENSOR_ALERT_TYPE,
            "ALARM_CONDITION",
        ),
    ],
)
def test_every_vocabulary_knows_its_spellings(
    term: str, vocabulary: cbv.Vocabulary, word: str
) -> None:
    assert cbv.bare(term, vocabulary) == word


def test_a_partners_own_term_stands_as_it_is() -> None:
    own = "https://ns.example.com/epcis/ripening"

    assert cbv.bare(own, cbv.BIZ_STEP) == own
    assert cbv.web_uri(own, cbv.BIZ_STEP) == own


@pytest.mark.parametrize(
    ("term", "message"),
    [
        ("shiping", "'shiping' is not a bizStep of CBV 2.0; did you mean 'shipping'?"),
        ("Retail Selling", "'Retail Selling' is not a bizStep of CBV 2.0; did you mean"
         " 'retail_selling'?"),
        ("zzz", "'zzz' is not a bizStep of CBV 2.0."),
        (
            "urn:epcglobal:cbv:bizstep:packin",
            "'urn:epcglobal:cbv:bizstep:packin' is not a bizStep of CBV 2.0; did you mean"
            " 'packing'?",
        ),
        (
            "cbv:Disp-active",
            "'cbv:Disp-active' is not a bizStep of CBV 2.0.",
        ),
    ],
)  # fmt: skip
def test_a_term_nobody_published_is_refused_with_the_nearest_one(
    term: str, message: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        cbv.bare(term, cbv.BIZ_STEP)

    assert str(caught.value) == message


def test_a_new_term_of_the_gs1_web_vocabulary_is_kept_as_its_uri() -> None:
    assert (
        cbv.bare("gs1:Sweetness", cbv.MEASUREMENT_TYPE) == "https://gs1.org/voc/Sweetness"
    )
    assert cbv.bare("EffectiveDoseRate", cbv.MEASUREMENT_TYPE) == (
        "https://gs1.org/voc/EffectiveDoseRate"
    )


def test_units_are_the_common_codes_of_rec_20_and_packages_of_rec_21() -> None:
    assert {"KGM", "LTR", "CEL", "C62", "A93", "XBX", "P1"} <= units.CODES
    assert "KGX" not in units.CODES
    assert len(units.CODES) == 2170


def test_a_unit_that_resembles_none_gets_no_suggestion() -> None:
    assert units.nearest("??") == ""


def test_a_kilogram_written_short_is_not_taken_for_a_keg() -> None:
    assert "KG" not in units.CODES
    assert "XKG" in units.CODES
    assert units.nearest("kg") == "KGM"
