"""Weeks of ordinary chayote: the days after the recall, so that its record is not alone.

Every working day three plots are cut, washed in two waters, packed in bags and trays, and sold
within two days; what nobody bought is destroyed. Amounts vary, and are the same on every load.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from truyxuat.services.sample.province import Province
from truyxuat.services.sample.telling import VIETNAM, Moment, Step, Story, Thing, ilmd
from truyxuat.traceability.recalling.vocabulary import HARVESTING, WASHING, WATER_CHANGE

FIRST_DAY = date(2026, 9, 21)
WEEKS = 8
BAG_KG, TRAY_KG = 0.5, 0.3
SHELF_DAYS = 8


@dataclass(frozen=True, slots=True)
class Customer:
    """Where bags and trays go in the morning, and how much of a hundred."""

    place: str
    percent: int
    hour: int


CUSTOMERS = (
    Customer("DIST", 25, 9),
    Customer("HNDC", 30, 10),
    Customer("RET1", 15, 11),
    Customer("RET2", 20, 11),
    Customer("STALL", 10, 12),
)


def tell(province: Province) -> Story:
    """All days of the season."""
    story = Story("vegetables", province)
    chance = random.Random("vegetables")
    for week in range(WEEKS):
        for weekday in range(6):
            _day(story, chance, FIRST_DAY + timedelta(days=7 * week + weekday))
    return story


def moment(
    day: date, hour: int, minute: int, place: str, then: str | None = None
) -> Moment:
    """A moment of a day by Vietnam's clock."""
    return Moment(datetime.combine(day, time(hour, minute), VIETNAM), place, then=then)


def _day(story: Story, chance: random.Random, day: date) -> None:
    name = f"{day:%m%d}"
    some = story.province.some
    weights = {plot: chance.randrange(120, 260, 10) for plot in ("A", "B", "C")}
    for minute, (plot, weight) in enumerate(weights.items()):
        here = moment(day, 5, 10 * minute, f"PLOT_{plot}")
        story.begin(here, Step(HARVESTING), [some("RAW", f"H{name}{plot}", weight)])
    first, second = weights["A"] + weights["B"] - 10, weights["C"] - 4
    story.make(
        moment(day, 6, 30, "TANK_W1", "PACK"),
        Step(WASHING),
        [some("RAW", f"H{name}{plot}", weights[plot]) for plot in ("A", "B")],
        [some("WASHED", f"W{name}A", first)],
    )
    _change_water(story, moment(day, 7, 20, "TANK_W1"))
    story.make(
        moment(day, 7, 40, "TANK_W1", "PACK"),
        Step(WASHING),
        [some("RAW", f"H{name}C", weights["C"])],
        [some("WASHED", f"W{name}C", second)],
    )
    _change_water(story, moment(day, 8, 30, "TANK_W1"))
    bags, trays = int((first - 4) / BAG_KG), int((second - 2) / TRAY_KG)
    _pack(story, day, ("BAG500", f"S{name}A", bags), [some("WASHED", f"W{name}A", first)])
    _pack(
        story, day, ("TRAY300", f"S{name}C", trays), [some("WASHED", f"W{name}C", second)]
    )
    _trade(
        story, chance, day, {"BAG500": (f"S{name}A", bags), "TRAY300": (f"S{name}C", trays)}
    )


def _change_water(story: Story, here: Moment) -> None:
    story.see(here, Step(WATER_CHANGE), [story.province.asset("WASH_TANK")])


def _pack(story: Story, day: date, made: tuple[str, str, int], inputs: list[Thing]) -> None:
    product, lot, packs = made
    expiry = (day + timedelta(days=SHELF_DAYS)).isoformat()
    minute = 40 if product == "BAG500" else 55
    story.make(
        moment(day, 8, minute, "PACK"),
        Step("packing", ilmd(lotNumber=lot, itemExpirationDate=expiry)),
        inputs,
        [story.province.some(product, lot, packs)],
    )


def _trade(
    story: Story, chance: random.Random, day: date, lots: dict[str, tuple[str, int]]
) -> None:
    """Everything is delivered in the morning; what is left after two days is destroyed."""
    later = day + timedelta(days=1)
    for customer in CUSTOMERS:
        parts = {
            product: (lot, packs * customer.percent // 100)
            for product, (lot, packs) in lots.items()
        }
        things = _things(story, parts)
        story.hand_over(
            moment(day, customer.hour, 0, "PACK"), customer.place, things, minutes=45
        )
        if customer.place == "HNDC":
            half = {product: (lot, packs // 2) for product, (lot, packs) in parts.items()}
            for shop in ("HN1", "HN2"):
                story.hand_over(
                    moment(day, 14, 0, "HNDC"), shop, _things(story, half), minutes=90
                )
                _sell(story, chance, later, shop, half)
        elif customer.place != "DIST":
            _sell(story, chance, later, customer.place, parts)


def _sell(
    story: Story,
    chance: random.Random,
    day: date,
    shop: str,
    parts: dict[str, tuple[str, int]],
) -> None:
    sold = {
        product: (lot, packs * chance.randrange(80, 101) // 100)
        for product, (lot, packs) in parts.items()
    }
    story.sell(moment(day, 19, 0, shop), _things(story, sold))
    left = {
        product: (lot, packs - sold[product][1]) for product, (lot, packs) in parts.items()
    }
    if any(packs for _, packs in left.values()) and chance.random() < 0.4:
        here = moment(day + timedelta(days=1), 20, 0, shop)
        story.end(here, Step("destroying"), _things(story, left))


def _things(story: Story, parts: dict[str, tuple[str, int]]) -> list[Thing]:
    return [
        story.province.some(product, lot, packs)
        for product, (lot, packs) in parts.items()
        if packs
    ]
