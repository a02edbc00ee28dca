"""What the officers of the sample did: four recalls, three of them announced.

The first is drafted at 14:30 on 17 September, half an hour after the laboratory's result and
before the second wash was reported; so its precautionary scope does not yet hold lot L3, and a
comparison with the next day shows what the late report adds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from truyxuat.services.sample.province import Province
from truyxuat.services.sample.telling import clock
from truyxuat.traceability.recalling import CommonSources, RecallQuestion, ScopeName
from truyxuat.traceability.recalling.windows import SourceKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """A recall drafted, and perhaps announced, at an instant. Lots are (product, number)."""

    when: datetime
    reason: str
    seeds: tuple[tuple[str, str], ...]
    causes: tuple[tuple[str, str], ...] = ()
    announced: ScopeName | None = None

    def question(
        self, province: Province, places: Mapping[str, SourceKind]
    ) -> RecallQuestion:
        """The recall's question, as of the instant of the deed."""
        return RecallQuestion(
            seeds=tuple(province.lot(*lot) for lot in self.seeds),
            causes=tuple(province.lot(*lot) for lot in self.causes),
            at=self.when,
            as_of=self.when,
            sources=CommonSources(places=places),
        )


DEEDS = (
    Deed(
        when=clock("2026-09-17 14:30").astimezone(UTC),
        reason="Dư lượng thuốc bảo vệ thực vật vượt mức trong mẫu lô L1",
        seeds=(("BAG500", "L1"),),
        causes=(("WASHED", "W-1"),),
        announced=ScopeName.GENEALOGICAL,
    ),
    Deed(
        when=clock("2026-10-05 10:00").astimezone(UTC),
        reason="Tay phanh gãy khi thử: mẻ nấu C-771",
        seeds=(("LEVER", "C-771"),),
        causes=(("MELT", "C-771"),),
        announced=ScopeName.NARROW,
    ),
    Deed(
        when=clock("2026-10-06 09:00").astimezone(UTC),
        reason="Bình gas thiếu khối lượng: lô nạp F3",
        seeds=(("LPG_FILL", "F3"),),
    ),
    Deed(
        when=clock("2026-10-23 15:00").astimezone(UTC),
        reason="Tồn dư kháng sinh trong sữa tối 20/10 của trại bò Bãi Sông",
        seeds=(("MILK_RAW", "21020C"),),
        announced=ScopeName.GENEALOGICAL,
    ),
)
