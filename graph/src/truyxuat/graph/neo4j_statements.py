"""Every Cypher statement of the graph in Neo4j.

Writing is one statement per batch, made of parts that each unwind one parameter: nodes are
found or made first and collected in order, so that relationships are made between list places
without a look-up. Reading names the graph in every node it starts from.
"""

from __future__ import annotations

from truyxuat.graph.neo4j_batch import EVENT_FIELDS, INSTANTS
from truyxuat.graph.neo4j_words import (
    EVENT_KINDS,
    FIELDS,
    LINK_TYPES,
    PARTY_TYPES,
    TO_EVENT,
)

SCHEMA = (
    "CREATE CONSTRAINT log_name IF NOT EXISTS FOR (log:Log) REQUIRE log.name IS UNIQUE",
    "CREATE CONSTRAINT generation_graph IF NOT EXISTS "
    "FOR (made:Generation) REQUIRE made.graph IS UNIQUE",
    "CREATE CONSTRAINT thing_key IF NOT EXISTS "
    "FOR (thing:Thing) REQUIRE (thing.graph, thing.key) IS UNIQUE",
    "CREATE CONSTRAINT event_position IF NOT EXISTS "
    "FOR (event:Event) REQUIRE (event.graph, event.position) IS UNIQUE",
    "CREATE INDEX event_id IF NOT EXISTS FOR (event:Event) ON (event.graph, event.id)",
    "CREATE INDEX declaration_id IF NOT EXISTS "
    "FOR (event:Declaration) ON (event.graph, event.id)",
    "CREATE INDEX declaration_content IF NOT EXISTS "
    "FOR (event:Declaration) ON (event.graph, event.content)",
)
"""Uniqueness is what Community Edition can enforce; that properties exist is ours to see to."""

AWAIT_INDEXES = "CALL db.awaitIndexes(300)"

LIVING = """
MATCH (log:Log {name: $log})
MATCH (made:Generation {graph: $log + '.' + toString(coalesce($generation, log.living))})
RETURN made.graph AS graph, made.position AS position
"""

LOCKED = """
MERGE (log:Log {name: $log}) ON CREATE SET log.living = 1
WITH coalesce($generation, log.living) AS number
MERGE (made:Generation {graph: $log + '.' + toString(number)})
ON CREATE SET made.log = $log, made.number = number, made.position = 0
SET made.writing = true
WITH made
MATCH (log:Log {name: $log})
RETURN made.graph AS graph, made.position AS position,
       coalesce($generation, log.living) = made.number AS current
"""
"""Takes the write lock of the generation: whoever adds to the same one waits here."""

MOVED = """
MATCH (made:Generation {graph: $graph})
SET made.position = CASE WHEN made.position < $position THEN $position ELSE made.position END
REMOVE made.writing
"""

KNOWN = """
UNWIND $positions AS position
MATCH (event:Event {graph: $graph, position: position})
RETURN event.position AS position
"""

STORED = """
UNWIND range(0, size($keys) - 1) AS number
MATCH (thing:Thing {graph: $graph, key: $keys[number]})
WITH number, thing, $firsts[number] AS first, $lasts[number] AS last
WITH number, thing, first, last, COLLECT {
    MATCH (thing)-[:WAS]->(state:State) WHERE first IS NOT NULL
    RETURN state ORDER BY state.at
} AS states
WITH number, thing, [s IN states WHERE s.at < first][-1..] +
                    [s IN states WHERE first <= s.at <= last] +
                    [s IN states WHERE s.at > last][..1] AS near
RETURN collect([
    number, elementId(thing), [state IN near | [state.at, elementId(state)]]
]) AS found
"""
"""Which things exist, and those of their states that a batch needs to know. One row: the driver
takes longer over ten thousand rows than Neo4j over finding them."""

_FOUND = "|".join(LINK_TYPES)

AROUND = f"""
UNWIND $keys AS key
MATCH (:Thing {{graph: $graph, key: key}})-[:{_FOUND}]-(event:Event)
WITH DISTINCT event
RETURN collect(event.position) AS positions, collect(event.body) AS bodies
"""

