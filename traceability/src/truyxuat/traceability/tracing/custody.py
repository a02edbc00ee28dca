"""Who holds an object, and what became of it: its story told to a ledger.

A lot is told to a `Ledger` of amounts. An instance is one piece in one hand: whoever last
received it, on the way to whom the shipper claims, or gone for good (trace.md, "State").
Instances with the same story have the same custody, so it is worked out once for all of them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from truyxuat.traceability.epcis.events import Action, EventType
from truyxuat.traceability.identifiers import facts as key_facts
from truyxuat.traceability.links import Link, Role
from truyxuat.traceability.tracing.answer import Held, Holding
from truyxuat.traceability.tracing.bounds import UNKNOWN, Bounds
from truyxuat.traceability.tracing.ground import Ground
from truyxuat.traceability.tracing.history import Fact
from truyxuat.traceability.tracing.holders import (
    NOBODY,
    Holder,
    claimed,
    destination,
    receiver,
    same,
    shipper,
    site,
    source,
)
from truyxuat.traceability.tracing.holdings import Ledger, Receipt
from truyxuat.traceability.tracing.intervals import Interval
from truyxuat.traceability.tracing.steps import Effect, effect_of
from truyxuat.traceability.tracing.stories import Episode
from truyxuat.traceability.tracing.units import converted

BECOMES = {
    Effect.SELL: Holding.SOLD,
    Effect.CONSUME: Holding.CONSUMED,
    Effect.DESTROY: Holding.DESTROYED,
    Effect.SAMPLE: Holding.SAMPLED,
    Effect.EXPORT: Holding.EXPORTED,
    Effect.RETURN: Holding.RETURNED,
}
"""What goods become that an event with such a step takes out of stock."""

ONE = Decimal(1)


@dataclass(slots=True)
class Custody:
    """What is known of who has an object at the end of its story."""

    held: tuple[Held, ...] = ()
    holder: str | None = None
    owner: str | None = None
    claimed_by: str | None = None
    shipped: list[tuple[Fact, str | None]] = field(default_factory=list)
    """Shippings not, or not wholly, received, each with the destination claimed."""
    receipts: list[Receipt] = field(default_factory=list)
    waves: list[tuple[Fact, int]] = field(default_factory=list)
    """Of an instance: from each event on, how many hand-overs from the start."""
    ledger: Ledger | None = None
    made: Bounds | None = None
    start: int = 0
    """How many hand-overs from the seed its own story begins."""

    def wave(self, fact: Fact) -> int:
        """How many hand-overs from the seed the object was at an event."""
        if self.ledger is not None:
            return self.ledger.wave_at(site(fact))
        known = self.start
        for each, wave in self.waves:
            if each.order <= fact.order:
                known = wave
        return known


def custody_of(ground: Ground, key: str, episodes: list[Episode], wave: int) -> Custody:
    """Follow one object from hand to hand up to the end of its story."""
    owner = _owner(episodes)
    if ground.history.level(key) == "instance":
        hand = Hand(wave, leaves_hands=not key_facts(key).is_container)
        for episode in episodes:
            hand.tell(episode, ends=_ends(ground, key, episode))
        return hand.custody(owner)
    ledger = _ledger(episodes, wave)
    if ledger.untouched:
        return Custody(owner=owner, start=wave)
    return Custody(
        held=tuple(ledger.rows()),
        holder=ledger.only_holder(),
        owner=owner,
        shipped=[(each.fact, each.claimed.name) for each in ledger.open_transits()],
        receipts=ledger.receipts,
        ledger=ledger,
        made=ledger.made if ledger.known_made else None,
        start=wave,
    )


def stock_after(episodes: list[Episode]) -> dict[Holder, Bounds]:
    """How much of a lot each holder has on hand after these events."""
    return dict(_ledger(episodes, 0).stock)


class Hand:
    """One piece and where it is in the chain of hands."""

    def __init__(self, wave: int, *, leaves_hands: bool) -> None:
        self._holder = NOBODY
        self._state: Holding | None = None
        self._claimed = NOBODY
        self._shipped: Fact | None = None
        self._start = self._wave = wave
        self._waves: list[tuple[Fact, int]] = []
        self._receipts: list[Receipt] = []
        self._goods = leaves_hands

    def tell(self, episode: Episode, *, ends: bool) -> None:
        """Take in the next event of the story."""
        fact = episode.fact
        effect = effect_of(fact.event.step)
        if episode.makes:
            self._holder, self._state = Holder(None, site(fact)), Holding.ON_HAND
            self._shipped, self._claimed = None, NOBODY
        elif ends and (episode.used or episode.has(Role.INPUT)):
            self._become(Holding.CONSUMED, fact)
        elif episode.used or self._state in GONE:
            return
        elif effect is Effect.SHIP:
            self._ship(fact)
        elif effect is Effect.VOID_SHIP:
            self._shipped, self._state = None, Holding.ON_HAND
        elif effect is Effect.ACCEPT and self._only_owned(fact):
            return
        elif effect in (Effect.RECEIVE, Effect.ACCEPT):
            self._receive(fact)
        elif effect in BECOMES and (ends or effect is not Effect.DESTROY):
            self._become(BECOMES[effect], fact)
        elif ends:
            self._become(Holding.DESTROYED, fact)
        elif self._state is None:
            self._holder, self._state = Holder(None, site(fact)), Holding.ON_HAND

    def custody(self, owner: str | None) -> Custody:
        """What it all comes to."""
        on_way = self._state is Holding.IN_TRANSIT
        held: tuple[Held, ...] = ()
        if self._state is not None and (self._goods or self._state not in GONE):
            row = Held(
                party=self._holder.party,
                place=None if on_way else self._holder.place,
                state=self._state,
                lower=ONE,
                upper=ONE,
                claimed_by=self._claimed.name if on_way else None,
            )
            held = (row,)
        shipped = [] if self._shipped is None else [(self._shipped, self._claimed.name)]
        return Custody(
            held=held,
            holder=self._holder.name,
            owner=owner,
            claimed_by=self._claimed.name if on_way else None,
            shipped=shipped,
            receipts=self._receipts,
            waves=self._waves,
            start=self._start,
        )

    def _ship(self, fact: Fact) -> None:
        by = shipper(fact)
        if not same(by, self._holder) or self._holder == NOBODY or by.party is not None:
            self._holder = Holder(by.party or self._holder.party, by.place)
        self._claimed, self._shipped = claimed(fact), fact
        self._state = Holding.IN_TRANSIT

    def _only_owned(self, fact: Fact) -> bool:
        """Whether an accepting says whose it is now, and nothing of whose hands it is in."""
        known = self._holder.party is not None and self._shipped is None
        owned = destination(fact, "owning_party") is not None
        return known and owned and destination(fact) is None

    def _receive(self, fact: Fact) -> None:
        by = receiver(fact)
        if by == NOBODY:
            by = self._claimed
        # Whoever receives what he does not hold got it from somebody, be that one known or not.
        handed = by != NOBODY and not same(by, self._holder)
        if handed:
            self._wave += 1
        self._waves.append((fact, self._wave))
        self._holder, self._shipped, self._claimed = by, None, NOBODY
        returned = fact.event.disposition == "returned"
        self._state = Holding.RETURNED if returned else Holding.ON_HAND
        if handed:
            self._receipts.append(Receipt(by, fact.time, self._wave))

    def _become(self, what: Holding, fact: Fact) -> None:
        """Gone for good; used where it was sent, it had come there without being received."""
        here = Holder(source(fact), site(fact))
        if self._shipped is not None and same(self._claimed, here):
            self._wave += 1
            self._waves.append((fact, self._wave))
            self._receipts.append(Receipt(self._claimed, None, self._wave))
            self._holder, self._shipped = Holder(self._claimed.party, here.place), None
        elif here.place is not None and self._shipped is None:
            party = self._holder.party if same(here, self._holder) else here.party
            self._holder = Holder(party, here.place)
        elif self._shipped is not None:
            self._shipped = None
        self._state = what


GONE = frozenset({Holding.CONSUMED, Holding.DESTROYED})


def _ledger(episodes: list[Episode], wave: int) -> Ledger:
    ledger = Ledger(_unit(episodes), wave)
    for episode in episodes:
        if episode.inherited:
            _tell_inherited(ledger, episode)
        else:
            _tell_own(ledger, episode)
    return ledger


def _tell_own(ledger: Ledger, episode: Episode) -> None:
    """Tell a lot's ledger of an event that names the lot."""
    fact = episode.fact
    here = Holder(source(fact), site(fact))
    for role in dict.fromkeys(link.role for link in episode.links):
        links = [link for link in episode.links if link.role is role]
        amount = _named_amount(links, fact, ledger.unit)
        if role is Role.OUTPUT or (role is Role.EPC and episode.makes):
            ledger.make(Holder(None, site(fact)), amount)
        elif role is Role.INPUT:
            ledger.leave(here, amount, Holding.CONSUMED)
        elif fact.event.type is not EventType.TRANSACTION:
            _tell_effect(ledger, fact, amount, own=True)


