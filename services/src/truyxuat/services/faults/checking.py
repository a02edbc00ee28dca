"""The whole check: servers, workers, a stream, blows, and the reckoning."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from truyxuat.graph import Neo4jGraph, SqlGraph
from truyxuat.services.checking import Compared, compare
from truyxuat.services.database import Database, open_database
from truyxuat.services.faults.plan import Part, plan
from truyxuat.services.faults.playing import Play, Report
from truyxuat.services.faults.processes import Processes
from truyxuat.services.faults.reckoning import Reckoning, reckon
from truyxuat.services.faults.servers import Servers
from truyxuat.services.faults.settling import settle
from truyxuat.services.faults.stream import Stream, joined, stream_of, years_later
from truyxuat.services.graphs import opened_neo4j
from truyxuat.services.kafka.topics import create_topics
from truyxuat.services.migrating import migrate
from truyxuat.services.rebuilding import rebuild_beside
from truyxuat.services.sample.loading import stories
from truyxuat.services.settings import Settings

PARTITIONS = 4
MESSAGES_PER_POINT = 60
"""A longer plan has a stream of more years, so that every blow meets new events on their way."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was done to the platform, and what came of it."""

    points: int
    kills: Mapping[Part, int]
    fallen: int
    """How often a worker ended by itself, since an engine was away when it started."""
    reckoning: Reckoning


def check_faults(
    servers: Servers, logs: Path, *, points: int, seed: int, report: Report
) -> Verdict:
    """Kill so many times over one stream; the servers are started here and left running.

    Raises:
        Unavailable: a server does not start, or the platform does not come to rest.
    """
    servers.start()
    environment = servers.settings()
    settings = Settings.model_validate(
        {
            name.removeprefix("TRUYXUAT_").lower(): value
            for name, value in environment.items()
        }
    )
    create_topics(settings, partitions=PARTITIONS, replication=1)
    database = open_database(settings)
    migrate(database)
    processes = Processes(environment, logs)
    play = Play(servers, processes, settings)
    try:
        play.begin()
        stream = _stream(points, seed)
        blows = plan(points, len(stream.messages), seed)
        play.send(stream, blows, report)
        return Verdict(
            points=points,
            kills=Counter(point.part for point in blows),
            fallen=processes.fallen,
            reckoning=_reckoned(database, settings, stream, processes),
        )
    finally:
        processes.stop()
        database.close()


def _stream(points: int, seed: int) -> Stream:
    events = [told.event for story in stories() for told in story.told]
    first = stream_of(events, seed)
    more = -(-points * MESSAGES_PER_POINT // len(first.messages))
    later = (
        stream_of([years_later(event, years) for event in events], seed + years)
        for years in range(1, more)
    )
    return joined([first, *later])


def _reckoned(
    database: Database, settings: Settings, stream: Stream, processes: Processes
) -> Reckoning:
    neo4j = opened_neo4j(settings)
    try:
        graph = Neo4jGraph(neo4j, settings.graph_log)
        settle(database, settings, graph.position, processes.revive)
        linked = compare(database, graph)
        differing = [
            *_differing(
                "the links of the record", compare(database, SqlGraph(database.engine))
            ),
            *_differing("Neo4j", linked),
            *(f"the chain of states of {key} is broken" for key in graph.broken_chains(1)),
        ]
        if graph.flows() != linked.flows:
            differing.append(f"Neo4j: {graph.flows()} flows, not {linked.flows}")
        rebuild_beside(database, neo4j, settings.graph_log)
        if compare(database, Neo4jGraph(neo4j, settings.graph_log)).graph != linked.graph:
            differing.append("Neo4j differs from itself made anew")
    finally:
        neo4j.close()
    return reckon(database, settings, stream, tuple(differing))


def _differing(name: str, found: Compared) -> Iterator[str]:
    if not found.equal:
        first = ", ".join(map(str, found.differing))
        yield f"{name}: {found.differences} events differ, the first at {first}"
    if found.position != found.recorded_to:
        yield f"{name}: at position {found.position}, the record at {found.recorded_to}"