DECLARED = """
RETURN EXISTS { MATCH (:Declaration {graph: $graph}) } AS any
"""

DECLARATIONS = """
CALL () {
    UNWIND $ids AS id MATCH (wrong:Declaration {graph: $graph, id: id}) RETURN wrong
    UNION
    UNWIND $contents AS content
    MATCH (wrong:Declaration {graph: $graph, content: content}) RETURN wrong
}
WITH DISTINCT wrong
OPTIONAL MATCH (target:Event {graph: $graph, id: wrong.id}) WHERE NOT target:Declaration
WITH wrong, min(target.recorded) AS target
RETURN wrong.body AS body, target
"""


def _reach(compared: str, order: str, way: str) -> str:
    """What lives is asked before the search and again after it, all in one round trip.

    The search is a subquery that gathers its answer, so nothing behind it begins earlier.
    """
    return f"""
MATCH (log:Log {{name: $log}})
MATCH (made:Generation {{graph: $log + '.' + toString(coalesce($generation, log.living))}})
CALL (made) {{
    UNWIND $keys AS key
    MATCH (:Thing {{graph: made.graph, key: key}})-[:WAS]->(state:State)
    WHERE $since IS NULL OR state.at {compared} $since
    WITH key, state ORDER BY state.at {order}
    WITH key, head(collect(state)) AS start
    MATCH {way}
    WITH DISTINCT state
    RETURN collect(state.key) AS keys, count(state) AS states
}}
OPTIONAL MATCH (after:Log {{name: $log}})
RETURN keys, states, coalesce($generation, after.living) = made.number AS living
"""


FORWARD = _reach(">=", "ASC", "(start)-[:FLOW|NEXT*0..]->(state:State)")
"""From the first state that counts; `NEXT` leads on to the later ones. One row: the driver
takes longer over ten thousand rows than Neo4j over finding them. A state says itself whose it
is: to go on to its thing took a fifth of the time."""

BACK = _reach("<=", "DESC", "(start)<-[:FLOW|NEXT*0..]-(state:State)")


def _things(kind: str) -> str:
    names = ("key", "name", *FIELDS[kind])
    fields = "".join(f", {name}: row[{n}]" for n, name in enumerate(names))
    return (
        f"CALL () {{ UNWIND $things.{kind} AS row "
        f"CREATE (thing:Thing:{kind} {{graph: $graph{fields}}}) "
        f"RETURN collect(thing) AS {kind} }}"
    )


def _events(kind: str) -> str:
    fields = "".join(f", {name}: row[{n}]" for n, name in enumerate(EVENT_FIELDS))
    first = len(EVENT_FIELDS)
    fields += "".join(
        f", {name}: datetime({{epochSeconds: row[{n}], nanosecond: row[{n + 1}]}})"
        for n, name in zip(range(first, first + 4, 2), INSTANTS, strict=True)
    )
    return (
        f"CALL () {{ UNWIND $events.{kind} AS row "
        f"CREATE (event:Event:{kind} {{graph: $graph{fields}}}) "
        f"RETURN collect(event) AS {kind} }}"
    )


def _links(name: str, rows: str, more: str = "") -> str:
    one, other = ("thing", "event") if name in TO_EVENT else ("event", "thing")
    return (
        f"CALL (things, events) {{ UNWIND ${rows}.{name} AS row "
        "WITH row, things[row[0]] AS thing, events[row[1]] AS event "
        f"CREATE ({one})-[link:{name}]->({other}){more} }}"
    )


def _told(name: str) -> str:
    return _links(name, "told", " SET link = row[2]")


def _flows(rows: str, source: str, target: str, name: str) -> str:
    return (
        f"CALL (states, events) {{ UNWIND ${rows} AS row "
        f"WITH {source}[row[0]] AS one, {target}[row[1]] AS other "
        f"CREATE (one)-[:{name}]->(other) }}"
    )