def _tell_inherited(ledger: Ledger, episode: Episode) -> None:
    """Tell it of an event that names a container: as much as was inside goes along."""
    amount = Bounds(Decimal(0), Decimal(0))
    for interval in episode.through:
        amount = amount.plus(_inside(interval, episode.fact, ledger.unit))
    if episode.used:
        here = Holder(source(episode.fact), site(episode.fact))
        ledger.leave(here, amount, Holding.CONSUMED)
    elif episode.fact.event.type is not EventType.TRANSACTION:
        _tell_effect(ledger, episode.fact, amount, own=False)


def _tell_effect(ledger: Ledger, fact: Fact, amount: Bounds, *, own: bool) -> None:
    effect = effect_of(fact.event.step)
    here = Holder(source(fact), site(fact))
    deleted = own and fact.event.action is Action.DELETE
    deleted = deleted and fact.event.type is EventType.OBJECT
    if effect is Effect.SHIP:
        ledger.ship(fact, amount)
    elif effect is Effect.VOID_SHIP:
        ledger.void(fact, amount)
    elif effect is Effect.RECEIVE:
        ledger.receive(fact, amount, returned=fact.event.disposition == "returned")
    elif effect is Effect.ACCEPT:
        ledger.receive(fact, amount, only_sent=True)
    elif effect is Effect.COUNT and own:
        ledger.count(here, amount)
    elif effect in BECOMES and (own or effect is not Effect.DESTROY):
        ledger.leave(here, amount, BECOMES[effect])
    elif deleted:
        ledger.leave(here, amount, Holding.DESTROYED)


