"""Three small food chains: fermented fish, rice from a shared mill, snake wine.

The fish has no expiry discipline: one batch carries a use-by date, one a best-before date, one
none. The mill takes everybody's paddy; between two owners the rolls should be cleaned, and once
nobody wrote that they were. The snakes steep for weeks, so inputs and outputs of one process
stand in different events.
"""

from __future__ import annotations

from truyxuat.services.sample.province import HOME, PREFIX, Province, complete
from truyxuat.services.sample.telling import Step, Story, Thing, ilmd, on
from truyxuat.traceability.epcis.events import PersistentDisposition
from truyxuat.traceability.recalling.vocabulary import CHANGEOVER, HARVESTING, PROCESSING

STEEPING = f"{HOME}/253/{complete(PREFIX + '00079')}RR26"
"""The steeping process, named by the GDTI of its brewing sheet."""
CITES = "https://truyxuat.example/certificate/cites/VN-2026-0117"


def tell(province: Province) -> Story:
    """All three, one after another."""
    story = Story("foods", province)
    _fish(story)
    _rice(story)
    _wine(story)
    return story


def _fish(story: Story) -> None:
    some = story.province.some
    powder = [some("RICE_POWDER", "TH6", 90)]
    story.begin(on("2026-05-02 09:00", "FISH"), Step(PROCESSING), powder)
    dated = (
        ilmd(lotNumber="CT1", itemExpirationDate="2026-10-31"),
        ilmd(lotNumber="CT2", bestBeforeDate="2027-01-15"),
        ilmd(lotNumber="CT3"),
    )
    for number, facts in enumerate(dated, 1):
        month = 4 + number
        story.begin(
            on(f"2026-{month:02d}-04 05:00", "FISH"),
            Step(HARVESTING),
            [some("FISH_RAW", f"CA{number}", 120)],
        )
        story.make(
            on(f"2026-{month:02d}-04 10:00", "FISH"),
            Step(PROCESSING),
            [some("FISH_RAW", f"CA{number}", 120)],
            [some("FISH_SALTED", f"CM{number}", 112)],
        )
        story.make(
            on(f"2026-{month:02d}-20 10:00", "VAT", then="FISH"),
            Step(PROCESSING),
            [some("FISH_SALTED", f"CM{number}", 112), some("RICE_POWDER", "TH6", 28)],
            [some("FISH_FERMENTED", f"CU{number}", 130)],
        )
        packed = on(f"2026-{month + 3:02d}-22 08:00", "FISH")
        jars = [some("FISH500", f"CT{number}", 255)]
        inputs = [some("FISH_FERMENTED", f"CU{number}", 130)]
        story.make(packed, Step("packing", facts), inputs, jars)
        _to_market(story, f"2026-{month + 3:02d}", ("FISH500", f"CT{number}"))
    old = [some("FISH500", "CT1", 20)]
    here = on("2026-11-02 08:00", "STALL")
    story.mark(here, PersistentDisposition(set=("expired",)), old)


def _to_market(story: Story, month: str, lot: tuple[str, str]) -> None:
    some = story.province.some
    for day, (shop, packs) in enumerate((("STALL", 100), ("RET1", 80)), 24):
        there = [some(*lot, packs)]
        story.hand_over(on(f"{month}-{day} 07:00", "FISH"), shop, there, minutes=60)
        story.sell(on(f"{month}-28 18:00", shop), [some(*lot, packs * 4 // 5)])


def _rice(story: Story) -> None:
    """Own paddy, bought-in paddy, own again; nobody wrote a changeover before the third."""
    some = story.province.some
    for number, (owner, field, changeover) in enumerate(
        (("G1", "FIELD_1", True), ("X1", "FIELD_2", False), ("G2", "FIELD_1", True)), 1
    ):
        paddy = [some("PADDY", f"L{owner}", 3000)]
        story.begin(on(f"2026-09-{number:02d} 15:00", field), Step(HARVESTING), paddy)
        story.hand_over(
            on(f"2026-10-{number:02d} 07:00", field), "MILLER", paddy, minutes=40
        )
        story.make(
            on(f"2026-10-{number + 1:02d} 09:00", "MILL", then="MILLER"),
            Step(PROCESSING),
            paddy,
            [some("MILLED", f"X{owner}", 2040)],
        )
        if changeover:
            rolls = [story.province.asset("MILL_ROLLS")]
            story.see(
                on(f"2026-10-{number + 1:02d} 17:00", "MILL"), Step(CHANGEOVER), rolls
            )
    for number, owner in enumerate(("G1", "G2"), 1):
        _bag_rice(story, number, owner)


def _bag_rice(story: Story, number: int, owner: str) -> None:
    some = story.province.some
    bulk, bags = [some("MILLED", f"X{owner}", 2040)], [some("RICE5", f"R{owner}", 404)]
    story.hand_over(on(f"2026-10-1{number} 07:00", "MILLER"), "RICE", bulk, minutes=50)
    facts = ilmd(lotNumber=f"R{owner}", bestBeforeDate="2027-10-01")
    story.make(on(f"2026-10-1{number} 13:00", "RICE"), Step("packing", facts), bulk, bags)
    for shop, packs in (("RET1", 120), ("RET2", 150), ("HNDC", 100)):
        there: list[Thing] = [some("RICE5", f"R{owner}", packs)]
        story.hand_over(on(f"2026-10-1{number + 3} 08:00", "RICE"), shop, there, minutes=90)
        if shop != "HNDC":
            sold = [some("RICE5", f"R{owner}", packs // 2)]
            story.sell(on("2026-11-10 18:00", shop), sold)


def _wine(story: Story) -> None:
    province = story.province
    snakes = [province.unit("LIVE_SNAKE", f"R26-{number:03d}") for number in range(1, 13)]
    farmed = Step(HARVESTING, certificates=(CITES,))
    story.begin(on("2026-03-02 08:00", "BREEDING"), farmed, snakes)
    spirit: list[Thing] = [province.some("SPIRIT", "RN1", 90)]
    story.begin(on("2026-06-01 08:00", "SNAKE"), Step(PROCESSING), spirit)
    story.hand_over(on("2026-06-08 08:00", "BREEDING"), "SNAKE", snakes, minutes=20)
    bottles = [
        province.unit("SNAKE_WINE", f"RR26-{number:04d}") for number in range(1, 121)
    ]
    steep = Step(PROCESSING, process=STEEPING, certificates=(CITES,))
    story.make(on("2026-06-08 14:00", "SNAKE"), steep, [*snakes, *spirit], [])
    facts = ilmd(lotNumber="RR26")
    for number, start in enumerate(range(0, len(bottles), 40)):
        drawn = Step("packing", facts, process=STEEPING)
        story.make(
            on(f"2026-09-0{7 + number} 08:00", "SNAKE"),
            drawn,
            [],
            bottles[start : start + 40],
        )
    for number, shop in enumerate(("RET2", "HN1")):
        some = bottles[number * 40 : number * 40 + 40]
        story.hand_over(on(f"2026-09-1{number} 09:00", "SNAKE"), shop, some, minutes=80)
        story.sell(on(f"2026-10-0{number + 1} 19:00", shop), some[:25])
