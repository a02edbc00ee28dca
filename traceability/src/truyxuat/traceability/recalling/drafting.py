"""Draft a recall: from a finding to three scopes, each with its goods, holders and balance.

The narrow scope is what the finding names. The genealogical one is all that descends from the
causes; where nobody named them, a single finding stands for itself, and several findings point
to the earliest thing that all of them were made from. The precautionary one adds what shares
an input lot or a common-source window with the causes and, as long as nobody named any, with
all that the findings were made from (requirements A4, scope definitions and Q8).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from truyxuat.traceability.graph import Graph
from truyxuat.traceability.identifiers import facts as key_facts
from truyxuat.traceability.recalling.answer import (
    SCOPES,
    Cause,
    Reason,
    RecallAnswer,
    ScopeName,
)
from truyxuat.traceability.recalling.gathering import Gathering, Start
from truyxuat.traceability.recalling.neighbours import (
    add_shared_inputs,
    add_window_neighbours,
)
from truyxuat.traceability.recalling.question import RecallQuestion
from truyxuat.traceability.recalling.scopes import (
    merged_carriers,
    merged_events,
    objects_of,
    scope_of,
)
from truyxuat.traceability.recalling.windows import CommonSources
from truyxuat.traceability.tracing import present_at
from truyxuat.traceability.tracing.answer import Affected, Answer, Gap
from truyxuat.traceability.tracing.query import Budget, MasterData

CANDIDATE_SEEDS_MAX = 50
"""With more findings than this their histories are not compared one by one."""

FOLLOWED_APART_MAX = 50
"""Up to this many things are followed one by one, so that each descendant names its own."""

NO_MASTER_DATA = MasterData()
DEFAULT_BUDGET = Budget()


def recall(
    graph: Graph,
    question: RecallQuestion,
    *,
    master: MasterData = NO_MASTER_DATA,
    budget: Budget = DEFAULT_BUDGET,
) -> RecallAnswer:
    """Draft a recall; every scope says what it knows and what it does not."""
    gathering = Gathering(graph, question, master=master, budget=budget)
    starts = _starts(gathering)
    _add_narrow(gathering, starts)
    seeds = [start.key for start in starts]
    candidates = _candidates(gathering, seeds)
    causes, inferred = _causes(question, seeds, candidates)
    _add_descendants(gathering, causes, starts)
    history = [one.id for one in candidates] if inferred else []
    shared = add_shared_inputs(gathering, causes, history)
    windows, window_gaps = add_window_neighbours(gathering, _sources(question), history)
    objects = objects_of(gathering, {*causes, *shared})
    answers = gathering.answers
    cut = [answer for answer in answers if not answer.complete]
    consignees = [one for answer in answers for one in answer.consignees]
    by_name = {
        name: scope_of(name, objects, consignees, master.party_of) for name in ScopeName
    }
    return RecallAnswer(
        question=question,
        causes=tuple(causes),
        causes_inferred=inferred,
        candidates=tuple(replace(one, chosen=one.id in causes) for one in candidates),
        scopes=(by_name[SCOPES[0]], by_name[SCOPES[1]], by_name[SCOPES[2]]),
        objects=objects,
        windows=windows,
        carriers=merged_carriers(answers),
        events=merged_events(answers),
        gaps=_gaps(answers, window_gaps),
        complete=not cut and not gathering.cut and not gathering.history.exhausted,
        truncated_by=_truncation(cut, gathering),
        linked_to=graph.position(),
        recorded_to=max((answer.recorded_to for answer in answers), default=0),
    )


def _starts(gathering: Gathering) -> list[Start]:
    """The finding: the things named, or what was at the place then."""
    question = gathering.question
    if question.window is None:
        return [Start(key) for key in dict.fromkeys(question.seeds)]
    there = present_at(
        gathering.graph,
        question.window.place,
        question.window.from_,
        question.window.to,
        mode=question.mode,
        as_of=question.as_of,
        master=gathering.master,
    )
    return [Start(key, since) for key, since in there]


def _add_narrow(gathering: Gathering, starts: list[Start]) -> None:
    """What the finding names, with the instances of its lots and the contents of its boxes."""
    window = gathering.question.window
    for answer in gathering.forward(starts):
        for thing in (*answer.seeds, *_same(gathering, answer)):
            source = window.place if window else thing.id
            reason = Reason(
                kind="named",
                source=source,
                from_=window.from_ if window else None,
                to=window.to if window else None,
            )
            gathering.keep([thing], ScopeName.NARROW, reason)


def _same(gathering: Gathering, answer: Answer) -> Iterable[Affected]:
    """Lots of a named product, instances of a named lot, contents of a named container."""
    kinds = {event.id: event.type for event in answer.events}
    belongs = {one.id for one in answer.seeds}
    gathering.history.load(one.id for one in answer.affected if one.via == "identity")
    for thing in answer.affected:
        if thing.via == "identity":
            named = key_facts(thing.id)
            lots = {each.link.lot for each in gathering.history.objects(thing.id)}
            same = bool({named.class_key, named.lot_key, *lots} & belongs)
        else:
            steps = [kinds.get(event) for event in thing.witness]
            same = thing.via == "content" and "TransformationEvent" not in steps
        if same:
            belongs.add(thing.id)
            yield thing


def _candidates(gathering: Gathering, seeds: list[str]) -> list[Cause]:
    """What the findings were made from; what most of them share stands first."""
    if gathering.question.window is not None or len(seeds) > CANDIDATE_SEEDS_MAX:
        return []
    made_into: dict[str, list[str]] = {}
    for seed in seeds:
        for thing in gathering.back(seed).affected:
            if thing.via in ("composition", "identity") and thing.level != "class":
                made_into.setdefault(thing.id, []).append(seed)
    gathering.lives.load(made_into)
    found = [
        Cause(
            id=key, seeds=tuple(sorted(of)), time=gathering.lives.birth(key), chosen=False
        )
        for key, of in made_into.items()
    ]
    return sorted(found, key=_by_reach)


def _by_reach(cause: Cause) -> tuple[int, str, str]:
    return -len(cause.seeds), cause.time.isoformat() if cause.time else "", cause.id


def _causes(
    question: RecallQuestion, seeds: list[str], candidates: list[Cause]
) -> tuple[list[str], bool]:
    """The causes named; else the earliest that all of several findings come from."""
    if question.causes:
        return list(dict.fromkeys(question.causes)), False
    shared = [cause for cause in candidates if len(cause.seeds) == len(seeds)]
    if len(seeds) < 2 or not shared:
        return seeds, True
    times = [cause.time for cause in shared if cause.time is not None]
    earliest = min(times, default=None)
    return [cause.id for cause in shared if cause.time == earliest], True


def _add_descendants(gathering: Gathering, causes: list[str], starts: list[Start]) -> None:
    """What the causes went into, and the findings too: they are unsafe whatever the cause."""
    since = {start.key: start.since for start in starts}
    suspects = [Start(cause, since.get(cause)) for cause in causes]
    for cause, answer in _followed(gathering, suspects):
        reason = Reason(kind="descendant", source=cause)
        for seed in answer.seeds:
            itself = Reason(kind="cause", source=seed.id)
            gathering.keep([seed], ScopeName.GENEALOGICAL, itself)
        gathering.keep(answer.affected, ScopeName.GENEALOGICAL, reason)
    explained = set(gathering.within(ScopeName.GENEALOGICAL))
    rest = [one for one in starts if one.key not in causes]
    for finding, answer in _followed(gathering, rest):
        reason = Reason(kind="descendant", source=finding)
        more = [thing for thing in answer.affected if thing.id not in explained]
        gathering.keep(more, ScopeName.GENEALOGICAL, reason)


def _followed(gathering: Gathering, starts: list[Start]) -> Iterator[tuple[str, Answer]]:
    """Where things went, with the one they come from; many are followed together.

    Of many the first stands for all as the reason: a trace of each would take too long.
    """
    if len(starts) > FOLLOWED_APART_MAX:
        for answer in gathering.forward(starts):
            yield starts[0].key, answer
        return
    for start in starts:
        for answer in gathering.forward([start]):
            yield start.key, answer


def _sources(question: RecallQuestion) -> CommonSources:
    """The common sources asked about; the place of the finding itself is one."""
    sources = question.sources
    if question.window is None or question.window.place in sources.places:
        return sources
    places = {**sources.places, question.window.place: "equipment"}
    return replace(sources, places=places)


def _gaps(answers: Iterable[Answer], more: Iterable[Gap]) -> tuple[Gap, ...]:
    found = dict.fromkeys([*(gap for answer in answers for gap in answer.gaps), *more])
    return tuple(sorted(found, key=_by_kind))


def _by_kind(gap: Gap) -> tuple[str, str, str]:
    return gap.kind, gap.object or "", gap.event or ""


def _truncation(cut: list[Answer], gathering: Gathering) -> str | None:
    if cut:
        return cut[0].truncated_by
    return "events_max" if gathering.cut or gathering.history.exhausted else None
