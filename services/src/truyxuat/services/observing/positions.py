"""The positions of the parts as Prometheus metrics, read when they are scraped.

A part that does not answer has no sample then, rather than an old one: `absent()` finds it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from truyxuat.services.observing.standing import Parts, Standing

POSITIONS: Mapping[str, tuple[str, str]] = {
    "record": ("truyxuat_record_position", "Position of the last recorded event"),
    "relay": ("truyxuat_relay_position", "Position of the last event handed on to Kafka"),
}
"""By part: the metric of its position, and what it is."""
GRAPHS: Mapping[str, str] = {"graph": "record", "neo4j": "neo4j"}
"""Which store a part that is a graph stands for."""


class Positions(Collector):
    """How far record, graphs and relay are, and how many messages are parked."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def collect(self) -> Iterator[Metric]:
        """Look at the parts and tell their positions."""
        found = self._parts.look()
        for name, (metric, words) in POSITIONS.items():
            position = found[name].position if name in found else None
            if position is not None:
                yield _gauge(metric, words, position)
        for standing in found.values():
            if standing.parked_messages is not None:
                words = "Messages kept aside with their reason, to be replayed after a fix"
                yield _gauge("truyxuat_parked_messages", words, standing.parked_messages)
        yield _graphs(found)


def _gauge(name: str, words: str, value: float) -> Metric:
    gauge = GaugeMetricFamily(name, words)
    gauge.add_metric([], value)
    return gauge


def _graphs(found: Mapping[str, Standing]) -> Metric:
    gauge = GaugeMetricFamily(
        "truyxuat_graph_position",
        "Position of the last recorded event that the graph has linked",
        labels=["store"],
    )
    for name, store in GRAPHS.items():
        position = found[name].position if name in found else None
        if position is not None:
            gauge.add_metric([store], position)
    return gauge
