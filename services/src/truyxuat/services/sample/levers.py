"""The brake lever: heats, dies, numbered castings, motorcycles, export, spare parts.

Heat C-771 gave 2,000 levers: 1,200 went into motorcycles (300 of them abroad), 600 to dealers
as spares, 150 were scrapped, 50 tested to breaking. Heat C-770 ran on die 3 since the die was
changed, and so shares that window; C-769 before and C-772 after do not. A lever knows its heat
by the lot in its master data, a motorcycle its levers by an association.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from truyxuat.services.sample.province import Province, sscc
from truyxuat.services.sample.telling import Moment, Step, Story, ilmd, on
from truyxuat.traceability.recalling.vocabulary import (
    CLEANING,
    EXPORTING,
    PROCESSING,
    TOOL_CHANGE,
)

CRATE = 50
BIKES_A_DAY = 60
TO_BIKES, TO_SPARES, SCRAPPED, TESTED = 1_200, 600, 150, 50
EXPORTED, OWNERS = 300, 841
DEALERS = 9
HEATS = (
    ("C-769", "2026-08-18 14:00", (("DIE_3", "2026-08-18 15:00", 150),)),
    ("C-770", "2026-08-18 21:00", (("DIE_3", "2026-08-18 22:00", 300),)),
    (
        "C-771",
        "2026-08-19 07:00",
        (
            ("DIE_3", "2026-08-19 08:00", 600),
            ("DIE_2", "2026-08-19 08:30", 800),
            ("DIE_3", "2026-08-19 15:00", 600),
        ),
    ),
    ("C-772", "2026-08-20 06:30", (("DIE_3", "2026-08-20 08:00", 150),)),
)
"""Heat, when it was melted, and what was cast of it: die, when, how many."""


def tell(province: Province) -> Story:
    """From the furnace to the owners."""
    story = Story("levers", province)
    levers = {heat: list(_cast(story, heat, melted, runs)) for heat, melted, runs in HEATS}
    for when in ("2026-08-18 20:00", "2026-08-20 06:00"):
        story.see(on(when, "DIE_3"), Step(TOOL_CHANGE), [province.asset("DIE_TOOL_3")])
    good = levers["C-771"]
    _finish(story, good)
    start = TO_BIKES + TO_SPARES
    story.end(
        on("2026-08-21 16:00", "FINISHING", then="CASTER"),
        Step("destroying"),
        good[start : start + SCRAPPED],
    )
    tested = good[start + SCRAPPED :]
    assert len(tested) == TESTED, "2,000 levers are all told of"
    story.end(on("2026-08-22 10:00", "FINISHING", then="CASTER"), Step("sampling"), tested)
    bikes = _assemble(story, good[:TO_BIKES])
    _export(story, bikes[:EXPORTED])
    _sell_bikes(story, bikes[EXPORTED:])
    _sell_spares(story, good[TO_BIKES:start])
    return story


def _cast(
    story: Story, heat: str, melted: str, runs: tuple[tuple[str, str, int], ...]
) -> Iterator[str]:
    some, made = story.province.some, 0
    weight = sum(count for _, _, count in runs) // 5
    story.begin(
        on(melted, "FURNACE", then="CASTER"), Step(PROCESSING), [some("MELT", heat, weight)]
    )
    emptied = Moment(on(melted, "FURNACE").when + timedelta(hours=9), "FURNACE")
    for die, when, count in runs:
        serials = range(made + 1, made + count + 1)
        cast = [
            story.province.unit("LEVER", f"{heat[2:]}-{serial:04d}") for serial in serials
        ]
        made += count
        for part in range(0, count, 150):
            here = Moment(on(when, die).when + timedelta(minutes=part), die, then="CASTER")
            piece = cast[part : part + 150]
            step = Step(PROCESSING, ilmd(lotNumber=heat))
            story.make(here, step, [some("MELT", heat, len(piece) // 5)], piece)
        yield from cast
    story.see(emptied, Step(CLEANING), [story.province.asset("FURNACE_1")])


def _finish(story: Story, levers: list[str]) -> None:
    for number, start in enumerate(range(0, len(levers), 200)):
        here = on(f"2026-08-20 {8 + number}:20", "FINISHING", then="CASTER")
        story.see(here, Step(PROCESSING), levers[start : start + 200])


def _crates(levers: list[str], first: int) -> Iterator[tuple[str, list[str]]]:
    for number, start in enumerate(range(0, len(levers), CRATE)):
        yield sscc(300_000 + first + number), levers[start : start + CRATE]


def _assemble(story: Story, levers: list[str]) -> list[str]:
    """Crates to the plant, one lever to each motorcycle, sixty a day."""
    crates = list(_crates(levers, 0))
    for number, (crate, inside) in enumerate(crates):
        story.pack(
            on(f"2026-08-24 08:{number:02d}", "FINISHING", then="CASTER"), crate, inside
        )
    names = [crate for crate, _ in crates]
    story.hand_over(
        on("2026-08-24 10:00", "FINISHING", then="CASTER"), "BIKES", names, minutes=90
    )
    for number, crate in enumerate(names):
        story.unpack(on(f"2026-08-24 14:{number:02d}", "BIKES"), crate)
    bikes = []
    for number, lever in enumerate(levers):
        day, place_in_day = divmod(number, BIKES_A_DAY)
        when = on("2026-08-25 07:30", "BIKES").when + timedelta(
            days=day + day // 6, minutes=8 * place_in_day
        )
        bike = story.province.unit("BIKE", f"RL9MT110A6P{number + 1:06d}")
        bikes.append(bike)
        if place_in_day == 0:
            ahead = range(number + 1, number + BIKES_A_DAY + 1)
            frames = [story.province.unit("BIKE", f"RL9MT110A6P{one:06d}") for one in ahead]
            here = Moment(when - timedelta(minutes=30), "BIKES")
            story.begin(here, Step("commissioning"), frames)
        story.fit(Moment(when, "BIKES"), bike, [lever])
    return bikes


def _export(story: Story, bikes: list[str]) -> None:
    story.hand_over(on("2026-09-21 07:00", "BIKES"), "PORT", bikes, minutes=240)
    story.export(on("2026-09-24 09:00", "PORT"), Step(EXPORTING), bikes)


def _sell_bikes(story: Story, bikes: list[str]) -> None:
    """A hundred to each dealer; all but 59 have an owner by the end of October."""
    sold = 0
    for dealer in range(DEALERS):
        shop, stock = f"DEALER_{dealer + 1}", bikes[dealer * 100 : dealer * 100 + 100]
        when = on(f"2026-09-{22 + dealer % 3} 08:00", "BIKES")
        story.hand_over(when, shop, stock, minutes=180)
        for week, start in enumerate(range(0, len(stock), 20)):
            some = stock[start : start + 20][: max(0, OWNERS - sold)]
            if some:
                here = on("2026-09-28 17:00", shop)
                later = Moment(here.when + timedelta(days=7 * week + dealer % 5), shop)
                story.sell(later, some)
                sold += len(some)


def _sell_spares(story: Story, levers: list[str]) -> None:
    for number, (crate, inside) in enumerate(_crates(levers, 50)):
        shop = f"DEALER_{number % DEALERS + 1}"
        story.pack(
            on(f"2026-08-26 08:{number:02d}", "FINISHING", then="CASTER"), crate, inside
        )
        here = on(f"2026-08-26 09:{number:02d}", "FINISHING", then="CASTER")
        story.hand_over(here, shop, [crate], minutes=200)
        story.unpack(on(f"2026-08-27 08:{number:02d}", shop), crate)
        story.sell(on(f"2026-09-15 16:{number:02d}", shop), inside[: 10 + number])
