"""The chayote story as EPCIS events: how its plain table of deeds is written down.

    deed of the table             event (all at +07:00)
    ----------------------------  -----------------------------------------------------------
    Object shipping               ObjectEvent OBSERVE shipping, in_transit; read point is the
                                  place it leaves, no business location; source and
                                  destination are the two parties and places
    Object receiving              ObjectEvent OBSERVE receiving at the place; the source is
                                  that of the shipping with the same number without the "r"
    Object retail_selling         ObjectEvent OBSERVE retail_selling, retail_sold
    Object sampling               ObjectEvent OBSERVE sampling
    Object consuming              ObjectEvent DELETE …/voc/consuming
    Transformation with inputs    TransformationEvent; harvesting and washing are …/voc/ words
    Transformation without        ObjectEvent ADD: EPCIS has no transformation of nothing
    Equipment water_change        ObjectEvent OBSERVE …/voc/water_change of the tank's own GIAI

A lot is an LGTIN of its product with the table's code as lot number. Field produce and washed
goods are weighed (KGM), packs and bottles are counted (no unit). A place is a GLN, its party a
PGLN. `data/susu.toml` holds our copy of the table; any table of that form can be told.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from importlib import resources
from typing import TypeAlias

from truyxuat.services.master import Lot
from truyxuat.services.sample.province import Province
from truyxuat.services.sample.telling import (
    VIETNAM,
    Moment,
    Step,
    Story,
    Thing,
    ilmd,
)
from truyxuat.traceability.recalling.vocabulary import (
    CONSUMING,
    HARVESTING,
    WASHING,
    WATER_CHANGE,
)

PRODUCT_OF = {
    "TBV-07": "PEST",
    "H-A1": "RAW",
    "H-B1": "RAW",
    "H-C1": "RAW",
    "H-C2": "RAW",
    "X-D1": "CUC_RAW",
    "W-1": "WASHED",
    "W-2": "WASHED",
    "W-3": "WASHED",
    "L1": "BAG500",
    "L2": "TRAY300",
    "L3": "BAG500",
    "L4": "BAG500",
    "X9": "CUC",
}
"""The product of each lot of the story."""

WORDS = {
    "harvesting": HARVESTING,
    "washing": WASHING,
    "consuming": CONSUMING,
    "water_change": WATER_CHANGE,
}
"""Steps of the table that CBV has no word for."""

PACKED_ON = date(2026, 9, 14)

EXPIRY = {
    "L1": "2026-09-22",
    "L2": "2026-09-22",
    "L3": "2026-09-22",
    "L4": "2026-09-22",
    "X9": "2026-09-22",
}

Amounts: TypeAlias = "Sequence[Sequence[str | int | float]]"


@dataclass(frozen=True, slots=True)
class Deed:
    """One line of the table."""

    id: str
    time: datetime
    type: str
    step: str
    place: str
    inputs: Amounts
    outputs: Amounts
    to: str | None

    @classmethod
    def of(cls, line: Mapping[str, object]) -> Deed:
        """Read a line as the table writes it: local time, steps as bare words."""
        inputs, outputs = line.get("inputs", []), line.get("outputs", [])
        assert isinstance(inputs, list)
        assert isinstance(outputs, list)
        return cls(
            id=str(line["id"]),
            time=datetime.fromisoformat(str(line["time"])).replace(tzinfo=VIETNAM),
            type=str(line["type"]),
            step=str(line["bizStep"]),
            place=str(line["loc"]),
            inputs=inputs,
            outputs=outputs,
            to=str(line["dest"]) if line.get("dest") else None,
        )


def lot_key(province: Province, lot: str) -> str:
    """The LGTIN of a lot of the story."""
    return province.lot(PRODUCT_OF[lot], lot)


def lots(province: Province) -> list[Lot]:
    """The lots of the story as their makers declared them."""
    return [
        Lot(
            key=lot_key(province, lot),
            produced_on=PACKED_ON,
            expires_on=date.fromisoformat(day),
            maker_key=province.party("HTX2" if lot == "X9" else "HTX"),
        )
        for lot, day in EXPIRY.items()
    ]


def deeds() -> list[Deed]:
    """Our own copy of the story's table."""
    text = resources.files(__package__).joinpath("data", "susu.toml").read_text("utf-8")
    return [Deed.of(line) for line in tomllib.loads(text)["deed"]]


def tell(
    province: Province, table: Sequence[Deed], *, late: Mapping[str, datetime] | None = None
) -> Story:
    """The events of a table of deeds; ``late`` ones are recorded when they say."""
    story = Story("susu", province)
    sent_from = {deed.id: deed.place for deed in table if deed.step == "shipping"}
    for deed in table:
        recorded = (late or {}).get(deed.id)
        moment = Moment(deed.time, deed.place, recorded, deed.id)
        things = _things(province, deed.inputs)
        if deed.type == "Equipment":
            story.see(moment, Step(WORDS[deed.step]), [province.asset("WASH_TANK")])
        elif deed.type == "Transformation":
            _transform(story, moment, deed)
        elif deed.step == "shipping":
            assert deed.to is not None, f"{deed.id} is shipped to nobody"
            story.ship(moment, deed.to, things)
        elif deed.step == "receiving":
            story.receive(moment, sent_from.get(deed.id.removesuffix("r")), things)
        elif deed.step == "retail_selling":
            story.sell(moment, things)
        elif deed.step == "consuming":
            story.end(moment, Step(CONSUMING), things)
        else:
            story.see(moment, Step(deed.step), things)
    return story


def _transform(story: Story, moment: Moment, deed: Deed) -> None:
    outputs = _things(story.province, deed.outputs)
    expiry = {EXPIRY[str(lot)] for lot, _ in deed.outputs if str(lot) in EXPIRY}
    facts = ilmd(itemExpirationDate=expiry.pop()) if len(expiry) == 1 else {}
    step = Step(WORDS.get(deed.step, deed.step), facts)
    if deed.inputs:
        story.make(moment, step, _things(story.province, deed.inputs), outputs)
    else:
        story.begin(moment, step, outputs)


def _things(province: Province, amounts: Amounts) -> list[Thing]:
    return [
        province.some(PRODUCT_OF[str(lot)], str(lot), str(amount))
        for lot, amount in amounts
    ]
