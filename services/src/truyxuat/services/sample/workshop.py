"""Helmets and lamps: imported parts, cartons, a wrong lot that was put right, a late report.

On 8 October the helmet works wrote that carton lot MB2 went to the minimart; it was MB1. The
wrong event was declared an error two days later and told again rightly. The lamps of lot LD2
were made after the certificate in their events had run out, and their sale was reported a week
late.
"""

from __future__ import annotations

from datetime import timedelta

from truyxuat.services.sample.province import Province, sscc
from truyxuat.services.sample.telling import Moment, Step, Story, Thing, clock, ilmd, on
from truyxuat.traceability.recalling.vocabulary import PROCESSING

CR_MARK = "https://truyxuat.example/certificate/qcvn2/2026-0042"
LAMP_CERTIFICATE = "https://truyxuat.example/certificate/qcvn19/2023-0310-until-2026-09-30"
HELMETS_IN_CARTON = 10


def tell(province: Province) -> Story:
    """Both works."""
    story = Story("workshop", province)
    _helmets(story)
    _lamps(story)
    return story


def _helmets(story: Story) -> None:
    some = story.province.some
    shells = [some("SHELL", "ABS26", 700)]
    story.begin(on("2026-09-01 09:00", "HELMETS"), Step("accepting"), shells)
    for number in (1, 2):
        lot = f"MB{number}"
        marked = Step("assembling", ilmd(lotNumber=lot), certificates=(CR_MARK,))
        day = 7 + 14 * number
        story.make(
            on(f"2026-09-{day - 10:02d} 08:00", "HELMETS"),
            marked,
            [some("SHELL", "ABS26", 300)],
            [some("HELMET", lot, 300)],
        )
        for carton in range(30):
            here = on(f"2026-09-{day - 9:02d} 08:{carton:02d}", "HELMETS")
            inside: list[Thing] = [some("HELMET", lot, HELMETS_IN_CARTON)]
            story.pack(here, sscc(400_000 + 100 * number + carton), inside)
    for number, shop in enumerate(("RET1", "RET2")):
        cartons = [sscc(400_100 + 10 * number + carton) for carton in range(10)]
        story.hand_over(on("2026-10-05 08:00", "HELMETS"), shop, cartons, minutes=60)
        for minute, one in enumerate(cartons):
            story.unpack(on(f"2026-10-05 14:{minute:02d}", shop), one)
        story.sell(on("2026-10-20 19:00", shop), [some("HELMET", "MB1", 65)])
    _put_right(story)


def _put_right(story: Story) -> None:
    """A shipment written down with the wrong lot, declared wrong, and told again."""
    some = story.province.some
    moment = on("2026-10-08 09:00", "HELMETS")
    wrong = story.ship(moment, "HN1", [some("HELMET", "MB2", 40)])
    known = clock("2026-10-10 10:00")
    again = Moment(moment.when, moment.place, known)
    right = story.ship(again, "HN1", [some("HELMET", "MB1", 40)])
    story.declare_wrong(wrong, known, corrected_by=right)
    arrived = Moment(moment.when + timedelta(hours=3), "HN1", known)
    story.receive(arrived, "HELMETS", [some("HELMET", "MB1", 40)])


def _lamps(story: Story) -> None:
    some = story.province.some
    chips = [some("CHIP", "CH9", 9_000)]
    story.begin(on("2026-08-10 09:00", "LED"), Step("accepting"), chips)
    for number, day in enumerate(("2026-09-14", "2026-10-12"), 1):
        lot = f"LD{number}"
        step = Step("assembling", ilmd(lotNumber=lot), certificates=(LAMP_CERTIFICATE,))
        made: list[Thing] = [some("LAMP", lot, 400)]
        story.make(on(f"{day} 08:00", "LED"), step, [some("CHIP", "CH9", 3_600)], made)
        story.see(on(f"{day} 15:00", "LED"), Step("inspecting"), made)
        story.see(on(f"{day} 16:00", "LED"), Step(PROCESSING), made)
        for shop, lamps in (("RET1", 120), ("RET2", 150)):
            sent: list[Thing] = [some("LAMP", lot, lamps)]
            story.hand_over(on(f"{day} 17:00", "LED"), shop, sent, minutes=90)
            sold = on(f"{day[:8]}25 18:00", shop)
            late = Moment(sold.when, shop, sold.when + timedelta(days=7))
            story.sell(late if number == 2 else sold, [some("LAMP", lot, lamps // 3)])
