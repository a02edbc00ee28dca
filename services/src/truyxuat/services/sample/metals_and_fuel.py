"""Gold rings that are only sampled, and petrol that mixes with what was left in the tank.

Twelve rings of one model come from one melt; three are sampled in a planned check. At the
petrol station every delivery joins the rest of the last one, so a lot of the tank is made of
the truck's lot and the tank's lot before it, all the way back.
"""

from __future__ import annotations

from datetime import date, timedelta

from truyxuat.services.sample.province import Province
from truyxuat.services.sample.telling import Step, Story, Thing, ilmd, on
from truyxuat.services.sample.vegetables import moment
from truyxuat.traceability.recalling.vocabulary import PROCESSING

RINGS = 12
FIRST_DELIVERY = date(2026, 9, 1)
DELIVERIES = 12
DAYS_BETWEEN = 6
TRUCK_LITRES, SOLD_A_DAY = 9_000, 1_480


def tell(province: Province) -> Story:
    """Both trades."""
    story = Story("metals-and-fuel", province)
    _rings(story)
    _petrol(story)
    return story


def _rings(story: Story) -> None:
    province = story.province
    melt: list[Thing] = [province.some("GOLD_MELT", "V26-08", 46)]
    story.begin(on("2026-08-11 09:00", "GOLD"), Step(PROCESSING), melt)
    rings = [province.unit("RING", f"KNS18-{number:03d}") for number in range(1, RINGS + 1)]
    step = Step("assembling", ilmd(lotNumber="KNS-18"))
    story.make(on("2026-08-14 15:00", "GOLD"), step, melt, rings)
    story.see(on("2026-08-15 09:00", "GOLD"), Step("encoding"), rings)
    story.sell(on("2026-09-05 10:00", "GOLD"), rings[:2])
    story.see(on("2026-10-06 09:30", "GOLD"), Step("sampling"), rings[2:5])
    story.see(on("2026-10-06 10:00", "GOLD"), Step("holding"), rings[5:])


def _petrol(story: Story) -> None:
    some = story.province.some
    left = 0
    for number in range(1, DELIVERIES + 1):
        day = FIRST_DELIVERY + timedelta(days=DAYS_BETWEEN * (number - 1))
        truck: list[Thing] = [some("RON95", f"X{number:02d}", TRUCK_LITRES)]
        story.begin(moment(day, 4, 0, "TERMINAL"), Step("commissioning"), truck)
        story.hand_over(moment(day, 5, 0, "TERMINAL"), "PETROL", truck, minutes=50)
        mixed = list(truck)
        if left:
            mixed.append(some("RON95", f"B{number - 1:02d}", left))
        whole = TRUCK_LITRES + left
        tank: list[Thing] = [some("RON95", f"B{number:02d}", whole)]
        story.make(moment(day, 6, 0, "PUMP_TANK", "PETROL"), Step(PROCESSING), mixed, tank)
        for later in range(DAYS_BETWEEN):
            sold: list[Thing] = [some("RON95", f"B{number:02d}", SOLD_A_DAY)]
            story.sell(moment(day + timedelta(days=later), 22, 0, "PETROL"), sold)
        left = whole - DAYS_BETWEEN * SOLD_A_DAY
