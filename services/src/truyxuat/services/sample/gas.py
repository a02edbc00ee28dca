"""LPG cylinders: filled, sold, brought back empty, filled again with another lot.

A cylinder is a returnable asset (GRAI); the gas in it is a lot. So cylinder 000451 carries fill
F1 in August and F3 in October, and a recall of F3 must not call the household that had it in
August. Fill lot F3 was short in weight.
"""

from __future__ import annotations

from datetime import date, timedelta

from truyxuat.services.sample.province import Province, cylinder
from truyxuat.services.sample.telling import Step, Story, on
from truyxuat.services.sample.vegetables import moment
from truyxuat.traceability.recalling.vocabulary import PROCESSING

FIRST_FILL = date(2026, 8, 3)
FILLS = 4
DAYS_BETWEEN = 28
CYLINDERS = range(401, 501)
SHOPS = ("GAS_1", "GAS_2", "GAS_3", "GAS_4")
NET_KG = 12
NET_SHORT = "11.4"
SHORT_FILL = 3


def tell(province: Province) -> Story:
    """Four rounds of a hundred cylinders."""
    story = Story("gas", province)
    some = province.some
    story.begin(
        on("2026-08-01 07:00", "LPG_TANK", then="LPG"),
        Step("accepting"),
        [some("LPG_BULK", "IMP8", 8_000)],
    )
    cylinders = [cylinder(serial) for serial in CYLINDERS]
    story.begin(on("2026-07-20 08:00", "LPG"), Step("commissioning"), cylinders)
    for number in range(1, FILLS + 1):
        _round(story, number, FIRST_FILL + timedelta(days=DAYS_BETWEEN * (number - 1)))
    return story


def _round(story: Story, number: int, day: date) -> None:
    """Fill, deliver, sell, and bring the empty cylinders back, but for those still out."""
    some, lot = story.province.some, f"F{number}"
    net = NET_SHORT if number == SHORT_FILL else str(NET_KG)
    whole = int(float(net) * len(CYLINDERS))
    story.make(
        moment(day, 6, 30, "LPG_TANK", "LPG"),
        Step(PROCESSING),
        [some("LPG_BULK", "IMP8", whole)],
        [some("LPG_FILL", lot, whole)],
    )
    filled = [cylinder(serial) for serial in CYLINDERS]
    for minute, one in enumerate(filled):
        here = moment(day, 7 + minute // 60, minute % 60, "LPG")
        story.pack(here, one, [some("LPG_FILL", lot, net)])
    for place, shop in enumerate(SHOPS):
        batch = filled[place * 25 : place * 25 + 25]
        story.hand_over(moment(day, 10, place, "LPG"), shop, batch, minutes=60)
        for week in range(3):
            sold = batch[week * 9 : week * 9 + 9]
            story.sell(moment(day + timedelta(days=2 + 5 * week), 17, place, shop), sold)
        if number < FILLS:
            _bring_back(story, day + timedelta(days=24), shop, batch)


def _bring_back(story: Story, day: date, shop: str, batch: list[str]) -> None:
    """The gas is used up before the cylinder comes back."""
    for minute, one in enumerate(batch):
        story.unpack(moment(day, 8, minute, shop), one)
    story.receive(moment(day, 9, 0, shop), None, batch, disposition="returned")
    story.hand_over(moment(day, 13, 0, shop), "LPG", batch, minutes=60)
    story.see(moment(day + timedelta(days=1), 9, 0, "LPG"), Step("inspecting"), batch)
