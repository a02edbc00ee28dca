"""Who holds goods: a party, a place, or both, and when two of these are the same holder.

Parties come from `possessing_party`; where an event names none, its place stands for the
holder. A party and a place of one GLN are the same holder.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from truyxuat.traceability.tracing.history import Fact

_GLN = re.compile(r"/41[47]/(\d{13})(?:/|$)")


class Holder(NamedTuple):
    """A party, a place, or a party at a place."""

    party: str | None
    place: str | None

    @property
    def name(self) -> str | None:
        """The party, else the place that stands for it."""
        return self.party or self.place


NOBODY = Holder(None, None)


def gln_of(key: str | None) -> str | None:
    """The GLN in the key of a party or place, if it has one."""
    found = _GLN.search(key) if key else None
    return found[1] if found else None


def same(one: Holder, other: Holder) -> bool:
    """Whether two holders are one, as far as the record says."""
    if one.party is not None and other.party is not None:
        return one.party == other.party or _one_gln(one.party, other.party)
    if one.place is not None and other.place is not None and one.place == other.place:
        return True
    party, place = one.party or other.party, other.place if one.party else one.place
    if party is not None and place is not None and _one_gln(party, place):
        return True
    return one.party is None and other.party is None and _one_gln(one.place, other.place)


def find(holders: Iterable[Holder], wanted: Holder) -> Holder | None:
    """Which of the known holders is meant: the exact one, else the only one that may be."""
    known = list(holders)
    if wanted in known:
        return wanted
    meant = [holder for holder in known if same(holder, wanted) and _fits(holder, wanted)]
    return meant[0] if len(meant) == 1 else None


def site(fact: Fact) -> str | None:
    """Where goods are during an event: the business location, else the read point."""
    return fact.event.place or fact.event.read_point


def source(fact: Fact, kind: str = "possessing_party") -> str | None:
    """The party from which goods come."""
    return _named(fact.event.sources, kind)


def destination(fact: Fact, kind: str = "possessing_party") -> str | None:
    """The party to which goods go."""
    return _named(fact.event.destinations, kind)


def receiver(fact: Fact) -> Holder:
    """Who takes the goods in, in an event of receiving."""
    party = destination(fact) or destination(fact, "owning_party")
    return Holder(party, site(fact) or destination(fact, "location"))


def shipper(fact: Fact) -> Holder:
    """Who sends the goods, in an event of shipping."""
    return Holder(source(fact) or source(fact, "owning_party"), site(fact))


def claimed(fact: Fact) -> Holder:
    """To whom the goods are sent, as the shipper says."""
    party = destination(fact) or destination(fact, "owning_party")
    return Holder(party, destination(fact, "location"))


def _named(parties: tuple[tuple[str, str], ...], kind: str) -> str | None:
    return min((key for each, key in parties if each == kind), default=None)


def _fits(known: Holder, wanted: Holder) -> bool:
    """Two places of one party are two holders."""
    return known.place is None or wanted.place is None or known.place == wanted.place


def _one_gln(one: str | None, other: str | None) -> bool:
    gln = gln_of(one)
    return gln is not None and gln == gln_of(other)
