"""The figures that dashboards and alerts rely on are there, and there are no others."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Metric

from tests.deploy.agreed import FIGURES, HISTOGRAMS, VALUES_OF
from truyxuat.services.observing.metrics import (
    INTAKE_BATCH,
    CaptureMetrics,
    IntakeMetrics,
    LinkMetrics,
    RelayMetrics,
    RequestMetrics,
)
from truyxuat.services.observing.positions import Positions
from truyxuat.services.observing.standing import Part, Parts, Standing
from truyxuat.services.observing.work import EventCounts


def everything() -> list[Metric]:
    """Every metric of every process, each label used once."""
    registry = CollectorRegistry()
    requests, captures = RequestMetrics(registry), CaptureMetrics(registry, "http")
    requests.answered("GET", "/events", 200, 0.1)
    captures.kept(EventCounts(sent=1, recorded=1))
    RelayMetrics(registry).batch(1)
    LinkMetrics(registry).batch(1, 0.1)
    intake = IntakeMetrics(registry)
    intake.taken_in({"stored": 1})
    intake.went_through([(INTAKE_BATCH, 0.1)])
    intake.lags({("partners", 0): 1})
    standing = Standing(answers=True, position=1, parked_messages=0)
    names = ("record", "graph", "neo4j", "relay")
    parts = [Part(name, lambda: standing, needed=True) for name in names]
    registry.register(Positions(Parts(parts)))
    return list(registry.collect())


def labels_of(metric: Metric, suffix: str) -> frozenset[str]:
    """The names of a metric's labels."""
    name = metric.name + suffix
    return frozenset().union(*(each.labels for each in metric.samples if each.name == name))


def test_every_agreed_figure_is_made_with_its_labels_and_no_other() -> None:
    made: dict[str, frozenset[str]] = {}
    histograms: dict[str, frozenset[str]] = {}
    for metric in everything():
        if metric.type == "histogram":
            histograms[metric.name] = labels_of(metric, "_count")
        else:
            suffix = "_total" if metric.type == "counter" else ""
            made[metric.name + suffix] = labels_of(metric, suffix)

    assert made == FIGURES
    assert histograms == HISTOGRAMS


def test_labels_have_the_agreed_values() -> None:
    for metric in everything():
        for sample in metric.samples:
            for label in VALUES_OF.keys() & sample.labels.keys():
                assert sample.labels[label] in VALUES_OF[label], sample
