"""Milk from three farms to the shelf: a silo, a pasteuriser, a filler, crates, pallets, cold.

Each day's milk meets in one silo, so a farm's trouble is everybody's. Goods travel in crates on
pallets whose temperature is logged. On 20 October the evening milk of the second farm held an
antibiotic; one day in that week a pallet stood in the sun.
"""

from __future__ import annotations

import random
from datetime import date, timedelta

from truyxuat.services.sample.province import Province, sscc
from truyxuat.services.sample.telling import Moment, Step, Story, ilmd, temperature
from truyxuat.services.sample.vegetables import moment
from truyxuat.traceability.recalling.vocabulary import (
    CLEANING_IN_PLACE,
    CONSUMING,
    HARVESTING,
    PROCESSING,
)

FIRST_DAY = date(2026, 10, 5)
DAYS = 36
FARMS = ("FARM_1", "FARM_2", "FARM_3")
CRATE_PACKS = 48
CRATES_ON_PALLET = 3
WARM_DAY = date(2026, 10, 22)
SHOPS = ("RET1", "RET2", "HN1", "CANTEEN")
MILK_DAYS, YOGHURT_DAYS = 10, 30


def tell(province: Province) -> Story:
    """Five weeks, yoghurt every third day."""
    story = Story("milk", province)
    chance = random.Random("milk")
    some = province.some
    story.begin(
        moment(FIRST_DAY, 4, 0, "DAIRY"),
        Step("commissioning", ilmd(itemExpirationDate="2027-06-30")),
        [some("CULTURE", "YC26", 40_000), some("CUP", "CUP7", 90_000)],
    )
    for number in range(DAYS):
        day = FIRST_DAY + timedelta(days=number)
        heated = _collect_and_heat(story, chance, day)
        product, lot, packs = _fill(story, day, heated, yoghurt=number % 3 == 1)
        _deliver(story, day, number, (product, lot, packs))
    return story


def _collect_and_heat(story: Story, chance: random.Random, day: date) -> int:
    """Two milkings on each farm, one silo, one pasteuriser; returns the kilograms heated."""
    name, some = f"{day:%m%d}", story.province.some
    milked = []
    for farm in FARMS:
        lots = []
        for part, hour in (("S", 5), ("C", 16)):
            cut = day if part == "S" else day - timedelta(days=1)
            weight = chance.randrange(60, 110)
            lot = f"{farm[-1]}{cut:%m%d}{part}"
            lots.append(some("MILK_RAW", lot, weight))
            story.begin(moment(cut, hour, 10, farm), Step(HARVESTING), lots[-1:])
        story.ship(moment(day, 6, int(farm[-1]) * 10, farm), "DAIRY", lots)
        here = moment(day, 7, int(farm[-1]) * 10, "TANK_T1", "DAIRY")
        story.receive(here, farm, lots)
        milked += lots
    whole = sum(int(lot.quantity or 0) for lot in milked)
    tank = some("MILK_TANK", f"T{name}", whole)
    story.make(moment(day, 7, 45, "TANK_T1", "DAIRY"), Step(PROCESSING), milked, [tank])
    heated = whole - 6
    story.make(
        moment(day, 9, 0, "PASTEUR", "DAIRY"),
        Step(PROCESSING),
        [tank],
        [some("MILK_HEATED", f"P{name}", heated)],
    )
    for place, asset, hour in (
        ("TANK_T1", "MILK_SILO", 21),
        ("PASTEUR", "PASTEURISER", 20),
        ("FILLER", "FILLER", 22),
    ):
        cleaned = [story.province.asset(asset)]
        story.see(moment(day, hour, 30, place), Step(CLEANING_IN_PLACE), cleaned)
    return heated


def _fill(story: Story, day: date, heated: int, *, yoghurt: bool) -> tuple[str, str, int]:
    """The day's product: its code, lot and how many packs."""
    name, some = f"{day:%m%d}", story.province.some
    inputs = [some("MILK_HEATED", f"P{name}", heated)]
    if yoghurt:
        packs = CRATE_PACKS * CRATES_ON_PALLET * 2
        inputs += [some("CULTURE", "YC26", 300), some("CUP", "CUP7", packs)]
        product, lot, keeps = "YOGHURT", f"Y{name}", YOGHURT_DAYS
    else:
        packs = CRATE_PACKS * CRATES_ON_PALLET * 2
        product, lot, keeps = "MILK180", f"M{name}", MILK_DAYS
    expiry = (day + timedelta(days=keeps)).isoformat()
    story.make(
        moment(day, 10, 0, "FILLER", "DAIRY"),
        Step("packing", ilmd(lotNumber=lot, itemExpirationDate=expiry)),
        inputs,
        [some(product, lot, packs)],
    )
    return product, lot, packs


def _deliver(story: Story, day: date, number: int, made: tuple[str, str, int]) -> None:
    """Two pallets to two customers, a thermometer riding along."""
    product, lot, _ = made
    for place_in_day in range(2):
        unit = 100_000 + number * 100 + place_in_day * 10
        pallet, crates = sscc(unit), [sscc(unit + crate) for crate in (1, 2, 3)]
        crated = [story.province.some(product, lot, CRATE_PACKS)]
        for minute, crate in enumerate(crates):
            here = moment(day, 11, minute + 10 * place_in_day, "COLD", "DAIRY")
            story.pack(here, crate, crated)
        story.pack(moment(day, 11, 30, "DAIRY"), pallet, crates, step="loading")
        shop = SHOPS[(number + place_in_day) % len(SHOPS)]
        _travel(story, day, pallet, shop)
        story.unpack(moment(day, 15, 30, shop), pallet)
        for minute, crate in enumerate(crates):
            story.unpack(moment(day, 15, 40 + minute, shop), crate)
        _use_up(story, day, shop, (product, lot))


def _travel(story: Story, day: date, pallet: str, shop: str) -> None:
    warm = day == WARM_DAY and shop in ("RET2", "HN1")
    logger = story.province.asset("VAN_LOGGER")
    story.ship(moment(day, 12, 0, "DAIRY"), shop, [pallet])
    for hour, celsius in ((13, "4.1"), (14, "9.8" if warm else "4.6")):
        here = Moment(moment(day, hour, 0, "DAIRY").when, "DAIRY")
        reading = temperature(logger, here.when, celsius)
        story.measure(here, [pallet], reading)
    story.receive(moment(day, 15, 0, shop), "DAIRY", [pallet])


def _use_up(story: Story, day: date, shop: str, lot: tuple[str, str]) -> None:
    product, number = lot
    whole = CRATE_PACKS * CRATES_ON_PALLET
    part = story.province.some(product, number, whole * 3 // 4)
    later = day + timedelta(days=2)
    if shop == "CANTEEN":
        story.end(moment(later, 11, 30, shop), Step(CONSUMING), [part])
    else:
        story.sell(moment(later, 20, 0, shop), [part])
