"""The application identifiers of GS1: what each one's data looks like, and its companions.

The rules are rows of `tables/application_identifiers.tsv`; here they are compiled, once and when
first asked for. Checking sound data is one regular expression and the few checks that the
expression cannot make; only unsound data is taken apart again to say what is wrong with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from truyxuat.barcode.syntax.character_checks import NOT_39, NOT_64, NOT_82, NOT_DIGIT
from truyxuat.barcode.syntax.faults import Fault
from truyxuat.barcode.syntax.linting import PREFIX_DIGITS_MIN, Check, checks
from truyxuat.barcode.syntax.updating import NO_QUALIFIERS

_COMPONENT = re.compile(r"(\[?)([NXYZ])(\.\.)?([0-9]+)\]?(?:,(.+))?")
_SETS = {"N": NOT_DIGIT, "X": NOT_82, "Y": NOT_39, "Z": NOT_64}
_SET_CHECKS = {"N": "csetnumeric", "X": "cset82", "Y": "cset39", "Z": "cset64"}
_PREFIX_CHECKS = {"gcppos1", "gcppos2"}

Group = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Component:
    """One part of an element's data: its character set, its length, its checks."""

    kind: str
    shortest: int
    longest: int
    optional: bool
    checks: tuple[str, ...]

    @property
    def pattern(self) -> str:
        """A regular expression for characters and length."""
        allowed = _SETS[self.kind].replace("[^", "[")
        if self.kind == "Z":
            allowed = "[A-Za-z0-9_=-]"
        body = f"{allowed}{{{self.shortest},{self.longest}}}"
        return f"(?:{body})?" if self.optional else body


@dataclass(frozen=True, slots=True)
class Rule:
    """What the data of one application identifier must be.

    `requires` are demands, each met by any of its groups, a group by all of its identifiers;
    `excludes` are identifiers or patterns (`394n`) that must not stand beside it. `paths` are the
    qualifiers of a Digital Link key in their order, one tuple for each alternative.
    """

    ai: str
    title: str
    predefined: bool
    attribute: bool
    is_key: bool
    components: tuple[Component, ...]
    requires: tuple[tuple[Group, ...], ...]
    excludes: Group
    paths: tuple[Group, ...]
    shortest: int
    longest: int
    fits: re.Pattern[str]
    beyond: tuple[tuple[int, int, Check], ...]

    def sound(self, value: str) -> bool:
        """Whether a value is right, nothing more: the quick way."""
        if not self.fits.fullmatch(value):
            return False
        for start, end, check in self.beyond:
            part = value[start:end]
            if part and check(part):
                return False
        return True

    def faults(self, value: str) -> list[Fault]:
        """Everything that is wrong with a value; at most one fault of each component."""
        size = len(value)
        found = []
        if fault := self._length_fault(size):
            found.append(fault)
        place = 0
        for component in self.components:
            part = value[place : place + component.longest]
            if part and (fault := _component_fault(component, part, whole=not found)):
                found.append(
                    fault._replace(start=fault.start + place, end=fault.end + place)
                )
            place += len(part)
        return found

    def _length_fault(self, size: int) -> Fault | None:
        expected = (
            f"{self.shortest}"
            if self.shortest == self.longest
            else f"{self.shortest} to {self.longest}"
        )
        if not size:
            return Fault("value_missing", 0, 0, f"{expected} characters")
        if size < self.shortest:
            return Fault("value_too_short", 0, size, f"{expected} characters")
        if size > self.longest:
            return Fault("value_too_long", self.longest, size, f"{expected} characters")
        place = 0
        for component in self.components:
            left = min(size - place, component.longest)
            if 0 < left < component.shortest:
                return Fault(
                    "value_length", place, size, f"{component.shortest} characters here"
                )
            place += left
        return None


def _component_fault(component: Component, part: str, *, whole: bool) -> Fault | None:
    """The first fault of a component; without `whole`, of its characters only."""
    known = checks()
    if fault := known[_SET_CHECKS[component.kind]](part):
        return fault
    for name in component.checks if whole else ():
        if fault := known[name](part):
            return fault
    return None


@dataclass(frozen=True, slots=True)
class Table:
    """All rules, and how many digits an application identifier has by its first two."""

    rules: dict[str, Rule]
    lengths: dict[str, int]
    edition: str
    retrieved: str


@lru_cache(1)
def table() -> Table:
    """The application identifiers, compiled on first use.

    >>> table().rules["01"].title
    'GTIN'
    """
    text = (files(__package__) / "tables" / "application_identifiers.tsv").read_text(
        "utf-8"
    )
    head = dict(re.findall(r"^# (edition|retrieved): (.+)$", text, re.MULTILINE))
    rules: dict[str, Rule] = {}
    for row in text.splitlines():
        if not row.startswith("#"):
            rules.update((rule.ai, rule) for rule in _rules(row))
    lengths: dict[str, int] = {}
    for ai in rules:
        assert lengths.setdefault(ai[:2], len(ai)) == len(ai), (
            f"AIs {ai[:2]}.. of two lengths"
        )
    return Table(rules, lengths, head["edition"], head["retrieved"])


def _rules(row: str) -> Iterator[Rule]:
    ais, predefined, attribute, data, requires, excludes, key, title = row.split("\t")
    components = tuple(_component(word) for word in data.split())
    fits = re.compile("".join(component.pattern for component in components))
    beyond = tuple(_beyond(components))
    demands = tuple(
        tuple(tuple(group.split("+")) for group in demand.split(","))
        for demand in requires.split()
    )
    paths = tuple(
        tuple(path.split(",")) for path in key.split("|") if path not in {"", NO_QUALIFIERS}
    )
    first, _, last = ais.partition("-")
    for number in range(int(first), int(last or first) + 1):
        yield Rule(
            ai=str(number).zfill(len(first)),
            title=title,
            predefined=bool(predefined),
            attribute=bool(attribute),
            is_key=bool(key),
            components=components,
            requires=demands,
            excludes=tuple(excludes.split(",")) if excludes else (),
            paths=paths,
            shortest=sum(one.shortest for one in components if not one.optional),
            longest=sum(one.longest for one in components),
            fits=fits,
            beyond=beyond,
        )


def _component(word: str) -> Component:
    found = _COMPONENT.fullmatch(word.replace("]", "", 1))
    assert found, f"component {word!r} of the table"
    bracket, kind, variable, length, names = found.groups()
    longest = int(length)
    return Component(
        kind,
        1 if variable else longest,
        longest,
        optional=bool(bracket),
        checks=tuple(names.split(",")) if names else (),
    )


def _beyond(components: tuple[Component, ...]) -> Iterator[tuple[int, int, Check]]:
    """The checks that the regular expression has not made, each with the part it looks at."""
    known = checks()
    start = 0
    for component in components:
        end = start + component.longest
        if component.kind == "Z":
            yield start, end, known["cset64"]
        for name in component.checks:
            # Without a source of prefixes the check of a number's prefix only counts digits.
            counted = component.kind == "N" and component.shortest > PREFIX_DIGITS_MIN
            if not (name in _PREFIX_CHECKS and counted):
                yield start, end, known[name]
        start = end
