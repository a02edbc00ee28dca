"""How much of a lot each holder has, and what became of the rest (trace rule 9).

A stock ledger with bounds: made and received less left, until a count says less. Goods on the
way belong to nobody's stock. What an event cannot account for is never spread over holders: it
loosens the lower bound of everybody from whom it may have come. Nothing is counted per path,
and no upper bound is above what was made.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from truyxuat.traceability.tracing.answer import Held, Holding
from truyxuat.traceability.tracing.bounds import NOTHING, UNKNOWN, ZERO, Bounds, smaller
from truyxuat.traceability.tracing.history import Fact
from truyxuat.traceability.tracing.holders import (
    NOBODY,
    Holder,
    claimed,
    find,
    receiver,
    same,
    shipper,
    source,
)
from truyxuat.traceability.tracing.units import plain


@dataclass(slots=True)
class Transit:
    """Goods on the way, shipped by one event and not yet all received."""

    sender: Holder
    claimed: Holder
    amount: Bounds
    fact: Fact
    wave: int


@dataclass(frozen=True, slots=True)
class Receipt:
    """Goods came to a holder: the stuff that consignees are made of."""

    holder: Holder
    time: datetime | None
    """None where nothing says when: the goods were used there without being received."""
    wave: int


class Ledger:
    """The stock of one lot in one unit."""

    def __init__(self, unit: str | None, wave: int = 0) -> None:
        self.unit = unit
        self.made = NOTHING
        self.known_made = False
        self.stock: dict[Holder, Bounds] = {}
        self.became: dict[tuple[Holder, Holding], Bounds] = {}
        self.transits: list[Transit] = []
        self.receipts: list[Receipt] = []
        self.waves: dict[Holder, int] = {}
        self._wave = wave

    def make(self, holder: Holder, amount: Bounds) -> None:
        """Commissioned or produced."""
        at = self._account(holder, self._wave)
        self.stock[at] = self.stock[at].plus(amount)
        self.made = self.made.plus(amount)
        self.known_made = True

    def leave(self, holder: Holder, amount: Bounds, becomes: Holding) -> None:
        """Taken out of stock for good, by being sold, used or destroyed."""
        at = self._take(holder, amount)
        self._become(at, becomes, amount)

    def ship(self, fact: Fact, amount: Bounds) -> None:
        """Sent on the way to whom the shipper claims."""
        at = self._take(shipper(fact), amount)
        self.transits.append(Transit(at, claimed(fact), amount, fact, self.waves[at]))

    def void(self, fact: Fact, amount: Bounds) -> None:
        """A shipping did not take place: what was on the way is back in stock."""
        sent = [each for each in self.transits if same(each.sender, shipper(fact))]
        for transit, part, _ in self._matched(sent, amount):
            self.stock[transit.sender] = self.stock[transit.sender].plus(part)

    def receive(
        self, fact: Fact, amount: Bounds, *, returned: bool = False, only_sent: bool = False
    ) -> None:
        """Taken in: first what was sent here, then what must have come from elsewhere."""
        holder = receiver(fact)
        sender = source(fact)
        rest, came, wave = amount, NOTHING, None
        for transit, part, left in self._matched(self._sent_to(holder, sender), amount):
            came, rest = came.plus(part), left
            step = 0 if same(transit.sender, holder) else 1
            wave = min(transit.wave + step, transit.wave + step if wave is None else wave)
            holder = transit.claimed if holder == NOBODY else holder
        if only_sent and came == NOTHING:
            return
        if (rest.lower is None or rest.lower > 0) and not only_sent:
            found, wave = self._unsent(holder, sender, (rest, wave))
            came = came.plus(found)
        if came == NOTHING:
            return
        at = self._account(holder, self._wave + 1 if wave is None else wave)
        self.waves[at] = min(self.waves[at], self._wave + 1 if wave is None else wave)
        self.receipts.append(Receipt(at, fact.time, self.waves[at]))
        if returned:
            self._become(at, Holding.RETURNED, came)
        else:
            self.stock[at] = self.stock[at].plus(came)

    def count(self, holder: Holder, counted: Bounds) -> None:
        """A count that finds less makes the difference unexplained, here and nowhere else."""
        at = self._account(holder, self._wave)
        known = self.stock[at]
        if counted.lower is None or counted.upper is None:
            return
        if known.upper is None or known.lower is None:
            self.stock[at] = counted
            return
        missing = known.less(counted)
        if not missing.nothing:
            self._become(at, Holding.UNEXPLAINED, missing)
            self.stock[at] = smaller(known, counted)

    def rows(self) -> list[Held]:
        """The ledger as the answer states it, without empty rows, each capped."""
        rows: list[tuple[Holder, Holding, Bounds, str | None]] = [
            (holder, Holding.ON_HAND, amount, None) for holder, amount in self.stock.items()
        ]
        rows += [
            (
                each.sender._replace(place=None),
                Holding.IN_TRANSIT,
                each.amount,
                each.claimed.name,
            )
            for each in self.transits
        ]
        rows += [(holder, what, much, None) for (holder, what), much in self.became.items()]
        rows = [row for row in rows if not row[2].nothing]
        lowers = sum((row[2].lower or ZERO for row in rows), ZERO)
        made = self.made.upper if self.known_made else None
        held = []
        for holder, what, amount, to in rows:
            most = None if made is None else made - (lowers - (amount.lower or ZERO))
            capped = amount.capped(most)
            if capped.nothing:
                continue
            held.append(
                Held(
                    party=holder.party,
                    place=holder.place,
                    state=what,
                    lower=None if capped.lower is None else plain(capped.lower),
                    upper=None if capped.upper is None else plain(capped.upper),
                    unit=self.unit,
                    claimed_by=to,
                )
            )
        return sorted(held, key=_held_order)

    @property
    def untouched(self) -> bool:
        """Whether no event told of any amount."""
        return not (self.stock or self.transits or self.became)

    def only_holder(self) -> str | None:
        """Who has it, where that is one."""
        names = {holder.name for holder, stock in self.stock.items() if not stock.nothing}
        return next(iter(names)) if len(names) == 1 else None

    def open_transits(self) -> list[Transit]:
        """Shipped and, at least in part, not received."""
        return [each for each in self.transits if not each.amount.nothing]

    def wave_at(self, place: str | None) -> int:
        """How many hand-overs the goods at a place are from the start."""
        at = find(self.waves, Holder(None, place)) if place is not None else None
        return self._wave if at is None else self.waves[at]

    def _account(self, holder: Holder, wave: int) -> Holder:
        """The account meant, opened or named better where the event knows more."""
        at = find(self.stock, holder)
        if at is None:
            at = holder
            self.stock[at] = NOTHING
            self.waves[at] = wave
        better = Holder(at.party or holder.party, at.place or holder.place)
        if better != at:
            self._rename(at, better)
        return better

    def _rename(self, at: Holder, better: Holder) -> None:
        before = self.stock.pop(at)
        self.stock[better] = self.stock.get(better, NOTHING).plus(before)
        self.waves[better] = min(self.waves.pop(at), self.waves.get(better, 1 << 30))
        for key in [key for key in self.became if key[0] == at]:
            self._become(better, key[1], self.became.pop(key))
        for transit in self.transits:
            if transit.sender == at:
                transit.sender = better

    def _become(self, holder: Holder, what: Holding, amount: Bounds) -> None:
        self.became[holder, what] = self.became.get((holder, what), NOTHING).plus(amount)

    def _take(self, holder: Holder, amount: Bounds) -> Holder:
        """Out of a holder's stock; what is not in it was on the way there, or is unknown."""
        if holder == NOBODY and len(self.stock) == 1:
            holder = next(iter(self.stock))
        at = self._account(holder, self._wave)
        stock = self.stock[at]
        short = _short(stock, amount)
        if short > 0:
            sent = self._sent_to(at, None, strict=True)
            for transit, part, left in self._matched(sent, Bounds(short, short)):
                self.stock[at] = self.stock[at].plus(part)
                wave = transit.wave + (0 if same(transit.sender, at) else 1)
                at = self._account(Holder(transit.claimed.party, at.place), wave)
                self.waves[at] = wave
                self.receipts.append(Receipt(at, None, wave))
                short = left.lower or ZERO
        stock = self.stock[at]
        if short > 0:
            self._loosen_others(at, short)
            self.stock[at] = UNKNOWN if not self.known_made else Bounds(ZERO, None)
        else:
            if stock.upper is None and self.known_made:
                # An earlier shortage left it open what is here: this may be others' too.
                self._loosen_others(at, _short(Bounds(stock.lower, stock.lower), amount))
            self.stock[at] = stock.less(amount)
        return at

    def _sent_to(
        self, holder: Holder, sender: str | None, *, strict: bool = False
    ) -> list[Transit]:
        """Open transits that may be meant, the likeliest first."""
        first = [each for each in self.open_transits() if same(each.claimed, holder)]
        if strict:
            return first
        rest = [each for each in self.open_transits() if each not in first]
        if sender is not None:
            rest = [each for each in rest if each.sender.party in (None, sender)]
        unclaimed = [each for each in rest if each.claimed == NOBODY]
        return [*first, *unclaimed, *(each for each in rest if each not in unclaimed)]

    def _matched(
        self, transits: list[Transit], amount: Bounds
    ) -> list[tuple[Transit, Bounds, Bounds]]:
        """Take an amount out of transits in turn: from each how much, and what is then left."""
        found = []
        rest = amount
        for transit in transits:
            if rest.nothing:
                break
            part = smaller(transit.amount, rest)
            rest, transit.amount = rest.less(transit.amount), transit.amount.less(rest)
            found.append((transit, part, rest))
        return found

    def _unsent(
        self, holder: Holder, sender: str | None, rest: tuple[Bounds, int | None]
    ) -> tuple[Bounds, int | None]:
        """Received though nobody wrote that it was sent: it came out of another stock."""
        amount, wave = rest
        here = find(self.stock, holder)
        others = [
            each for each, stock in self.stock.items() if each != here and not stock.nothing
        ]
        named = [each for each in others if sender is not None and each.party == sender]
        meant = named if len(named) == 1 else others
        if not meant and self.known_made:
            return NOTHING, wave
        nearest = min((self.waves[each] for each in meant), default=self._wave) + 1
        wave = nearest if wave is None else min(wave, nearest)
        if len(meant) == 1:
            self.stock[meant[0]] = self.stock[meant[0]].less(amount)
        else:
            self._loosen_others(here or holder, amount.upper)
        return amount, wave

    def _loosen_others(self, at: Holder, amount: Decimal | None) -> None:
        for holder, stock in self.stock.items():
            if holder != at:
                self.stock[holder] = stock.loosened(amount)
        for transit in self.transits:
            transit.amount = transit.amount.loosened(amount)


def _short(stock: Bounds, amount: Bounds) -> Decimal:
    if stock.upper is None or amount.lower is None:
        return ZERO
    return max(amount.lower - stock.upper, ZERO)


def _held_order(held: Held) -> tuple[str, ...]:
    return (
        held.state,
        held.party or "",
        held.place or "",
        held.claimed_by or "",
        str(held.lower),
        str(held.upper),
    )
