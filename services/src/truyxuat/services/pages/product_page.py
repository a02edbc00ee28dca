"""Make the consumer page of a code: what is known of it, turned into a verdict and facts.

The verdict is the gravest that holds: recalled, then expired, then not known, then declared.
It never says "genuine": a declaration is not a proof (R-093).
"""

from __future__ import annotations

from dataclasses import replace

from markupsafe import Markup

from truyxuat.barcode.drawing import ean13_svg, qr_svg
from truyxuat.services.master import Source, Sourced
from truyxuat.services.pages.codes import GS1_HOME, element, written
from truyxuat.services.pages.findings import Findings
from truyxuat.services.pages.journey import journey_of
from truyxuat.services.pages.naming import Naming
from truyxuat.services.pages.product_view import (
    Check,
    DrawnSymbol,
    Fact,
    LotLink,
    ProductView,
    Provenance,
    VerdictBand,
)
from truyxuat.services.pages.static_files import picture_address
from truyxuat.services.pages.wording import Language, Words


def product_view(findings: Findings, naming: Naming, *, address: str) -> ProductView:
    """The page of a code with good form; `address` is its own full address, for the QR Code."""
    words = naming.words
    journey, partial = journey_of(findings.events, naming)
    view = ProductView(
        code=written(findings.code.key),
        verdict=verdict_of(findings, words),
        code_lines=_code_lines(findings, words),
        what_to_do=_what_to_do(findings, words),
        journey=journey,
        journey_partial=partial or not findings.events_complete,
        symbols=_symbols(findings, words, address),
        data_until=findings.last_event,
        trace_id=findings.code.key if findings.seen else None,
    )
    product = findings.product
    if product is None:
        return replace(view, checks=_checks(findings, words), name="", facts=())
    english = words.language is Language.EN
    return replace(
        view,
        name=product.name_en if english else product.name_vi,
        other_name=product.name_vi if english else product.name_en,
        picture=picture_address(product.image),
        facts=_facts(findings, words),
        recalled_lots=tuple(
            LotLink(
                path=_path(key),
                text=element(key, "10") or element(key, "21") or written(key),
            )
            for key in findings.recalled_lots
        ),
        lot_form=None if findings.code.lot or findings.code.serial else findings.code.gtin,
        checks=() if findings.known else _checks(findings, words),
    )


def verdict_of(findings: Findings, words: Words) -> VerdictBand:
    """The gravest thing that holds of a code, in one sentence."""
    code = findings.code
    if findings.recalled:
        return _recalled(findings, words)
    expires = findings.expires_on
    if expires is not None and expires < findings.today:
        return VerdictBand(
            verdict="expired",
            heading=words("verdict.expired", day=words.date(expires)),
            text=words("verdict.expired_text"),
        )
    if not findings.known:
        return _unknown(findings, words)
    if findings.recalled_lots:
        return VerdictBand(
            verdict="some_lots_recalled",
            heading=words("verdict.some_recalled"),
            text=words("verdict.some_recalled_text"),
        )
    best = findings.lot.best_before if findings.lot else None
    if best is not None and best < findings.today:
        return VerdictBand(
            verdict="past_best_before",
            heading=words("verdict.past_best", day=words.date(best)),
            text=words("verdict.past_best_text"),
        )
    text = words(
        "verdict.declared_text" if code.lot or code.serial else "verdict.declared_class"
    )
    return VerdictBand(verdict="declared", heading=words("verdict.declared"), text=text)


def _recalled(findings: Findings, words: Words) -> VerdictBand:
    whole_lot = findings.code.lot and not findings.code.serial
    heading = "verdict.recalled_lot" if whole_lot else "verdict.recalled_item"
    since = findings.recalled_since
    text = words("verdict.recalled_since", when=words.time(since)) if since else ""
    return VerdictBand(verdict="recalled", heading=words(heading), text=text)


def _unknown(findings: Findings, words: Words) -> VerdictBand:
    if findings.product is None and findings.seen:
        return VerdictBand(
            verdict="undeclared",
            heading=words("verdict.undeclared"),
            text=words("verdict.undeclared_text"),
        )
    if findings.product is None:
        return VerdictBand(
            verdict="not_found",
            heading=words("verdict.not_found"),
            text=words("verdict.not_found_text"),
        )
    part = "verdict.serial_unknown" if findings.code.serial else "verdict.lot_unknown"
    return VerdictBand(
        verdict="part_not_found",
        heading=words(part),
        text=words("verdict.part_unknown_text"),
    )


