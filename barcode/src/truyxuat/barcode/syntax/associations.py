"""What must and must not stand together on one item.

The syntax dictionary demands companions (a lot needs a product: `req`) and forbids pairs (`ex`).
These rules hold for everything that is marked on one physical item, over all its carriers, so
they are asked of the elements of all of them together and not while one is read. Identifiers that
the table does not know demand nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from truyxuat.barcode.syntax.elements import Element
from truyxuat.barcode.syntax.faults import Fault, problem
from truyxuat.barcode.syntax.rules import Rule, table
from truyxuat.traceability.errors import InvalidBarcode, Problem

SIGNATURE = "8030"
SERIALISED_WHEN_SIGNED = ("253", "255", "8003")
"""Keys that a digital signature only proves with their serial component."""


def require_associations(elements: Sequence[Element]) -> None:
    """Refuse elements that cannot stand together.

    Raises:
        InvalidBarcode: all problems; a place is the JSON pointer of an element in the sequence.
    """
    problems = association_problems(elements)
    if problems:
        raise InvalidBarcode(tuple(problems))


def association_problems(
    elements: Sequence[Element], places: Sequence[str] = ()
) -> list[Problem]:
    """Everything that is wrong between elements; `places` says where each of them stands."""
    present = {one.ai for one in elements}
    rules = table().rules
    values: dict[str, str] = {}
    found = []
    for number, one in enumerate(elements):
        where = places[number] if places else f"/{number}"
        if one.ai in values and values[one.ai] != one.value:
            found.append(_problem("different_values", one, where, values[one.ai]))
        if one.ai in values or one.ai not in rules:
            values.setdefault(one.ai, one.value)
            continue
        values[one.ai] = one.value
        found += _companions(rules[one.ai], one, where, present)
    return found


def _companions(
    rule: Rule, one: Element, where: str, present: set[str]
) -> Iterable[Problem]:
    for pattern in rule.excludes:
        for other in sorted(_matching(pattern, present) - {one.ai}):
            yield _problem("excluded_pair", one, where, f"no ({other})")
    for demand in rule.requires:
        if not any(
            all(_matching(ai, present) - {one.ai} for ai in group) for group in demand
        ):
            expected = " or ".join(
                " with ".join(f"({ai})" for ai in group) for group in demand
            )
            yield _problem("missing_companion", one, where, expected)
    signed = SIGNATURE in present and one.ai in SERIALISED_WHEN_SIGNED
    if signed and len(one.value) == rule.shortest:
        yield _problem("serial_missing", one, where, "a serial component")


def _matching(pattern: str, present: set[str]) -> set[str]:
    """The identifiers present that a pattern such as `31nn` means."""
    known = pattern.rstrip("n")
    if known == pattern:
        return {pattern} & present
    return {ai for ai in present if len(ai) == len(pattern) and ai.startswith(known)}


def _problem(code: str, one: Element, where: str, expected: str) -> Problem:
    fault = Fault(code, 0, len(one.value), expected)
    return problem(fault, one.value, subject=f"({one.ai})", where=where)