WRITE = "\n".join(
    (
        "CALL () { UNWIND $known AS id MATCH (thing) WHERE elementId(thing) = id "
        "RETURN collect(thing) AS known }",
        *map(_things, FIELDS),
        f"WITH known + {' + '.join(FIELDS)} AS found",
        "WITH [place IN $places | found[place]] AS things",
        *map(_events, EVENT_KINDS),
        f"WITH things, {' + '.join(EVENT_KINDS)} AS found",
        "WITH things, [event IN found | event] AS events",
        *(_links(name, "links") for name in LINK_TYPES),
        *map(_told, (*LINK_TYPES, *PARTY_TYPES)),
        "CALL () { UNWIND $stored AS id MATCH (state) WHERE elementId(state) = id "
        "RETURN collect(state) AS stored }",
        "CALL (things) { UNWIND $states AS row WITH row, things[row[0]] AS thing "
        "CREATE (thing)-[:WAS]->(state:State {at: row[1], key: thing.key}) "
        "RETURN collect(state) AS made }",
        "WITH events, stored + made AS found",
        "WITH events, [place IN $state_places | found[place]] AS states",
        "CALL (states) { UNWIND $cuts AS row WITH states[row] AS one "
        "MATCH (one)-[broken:NEXT]->() DELETE broken }",
        _flows("joins", "states", "states", "NEXT"),
        _flows("enters", "states", "events", "FLOW"),
        _flows("leaves", "events", "states", "FLOW"),
        _flows("passes", "states", "states", "FLOW"),
        "FINISH",
    )
)
"""One batch: things, events, links, states, chains and flows, in one statement."""

BEGIN = """
MERGE (log:Log {name: $log}) ON CREATE SET log.living = 1
MERGE (made:Generation {graph: $log + '.' + toString(log.living)})
ON CREATE SET made.log = $log, made.number = log.living, made.position = 0
RETURN log.living AS number
"""

LIVING_NUMBER = "MATCH (log:Log {name: $log}) RETURN log.living AS number"

SWAP = """
MATCH (log:Log {name: $log})
WITH log, log.living AS before
MERGE (made:Generation {graph: $log + '.' + toString($generation)})
ON CREATE SET made.log = $log, made.number = $generation, made.position = 0
SET log.living = $generation
RETURN before
"""

DELETIONS = (
    "MATCH (event:Event {graph: $graph}) WITH event LIMIT $limit "
    "DETACH DELETE event RETURN count(*) AS deleted",
    "MATCH (:Thing {graph: $graph})-[:WAS]->(state:State) WITH state LIMIT $limit "
    "DETACH DELETE state RETURN count(*) AS deleted",
    "MATCH (thing:Thing {graph: $graph}) WITH thing LIMIT $limit "
    "DETACH DELETE thing RETURN count(*) AS deleted",
    "MATCH (made:Generation {graph: $graph}) DELETE made RETURN count(*) AS deleted",
)
"""Repeated until nothing is left to delete."""

KEPT = f"""
MATCH (event:Event {{graph: $graph}})
WHERE $first <= event.position <= $last
RETURN event.position AS position, event.body AS body,
       COLLECT {{
           MATCH (event)-[:{_FOUND}]-(thing:Thing) RETURN DISTINCT thing.key
       }} AS keys
"""

FLOWS = """
RETURN COUNT { MATCH (:Thing {graph: $graph})-[:WAS]->(:State)-[:FLOW]->() }
     + COUNT { MATCH (:Event {graph: $graph})-[:FLOW]->() } AS flows
"""

BROKEN_CHAINS = """
MATCH (thing:Thing {graph: $graph})-[:WAS]->(state:State)
WITH thing, state ORDER BY state.at
WITH thing, collect(state) AS states
WHERE any(n IN range(0, size(states) - 1) WHERE
    COLLECT { WITH states[n] AS one MATCH (one)-[:NEXT]->(other) RETURN other }
    <> states[n + 1..n + 2])
   OR any(state IN states WHERE coalesce(state.key, '') <> thing.key)
RETURN thing.key AS key LIMIT $limit
"""
"""Things whose states are not one chain in time, or do not say whose they are; there are none."""