def _facts(findings: Findings, words: Words) -> tuple[Fact, ...]:
    """The seven public facts, in the order of ND37 article 23.7."""
    product, maker, lot = findings.product, findings.maker, findings.lot
    assert product is not None, "facts are told of a declared product"
    english = words.language is Language.EN
    name = product.name_en if english else product.name_vi
    origin = product.origin_en if english else product.origin_vi
    maker_name = (maker.name_en if english else maker.name_vi) if maker else ""
    picture = words("product.with_picture") if picture_address(product.image) else ""
    rows = (
        ("name", (name,), product),
        ("origin", (origin,), product),
        ("picture", (picture,), product),
        ("maker", (maker_name,), maker),
        ("address", (maker.address_vi if maker else "",), maker),
        ("brand", _brand(findings, words), lot or product),
    )
    facts = tuple(_fact(name, lines, row, words) for name, lines, row in rows)
    return (*facts, _expiry(findings, words))


def _fact(name: str, lines: tuple[str, ...], row: Sourced | None, words: Words) -> Fact:
    shown = tuple(line for line in lines if line)
    if not shown or row is None:
        shown, provenance = (words("product.not_stated"),), _nobody(words)
    else:
        provenance = _provenance(row, words)
    foreign = name == "address" and words.language is not Language.VI and row is not None
    return Fact(
        name=name,
        label=words(f"product.fact_{name}"),
        lines=shown,
        provenance=provenance,
        language="vi" if foreign else None,
    )


def _brand(findings: Findings, words: Words) -> tuple[str, ...]:
    product, code = findings.product, findings.code
    brand = product.brand if product and product.brand else ""
    return (
        brand,
        words("product.code_lot", code=code.lot) if code.lot else "",
        words("product.code_serial", code=code.serial) if code.serial else "",
    )


def _expiry(findings: Findings, words: Words) -> Fact:
    lot, label = findings.lot, words("product.fact_expiry")
    lines: list[str] = []
    provenance = _nobody(words)
    if lot is not None:
        provenance = _provenance(lot, words)
        if lot.expires_on:
            lines.append(words.date(lot.expires_on))
        if lot.best_before:
            lines.append(words("product.best_before", day=words.date(lot.best_before)))
        if lot.produced_on:
            lines.append(words("product.made_on", day=words.date(lot.produced_on)))
    printed = findings.code.expires_on
    if printed and (lot is None or lot.expires_on is None):
        lines.insert(0, words.date(printed))
        provenance = Provenance(kind="printed", text=words("product.from_code"))
    if not lines:
        asked = findings.code.lot or findings.code.serial
        lines = [words("product.not_stated" if asked else "product.expiry_by_lot")]
        provenance = _nobody(words)
    return Fact(name="expiry", label=label, lines=tuple(lines), provenance=provenance)


def _provenance(row: Sourced, words: Words) -> Provenance:
    if row.source == Source.CONFIRMED and row.confirmed_by:
        day = words.date(row.confirmed_on)
        text = words("product.from_agency", agency=row.confirmed_by, day=day)
        return Provenance(kind="confirmed", text=text)
    if row.source == Source.COMPUTED:
        return Provenance(kind="computed", text=words("product.from_system"))
    if row.source == Source.EVENTS:
        return Provenance(kind="declared", text=words("product.from_events"))
    return Provenance(kind="declared", text=words("product.from_maker"))


def _nobody(words: Words) -> Provenance:
    return Provenance(kind="unknown", text=words("product.from_nobody"))


def _code_lines(findings: Findings, words: Words) -> tuple[str, ...]:
    code = findings.code
    lines = [words("product.code_gtin", code=code.gtin)]
    if code.lot:
        lines.append(words("product.code_lot", code=code.lot))
    if code.serial:
        lines.append(words("product.code_serial", code=code.serial))
    return tuple(lines)


def _checks(findings: Findings, words: Words) -> tuple[Check, ...]:
    none = words("product.check_none")
    declared = none if findings.product is None else words("verdict.declared")
    seen = words("product.check_some") if findings.seen else none
    return (
        Check(
            label=words("product.check_code"),
            value=written(findings.code.key),
            is_code=True,
        ),
        Check(label=words("product.check_form"), value=words("product.check_form_right")),
        Check(label=words("product.check_declared"), value=declared),
        Check(label=words("product.check_events"), value=seen),
    )


def _what_to_do(findings: Findings, words: Words) -> tuple[str, ...]:
    if not findings.recalled:
        return ()
    return (
        words("product.do_stop"),
        words("product.do_return"),
        words("product.do_doctor"),
    )


def _symbols(findings: Findings, words: Words, address: str) -> tuple[DrawnSymbol, ...]:
    title = words("product.symbol_qr")
    drawn = [
        DrawnSymbol(kind="qr", svg=Markup(qr_svg(address, title=title)), caption=title)
    ]
    if findings.code.gtin.startswith("0"):
        title = words("product.symbol_ean")
        svg = Markup(ean13_svg(findings.code.gtin, title=title))
        drawn.append(DrawnSymbol(kind="ean", svg=svg, caption=title))
    return tuple(drawn)


def _path(key: str) -> str:
    return key.removeprefix(GS1_HOME)
