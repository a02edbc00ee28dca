"""From a request to a drawing: the data are read, refused where the symbol cannot carry them."""

from __future__ import annotations

from truyxuat.barcode.printing import gs1_128, interpretation, lettering, linear, matrices
from truyxuat.barcode.printing.carried_data import Element, elements_of, joined, link_of
from truyxuat.barcode.printing.drawn import Drawing
from truyxuat.barcode.printing.fitting import rule_of, width_problems, x_dimension
from truyxuat.barcode.printing.request import (
    GTIN_ALONE,
    LINKS,
    Symbology,
    SymbolRequest,
    Use,
)
from truyxuat.barcode.printing.strips import Length, Lettering, Strip
from truyxuat.barcode.printing.symbol_sizes import SizeRule
from truyxuat.traceability.errors import InvalidBody, Problem

_ZEROS_BEFORE = {Symbology.EAN_13: 1, Symbology.EAN_8: 6, Symbology.UPC_A: 2}
"""A GTIN fits a shorter symbol where its 14 digits begin with so many zeros."""

_EXPANDED = frozenset({Symbology.DATABAR_EXPANDED, Symbology.DATABAR_EXPANDED_STACKED})

_HRI_SIZES_MM = {
    Symbology.GS1_DATA_MATRIX: interpretation.HRI_SIZE_SMALL_MM,
    Symbology.DATA_MATRIX_LINK: interpretation.HRI_SIZE_SMALL_MM,
    Symbology.GS1_QR: interpretation.HRI_SIZE_SMALL_MM,
    Symbology.QR_LINK: interpretation.HRI_SIZE_SMALL_MM,
}

ERROR_CORRECTIONS = ("L", "M", "Q", "H")


def draw(request: SymbolRequest) -> Drawing:
    """The symbol asked for, at a size its use allows, with its text.

    Raises:
        InvalidIdentifier: digits that are no GTIN, or have a wrong check digit.
        InvalidBarcode: an element string or a link that is not sound, with all problems.
        InvalidBody: the symbol cannot carry these data, or the size is not allowed.
        InvalidInput: a letter that the font does not have.
    """
    rule = rule_of(request)
    _refuse_level(request)
    elements = elements_of(request.data)
    _refuse_uncarried(request, elements)
    x_mm = x_dimension(request, rule)
    strips, texts = _symbol(request, elements, _height(request, rule))
    width_mm = strips[0].modules * x_mm
    if request.symbology is Symbology.GS1_128 and (
        problems := width_problems(request.symbology, width_mm, gs1_128.WIDTH_MAX_MM)
    ):
        raise InvalidBody(tuple(problems))
    if request.hri and not texts:
        texts = interpretation.hri(
            elements,
            size_mm=_hri_size_mm(request),
            width_mm=width_mm,
            modules=strips[0].modules,
        )
    above = interpretation.above(request.lines, width_mm)
    return Drawing(request, rule, x_mm, strips, texts if request.hri else (), above)


def _hri_size_mm(request: SymbolRequest) -> float:
    if request.use is Use.LOGISTIC_UNIT:
        return interpretation.HRI_SIZE_LOGISTIC_MM
    return _HRI_SIZES_MM.get(request.symbology, interpretation.HRI_SIZE_MM)


def _height(request: SymbolRequest, rule: SizeRule) -> Length:
    if request.height_mm is not None:
        return Length(mm=request.height_mm)
    return Length(mm=rule.row.height_mm, modules=rule.row.height_x)


def _symbol(
    request: SymbolRequest, elements: tuple[Element, ...], height: Length
) -> tuple[tuple[Strip, ...], tuple[Lettering, ...]]:
    symbology, gtin = request.symbology, elements[0][1]
    if symbology in _ZEROS_BEFORE:
        return linear.ean(symbology, gtin[_ZEROS_BEFORE[symbology] :], height)
    if symbology is Symbology.ITF_14:
        return linear.itf_14(gtin, height)
    if symbology is Symbology.GS1_128:
        return (gs1_128.strip_of(joined(elements), height),), ()
    if symbology in GTIN_ALONE or symbology in _EXPANDED:
        return matrices.databar(symbology, elements, height), ()
    if symbology in LINKS:
        link = link_of(request.data, request.stem)
        if symbology is Symbology.QR_LINK:
            return matrices.qr(link, request.error_correction), ()
        return matrices.data_matrix(link, rectangular=request.rectangular), ()
    if symbology is Symbology.GS1_QR:
        return matrices.gs1_qr(elements, request.error_correction), ()
    return matrices.gs1_data_matrix(elements, rectangular=request.rectangular), ()


def _refuse_level(request: SymbolRequest) -> None:
    if request.error_correction not in ERROR_CORRECTIONS:
        raise _refusal(
            "/error_correction",
            "unknown_level",
            "Error correction of a QR Code: L, M, Q or H expected, "
            f"got {request.error_correction!r}.",
        )


def _refuse_uncarried(request: SymbolRequest, elements: tuple[Element, ...]) -> None:
    symbology = request.symbology
    if symbology in GTIN_ALONE:
        _refuse_more_than_gtin(request, elements)
    elif symbology is Symbology.GS1_128:
        count = len(joined(elements))
        if count > gs1_128.DATA_CHARACTERS_MAX:
            raise _refusal(
                "/data",
                "too_long",
                f"gs1-128: at most {gs1_128.DATA_CHARACTERS_MAX} characters expected (with "
                f"application identifiers and separators), got {count}; print two symbols, "
                "or GS1 DataMatrix.",
            )
    for line in request.lines:
        lettering.lettered(line)


def _refuse_more_than_gtin(request: SymbolRequest, elements: tuple[Element, ...]) -> None:
    symbology = request.symbology
    if len(elements) != 1 or elements[0][0] != "01":
        named = "".join(f"({ai})" for ai, _ in elements)
        raise _refusal(
            "/data",
            "not_carried",
            f"{symbology}: carries a GTIN alone, (01) expected, got {named}; take GS1-128, "
            "GS1 DataMatrix or a QR Code for more.",
        )
    gtin, digits = elements[0][1], request.data
    if symbology is Symbology.ITF_14 and digits.isdigit() and len(digits) != 14:
        raise _refusal(
            "/data",
            "not_carried",
            f"itf-14: 14 digits expected, got {len(digits)}; write leading zeros out where "
            "they are meant.",
        )
    zeros = _ZEROS_BEFORE.get(symbology, 0)
    if gtin[:zeros] != "0" * zeros:
        raise _refusal(
            "/data",
            "not_carried",
            f"{symbology}: carries a GTIN of {14 - zeros} digits, {gtin} needs "
            f"{len(gtin.lstrip('0'))}; take "
            f"{'ITF-14 or GS1-128' if gtin[0] != '0' else 'EAN-13'} for it.",
        )


def _refusal(place: str, code: str, message: str) -> InvalidBody:
    return InvalidBody((Problem(place, code, message),))
