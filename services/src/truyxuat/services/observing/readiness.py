"""Whether a process can do its work, by one rule, and which part is behind and by how much.

    unavailable  a needed part does not answer                                       503
    degraded     another part does not answer, or some part is behind, and the
                 oldest event it has not got is older than behind_seconds_max        200
    ok           every part answers and keeps up                                     200

A platform whose Neo4j is down stays ready, since it answers from the record, and says that it is
degraded. Being behind never takes a process out of service: an answer says itself how far the
record and the graph behind it were.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from truyxuat.services.instants import written
from truyxuat.services.observing.standing import Parts, Standing
from truyxuat.services.problem_types import EPCIS_EXCEPTION, STATUS_TYPES

READY_PATH = "/health/ready"
LIVE_PATH = "/health/live"
METRICS_PATH = "/metrics"


class State(StrEnum):
    """What a caller may expect."""

    OK = "ok"
    DEGRADED = "degraded"
    UNAVAILABLE = "unavailable"


@dataclass(frozen=True, slots=True)
class PartReadiness:
    """A part as it stands, judged."""

    name: str
    ok: bool
    needed: bool
    standing: Standing
    behind_seconds: float

    def json(self) -> dict[str, object]:
        """As it is answered."""
        standing = self.standing
        since = standing.behind_since
        return {
            "ok": self.ok,
            "needed": self.needed,
            "answers": standing.answers,
            "position": standing.position,
            "behind_events": standing.behind_events,
            "behind_since": None if since is None else written(since),
            "behind_seconds": round(self.behind_seconds, 3),
            "parked_messages": standing.parked_messages,
            "detail": standing.detail,
        }


@dataclass(frozen=True, slots=True)
class Readiness:
    """The parts of a process, judged at one instant."""

    parts: tuple[PartReadiness, ...]

    @property
    def state(self) -> State:
        """The rule of this module."""
        if any(part.needed and not part.standing.answers for part in self.parts):
            return State.UNAVAILABLE
        return State.OK if all(part.ok for part in self.parts) else State.DEGRADED

    @property
    def status(self) -> int:
        """Of the HTTP answer."""
        return 503 if self.state is State.UNAVAILABLE else 200

    def json(self) -> dict[str, Any]:  # JSON of two levels
        """As it is answered; where unavailable a problem (RFC 9457) that names the parts."""
        told = {
            "state": self.state.value,
            "parts": {part.name: part.json() for part in self.parts},
        }
        return {**self._problem(), **told} if self.status == 503 else told

    def _problem(self) -> dict[str, object]:
        silent = [part for part in self.parts if part.needed and not part.standing.answers]
        return {
            "type": f"{EPCIS_EXCEPTION}{STATUS_TYPES[503]}",
            "title": "Temporarily unavailable",
            "status": 503,
            "detail": " ".join(f"{part.name}: {part.standing.detail}" for part in silent),
            "instance": READY_PATH,
            "problems": [],
            "problemCount": 0,
        }


def readiness(parts: Parts, now: datetime, *, behind_seconds_max: float) -> Readiness:
    """Look at the parts and judge them."""
    found = parts.look()
    return Readiness(
        tuple(
            _judged(
                part.name, found[part.name], now, behind_seconds_max, needed=part.needed
            )
            for part in parts
            if part.name in found
        )
    )


def _judged(
    name: str, standing: Standing, now: datetime, behind_seconds_max: float, *, needed: bool
) -> PartReadiness:
    since = standing.behind_since
    behind = 0.0 if since is None else max((now - since).total_seconds(), 0.0)
    keeps_up = behind <= behind_seconds_max
    return PartReadiness(name, standing.answers and keeps_up, needed, standing, behind)
