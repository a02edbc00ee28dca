"""Sound data of every application identifier, for laws that hold whatever a barcode says."""

from __future__ import annotations

from hypothesis import strategies as st

from truyxuat.barcode import Element
from truyxuat.barcode.syntax.linting import code_list
from truyxuat.barcode.syntax.number_checks import check_pair
from truyxuat.barcode.syntax.rules import Component, table
from truyxuat.traceability.identifiers import check_digit

CHARACTERS = {
    "N": "0123456789",
    "X": "!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz",
    "Y": "#-/0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "Z": "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_",
}

SAMPLES = {
    "couponcode": ["012345612345611110123", "0123456123456111101233200101"],
    "couponposoffer": ["001234561234560123456"],
    "hh": ["00", "23"],
    "hhmi": ["0000", "2359"],
    "hyphen": ["-"],
    "iban": ["BE71096123456769", "GB98MIDL07009312345678"],
    "importeridx": ["-", "0", "Z", "a"],
    "iso3166": ["704", "276"],
    "iso3166999": ["704", "999"],
    "iso3166alpha2": ["VN", "DE"],
    "iso4217": ["704", "978"],
    "iso5218": ["0", "1", "2", "9"],
    "latitude": ["0279085848"],
    "longitude": ["3015297971"],
    "mediatype": sorted(code_list("media_types")),
    "mi": ["00", "59"],
    "nonzero": ["00010", "10", "1234", "012", "12345", "123"],
    "packagetype": sorted(code_list("package_types")),
    "pcenc": ["An", "%C3%A0", "100%25"],
    "pieceoftotal": ["0102", "9999"],
    "posinseqslash": ["1/3", "3/3"],
    "ss": ["00", "59"],
    "winding": ["0", "1", "9"],
    "yesno": ["0", "1"],
    "yymmd0": ["280200", "271231"],
    "yymmdd": ["280229", "271231"],
    "yyyymmdd": ["20000229"],
    "zero": ["0"],
    "nozeroprefix": ["1", "120", "123456789012"],
}


@st.composite
def parts(draw: st.DrawFn, component: Component) -> str:
    """One component that its checks accept."""
    if component.optional and draw(st.booleans()):
        return ""
    for check in component.checks:
        if check in SAMPLES:
            fits = [one for one in SAMPLES[check] if component.shortest <= len(one)]
            return draw(
                st.sampled_from([one for one in fits if len(one) <= component.longest])
            )
    least = max(component.shortest, 7 if component.checks else 1)
    text = draw(
        st.text(CHARACTERS[component.kind], min_size=least, max_size=component.longest)
    )
    if any(check.startswith("gcppos") for check in component.checks):
        text = "93850" + text[5:]
    if "csum" in component.checks:
        return text[:-1] + check_digit(text[:-1])
    if "csumalpha" in component.checks:
        text = text[:-3] + "A"
        found = check_pair(text + "22")
        return text + (found.expected if found else "22")
    return text


@st.composite
def elements(draw: st.DrawFn, ai: str) -> Element:
    """One sound element of an application identifier."""
    rule = table().rules[ai]
    pieces: list[str] = []
    for component in rule.components:
        # An optional component only follows where the one before it is there.
        if component.optional and pieces and not pieces[-1]:
            break
        pieces.append(draw(parts(component)))
    return Element(ai, "".join(pieces))


@st.composite
def messages(draw: st.DrawFn) -> list[Element]:
    """Several sound elements, each application identifier once."""
    known = sorted(table().rules)
    ais = draw(st.lists(st.sampled_from(known), unique=True, min_size=1, max_size=8))
    return [draw(elements(ai)) for ai in ais]


@st.composite
def links(draw: st.DrawFn) -> list[Element]:
    """The elements of a Digital Link: a key, qualifiers in their order, then attributes."""
    rules = table().rules
    key = draw(st.sampled_from(sorted(ai for ai, rule in rules.items() if rule.is_key)))
    path = draw(st.sampled_from([*rules[key].paths, ()]))
    qualifiers = [ai for ai in path if draw(st.booleans())]
    belongs = {ai for one in rules[key].paths for ai in one}
    free = [
        ai for ai, rule in rules.items() if rule.attribute and ai not in {key, *belongs}
    ]
    beside = draw(st.lists(st.sampled_from(sorted(free)), unique=True, max_size=5))
    beside.sort(key=lambda ai: not rules[ai].predefined)
    return [draw(elements(ai)) for ai in (key, *qualifiers, *beside)]
