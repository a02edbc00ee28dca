"""The recall pages: draft from a trace, read the three scopes, compare, announce.

A draft and an announcement are made by plain forms. The browser says where a form came from
(Fetch Metadata): one posted from another site is refused, so no foreign page can announce.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

import msgspec
from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from truyxuat.services import recalling
from truyxuat.services.instants import instant
from truyxuat.services.pages.asking import instant_of
from truyxuat.services.pages.fiction import is_fictional
from truyxuat.services.pages.layout import render, words_of
from truyxuat.services.pages.master_names import naming_of
from truyxuat.services.pages.own_forms import refuse_foreign
from truyxuat.services.pages.recall_page import Head, recall_name, recall_view
from truyxuat.services.pages.regulator_view import RecallRow
from truyxuat.services.pages.wording import Words
from truyxuat.services.recalling import Recall
from truyxuat.services.sessions import SessionDep
from truyxuat.services.settings import Settings
from truyxuat.traceability.errors import InvalidInput, InvalidQuery
from truyxuat.traceability.identifiers import canonical
from truyxuat.traceability.recalling import RecallAnswer, RecallQuestion, ScopeName
from truyxuat.traceability.recalling.windows import CommonSources
from truyxuat.traceability.tracing.query import Budget

router = APIRouter(include_in_schema=False)

REASON_LENGTH_MAX = 500
SEEDS_MAX = 50
RECENT_MAX = 20


@dataclass(frozen=True, slots=True)
class _Asked:
    """A frozen answer's question alone: a list of recalls needs no more of them."""

    question: RecallQuestion


_questions = msgspec.json.Decoder(_Asked)


@router.post("/regulator/recalls")
def draft(
    request: Request,
    session: SessionDep,
    seed: Annotated[list[str], Form()],
    reason: Annotated[str, Form()] = "",
    cause: Annotated[list[str] | None, Form()] = None,
) -> Response:
    """Draft a recall of these things and open its page."""
    refuse_foreign(request)
    if len(seed) > SEEDS_MAX:
        raise InvalidInput(
            f"seed: at most {SEEDS_MAX} are taken by the form, got {len(seed)}."
        )
    now = datetime.now(UTC)
    question = RecallQuestion(
        seeds=tuple(dict.fromkeys(canonical(one) for one in seed)),
        causes=tuple(dict.fromkeys(canonical(one) for one in cause or () if one)),
        as_of=now,
        sources=CommonSources(places=recalling.shared_places(session)),
    )
    kept = recalling.draft(
        session,
        question,
        reason=reason.strip()[:REASON_LENGTH_MAX],
        now=now,
        budget=_budget(request),
    )
    return RedirectResponse(_address(request, kept), status_code=303)


@router.get("/regulator/recalls/{recall_id}")
def recall_page(
    request: Request, session: SessionDep, recall_id: str, compare: str = ""
) -> Response:
    """The three scopes of a recall and all that follows, as it was drafted."""
    kept = recalling.find(session, recall_id)
    answer = kept.values()
    earlier = instant_of("compare", compare)
    difference = None
    answers = [answer]
    if earlier is not None:
        other, difference = recalling.compare(
            session, kept, earlier, budget=_budget(request)
        )
        answers.append(other)
    keys = set().union(*(keys_of(one) for one in answers))
    naming = naming_of(session, keys, words_of(request))
    view = recall_view(_head(kept, earlier), answer, naming, difference=difference)
    return render(request, "recall.html.jinja", view, fictional=is_fictional(session))


@router.post("/regulator/recalls/{recall_id}/announce")
def announce(
    request: Request, session: SessionDep, recall_id: str, scope: Annotated[str, Form()]
) -> Response:
    """Make a scope public: from now on its goods' pages say that they are recalled."""
    refuse_foreign(request)
    if scope not in list(ScopeName):
        wanted = ", ".join(ScopeName)
        raise InvalidQuery(f"scope: expected one of {wanted}; got {scope!r}.")
    kept = recalling.find(session, recall_id)
    recalling.announce(session, kept, ScopeName(scope), now=datetime.now(UTC))
    return RedirectResponse(_address(request, kept), status_code=303)


def recent_recalls(session: Session, words: Words) -> tuple[RecallRow, ...]:
    """The latest recalls, for the desk."""
    kept = recalling.latest(session, limit=RECENT_MAX)
    questions = [_questions.decode(zlib.decompress(one.frozen)).question for one in kept]
    seeds = {key for question in questions for key in _starts(question)}
    naming = naming_of(session, seeds, words)
    return tuple(
        RecallRow(
            id=one.id,
            name=recall_name(question, naming),
            state=words.term("recall_state", one.state),
            badge="stop" if one.state == recalling.RecallState.ANNOUNCED else "unknown",
            reason=one.reason,
            drafted=instant(one.created_at),
        )
        for one, question in zip(kept, questions, strict=True)
    )


def keys_of(answer: RecallAnswer) -> set[str]:
    """Every key that the page of this answer may have to name."""
    keys = {*answer.causes, *_starts(answer.question)}
    keys |= {cause.id for cause in answer.candidates}
    keys |= {gap.object or "" for gap in answer.gaps}
    for thing in answer.objects:
        keys |= {thing.id, *(reason.source for reason in thing.reasons)}
        keys |= {
            key or "" for held in thing.affected.held for key in (held.party, held.place)
        }
    for window in answer.windows:
        keys |= {window.place, *(use.object for use in window.uses)}
    for scope in answer.scopes:
        keys |= {one.party for one in scope.consignees}
        keys |= {key or "" for one in scope.holders for key in (one.party, one.place)}
    return keys - {""}


def _starts(question: RecallQuestion) -> set[str]:
    return {*question.seeds, *([question.window.place] if question.window else [])}


def _head(kept: Recall, compare: datetime | None) -> Head:
    return Head(
        id=kept.id,
        state=kept.state,
        reason=kept.reason,
        drafted=instant(kept.created_at),
        announced=instant(kept.announced_at) if kept.announced_at is not None else None,
        scope=ScopeName(kept.scope) if kept.scope else None,
        compare=compare,
    )


def _budget(request: Request) -> Budget:
    settings: Settings = request.app.state.settings
    return Budget(settings.trace_objects_max, settings.trace_events_max)


def _address(request: Request, kept: Recall) -> str:
    lang = "?lang=en" if request.query_params.get("lang") == "en" else ""
    return f"/regulator/recalls/{kept.id}{lang}"
