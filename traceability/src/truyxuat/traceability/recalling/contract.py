"""The recall answer as JSON: names that other programs read, one spelling, one hash.

The contract has a version of its own, stored with every frozen answer. Amounts and percentages
are decimal strings, null where unknown; keys are canonical; everything is ordered, so equal
answers have equal bytes and the hash proves that a stored answer was not touched.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from truyxuat.traceability.epcis.events import Json
from truyxuat.traceability.recalling.amounts import Amount, Share, decimal_text
from truyxuat.traceability.recalling.answer import (
    Cause,
    Holder,
    Reason,
    RecallAnswer,
    RecallObject,
    Scope,
    Stay,
)
from truyxuat.traceability.recalling.balance import Balance
from truyxuat.traceability.recalling.difference import Change, RecallDifference
from truyxuat.traceability.recalling.question import RecallQuestion
from truyxuat.traceability.recalling.windows import Use, Window
from truyxuat.traceability.tracing import instant_text, result_hash
from truyxuat.traceability.tracing.answer import Held, Holding
from truyxuat.traceability.tracing.rendering import (
    carrier_json,
    consignee_json,
    gap_json,
    told_event_json,
)

CONTRACT = "truyxuat-recall/1"

Object = dict[str, Json]


def recall_json(answer: RecallAnswer) -> Object:
    """The whole answer, with the hash of everything else in it."""
    told: Object = {
        "contract": CONTRACT,
        "question": question_json(answer.question),
        "complete": answer.complete,
        "truncated_by": answer.truncated_by,
        "recorded_to": answer.recorded_to,
        "linked_to": answer.linked_to,
        "answered_from": answer.answered.store,
        "answered_because": answer.answered.because,
        "causes": list(answer.causes),
        "causes_inferred": answer.causes_inferred,
        "candidate_causes": [_cause(one) for one in answer.candidates],
        "scopes": {str(scope.name): _scope(scope) for scope in answer.scopes},
        "objects": [_object(thing) for thing in answer.objects],
        "windows": [_window(window) for window in answer.windows],
        "carriers": [carrier_json(carrier) for carrier in answer.carriers],
        "events": [told_event_json(event) for event in answer.events],
        "gaps": [gap_json(gap) for gap in answer.gaps],
    }
    return {**told, "result_hash": result_hash(told)}


def question_json(question: RecallQuestion) -> Object:
    """The question with every default spelled out."""
    window = question.window
    sources = question.sources
    return {
        "seeds": list(question.seeds),
        "window": {
            "place": window.place,
            "from": instant_text(window.from_),
            "to": instant_text(window.to),
        }
        if window
        else None,
        "causes": list(question.causes),
        "at": instant_text(question.at),
        "as_of": instant_text(question.as_of),
        "mode": str(question.mode),
        "common_sources": dict(sorted(sources.places.items())),
        "closing_steps": [str(step) for step in sorted(sources.closing_steps)],
        "lookback_hours": decimal_text(Decimal(sources.lookback.total_seconds()) / 3600),
    }


def difference_json(found: RecallDifference) -> Object:
    """What changed between two answers."""
    return {
        "nothing": found.nothing,
        "scopes": {
            str(scope.name): {
                "added": list(scope.added),
                "removed": list(scope.removed),
                "holders_added": _pairs(scope.holders_added),
                "holders_removed": _pairs(scope.holders_removed),
                "parties_added": list(scope.parties_added),
                "parties_removed": list(scope.parties_removed),
            }
            for scope in found.scopes
        },
        "changes": [_change(change) for change in found.changes],
    }


def amount_json(amount: Amount) -> Object:
    """Both bounds; null is unknown, never nothing."""
    return {"lower": _number(amount.lower), "upper": _number(amount.upper)}


def _number(number: Decimal | None) -> str | None:
    return None if number is None else decimal_text(number)


def _share(percent: Share) -> Object:
    return {
        "lower": None if percent.lower is None else str(percent.lower),
        "upper": None if percent.upper is None else str(percent.upper),
    }


def _balance(balance: Balance) -> Object:
    return {
        "unit": balance.unit,
        "produced": amount_json(balance.produced),
        **_states(balance.states),
        "surplus": decimal_text(balance.surplus),
        "closed": balance.closed,
        "reconciled_percent": _share(balance.reconciled),
        "recoverable_percent": _share(balance.recoverable),
    }


def _short_balance(balance: Balance) -> Object:
    """Of a single object only the states with something in them, or perhaps something."""
    states = {state: held for state, held in balance.states.items() if not held.nothing}
    return {
        "unit": balance.unit,
        "produced": amount_json(balance.produced),
        **_states(states),
        "surplus": decimal_text(balance.surplus),
        "closed": balance.closed,
    }


def _states(states: Mapping[Holding, Amount]) -> Object:
    return {str(state): amount_json(states[state]) for state in Holding if state in states}


def _cause(cause: Cause) -> Object:
    return {
        "id": cause.id,
        "seeds": list(cause.seeds),
        "time": instant_text(cause.time),
        "chosen": cause.chosen,
    }


def _scope(scope: Scope) -> Object:
    parties = {one.party for one in scope.consignees}
    return {
        "counts": {
            "objects": len(scope.objects),
            "goods": len(scope.goods),
            "holders": len(scope.holders),
            "parties": len(parties),
        },
        "objects": list(scope.objects),
        "goods": list(scope.goods),
        "totals": [_balance(balance) for balance in scope.totals],
        "holders": [_holder(holder) for holder in scope.holders],
        "consignees": [consignee_json(one) for one in scope.consignees],
    }


def _object(thing: RecallObject) -> Object:
    affected = thing.affected
    return {
        "id": thing.id,
        "scope": str(thing.scope),
        "role": thing.role,
        "lot": thing.lot,
        "fitted_in": thing.fitted_in,
        "level": affected.level,
        "since": instant_text(affected.since),
        "certainty": affected.certainty,
        "anticausal": affected.anticausal,
        "via": affected.via,
        "witness": list(affected.witness),
        "more_paths": affected.more_paths,
        "life": affected.life,
        "place": affected.place,
        "disposition": affected.disposition,
        "persistent_dispositions": list(affected.persistent_dispositions),
        "flags": list(affected.flags),
        "reasons": [_reason(reason) for reason in thing.reasons],
        "balance": _short_balance(thing.balance),
        "held": [_held(row) for row in affected.held],
        "stays": [_stay(stay) for stay in thing.stays],
    }


def _reason(reason: Reason) -> Object:
    return {
        "kind": reason.kind,
        "source": reason.source,
        "event": reason.event,
        "from": instant_text(reason.from_),
        "to": instant_text(reason.to),
        "start_known": reason.start_known,
    }


def _held(row: Held) -> Object:
    return {
        "party": row.party,
        "place": row.place,
        "state": str(row.state),
        "lower": _number(row.lower),
        "upper": _number(row.upper),
        "unit": row.unit,
        "claimed_by": row.claimed_by,
    }


def _stay(stay: Stay) -> Object:
    return {
        "place": stay.place,
        "first": instant_text(stay.first),
        "last": instant_text(stay.last),
    }


def _holder(holder: Holder) -> Object:
    return {
        "party": holder.party,
        "place": holder.place,
        "unit": holder.unit,
        "objects": list(holder.objects),
        **_states(holder.states),
        "first": instant_text(holder.first),
        "last": instant_text(holder.last),
    }


def _window(window: Window) -> Object:
    return {
        "place": window.place,
        "kind": window.kind,
        "from": instant_text(window.from_),
        "to": instant_text(window.to),
        "start_known": window.start_known,
        "opened_by": window.opened_by,
        "closed_by": window.closed_by,
        "uses": [_use(use) for use in window.uses],
    }


def _use(use: Use) -> Object:
    return {"object": use.object, "event": use.event, "time": instant_text(use.time)}


def _pairs(holders: Iterable[tuple[str | None, str | None]]) -> list[Json]:
    return [{"party": party, "place": place} for party, place in holders]


def _change(change: Change) -> Object:
    return {
        "object": change.object,
        "party": change.party,
        "place": change.place,
        "state": str(change.state),
        "before": amount_json(change.before) if change.before else None,
        "after": amount_json(change.after) if change.after else None,
    }
