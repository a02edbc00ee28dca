"""Honey in numbered jars: hives, two blends, serials nobody can guess, boxes, shops, a return.

The serials are two groups of four signs without I, O, 0 and 1. One of them, H7K2-9QXM, is the
jar whose label will be copied; nothing in these events is wrong with it.
"""

from __future__ import annotations

import random
from datetime import date, timedelta

from truyxuat.services.sample.province import Province, sscc
from truyxuat.services.sample.telling import Step, Story, ilmd, on
from truyxuat.services.sample.vegetables import moment
from truyxuat.traceability.recalling.vocabulary import CLEANING, HARVESTING, PROCESSING

SIGNS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
COPIED = "H7K2-9QXM"
JARS_IN_BOX = 12
BLENDS = (("HB1", "2026-08-20", 7), ("HB2", "2026-09-03", 7))
"""Blend lot, day, boxes made of it."""
EXPIRY = "2028-09-01"
SHOPS = ("RET1", "RET2", "HN1")


def tell(province: Province) -> Story:
    """The season from the hives to the shops."""
    story = Story("honey", province)
    chance = random.Random("honey")
    some = province.some
    for number, day in enumerate(
        ("2026-08-17", "2026-08-18", "2026-08-31", "2026-09-01"), 1
    ):
        here = on(f"{day} 08:00", "HIVES", then="HONEY")
        story.begin(here, Step(HARVESTING), [some("HONEY_RAW", f"HR{number}", 60)])
    for number, (blend, day, boxes) in enumerate(BLENDS):
        raw = [some("HONEY_RAW", f"HR{2 * number + part}", 60) for part in (1, 2)]
        bulk = [some("HONEY_BLEND", blend, 118)]
        story.make(on(f"{day} 08:30", "BLENDER", then="HONEY"), Step(PROCESSING), raw, bulk)
        story.see(
            on(f"{day} 17:00", "BLENDER"), Step(CLEANING), [province.asset("BLENDING_TANK")]
        )
        jars = _jars(province, chance, boxes * JARS_IN_BOX, first=number == 0)
        story.make(
            on(f"{day} 13:00", "HONEY"),
            Step("packing", ilmd(lotNumber=blend, itemExpirationDate=EXPIRY)),
            [some("HONEY_BLEND", blend, JARS_IN_BOX * boxes // 2)],
            jars,
        )
        _sell(story, chance, date.fromisoformat(day) + timedelta(days=2), jars)
    return story


def _jars(
    province: Province, chance: random.Random, count: int, *, first: bool
) -> list[str]:
    serials = [COPIED] if first else []
    while len(serials) < count:
        serial = "-".join("".join(chance.choices(SIGNS, k=4)) for _ in range(2))
        if serial not in serials:
            serials.append(serial)
    return [province.unit("HONEY500", serial) for serial in serials]


def _sell(story: Story, chance: random.Random, day: date, jars: list[str]) -> None:
    """Boxes go to shops; some jars are sold each day, one box comes back unsold."""
    for number, start in enumerate(range(0, len(jars), JARS_IN_BOX)):
        box, inside = (
            sscc(200_000 + day.toordinal() * 20 + number),
            jars[start:][:JARS_IN_BOX],
        )
        shop = SHOPS[number % len(SHOPS)]
        story.pack(moment(day, 8, number, "HONEY"), box, inside)
        story.hand_over(moment(day, 9, number, "HONEY"), shop, [box], minutes=120)
        if number == 4:
            back = day + timedelta(days=20)
            story.ship(moment(back, 9, 0, shop), "HONEY", [box])
            here = moment(back, 11, 0, "HONEY")
            story.receive(here, shop, [box], disposition="returned")
            continue
        story.unpack(moment(day, 14, number, shop), box)
        sold = 0
        later = day
        while sold < len(inside) - 2:
            later += timedelta(days=chance.randrange(1, 5))
            some = inside[sold : sold + chance.randrange(1, 4)]
            story.sell(moment(later, 18, number, shop), some)
            sold += len(some)