def _named_amount(links: list[Link], fact: Fact, unit: str | None) -> Bounds:
    total = Decimal(0)
    for link in links:
        amount = converted(link.quantity, link.unit, unit)
        if amount is None:
            return UNKNOWN
        total += amount
    return Bounds(total, total * fact.twins)


def _inside(interval: Interval, fact: Fact, unit: str | None) -> Bounds:
    """How much of a lot one interval held at an event."""
    then = [amount for amount in interval.amounts if amount.time <= fact.time]
    if fact.time == interval.end:
        then = [amount for amount in then if amount.time < fact.time] or then
    if not then:
        return UNKNOWN
    last = then[-1]
    upper = converted(last.upper, last.unit, unit)
    if upper is None:
        return UNKNOWN
    return Bounds(converted(last.lower, last.unit, unit), upper)


def _unit(episodes: list[Episode]) -> str | None:
    """The unit a lot is reckoned in: that of its making, else of the first amount."""
    named = [
        link
        for episode in sorted(episodes, key=lambda each: not each.makes)
        for link in episode.links
        if link.quantity is not None
    ]
    return named[0].unit if named else None


def _owner(episodes: list[Episode]) -> str | None:
    """The owning party last named as taking the goods over, else as sending them."""
    owner: str | None = None
    for episode in episodes:
        effect = effect_of(episode.fact.event.step)
        if effect in (Effect.RECEIVE, Effect.ACCEPT):
            owner = destination(episode.fact, "owning_party") or owner
        elif effect is Effect.SHIP:
            owner = source(episode.fact, "owning_party") or owner
    return owner


def _ends(ground: Ground, key: str, episode: Episode) -> bool:
    """Whether it ends with this event: named in it, or in a container that a step takes in."""
    ends = (*ground.lives.ends(key), *ground.containment.used(key))
    return any(end.fact is episode.fact for end in ends)
