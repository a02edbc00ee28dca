"""One running process as it is observed: its metrics, its spans, and how its parts stand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from prometheus_client import CollectorRegistry, ProcessCollector

from truyxuat.services.observing.metrics import exposed
from truyxuat.services.observing.positions import Positions
from truyxuat.services.observing.readiness import Readiness, readiness
from truyxuat.services.observing.spans import Spans, open_spans
from truyxuat.services.observing.standing import Part, Parts
from truyxuat.services.settings import Settings


class Process:
    """What is observed of one process; several may live in one interpreter."""

    def __init__(
        self,
        settings: Settings,
        name: str,
        parts: Sequence[Part],
        spans: Spans | None = None,
    ) -> None:
        self.name = name
        self.spans = open_spans(settings, name) if spans is None else spans
        self.registry = CollectorRegistry()
        self._parts = Parts(parts)
        self._behind_seconds_max = settings.behind_seconds_max
        ProcessCollector(registry=self.registry)
        self.registry.register(Positions(self._parts))

    def watch(self, part: Part) -> None:
        """Look at this part as well from now on."""
        self._parts.add(part)

    def metrics(self, accept: str) -> tuple[bytes, str]:
        """The page for Prometheus, and its media type."""
        return exposed(self.registry, accept)

    def readiness(self, now: datetime) -> Readiness:
        """Whether it can do its work, and what is behind."""
        return readiness(self._parts, now, behind_seconds_max=self._behind_seconds_max)

    def close(self) -> None:
        """Send what is left of the spans."""
        self.spans.close()
