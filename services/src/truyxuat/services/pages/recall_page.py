"""Make the recall page's view from a recall's answer: the three scopes, then what each entails."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from truyxuat.services.pages.balance_bar import (
    amount_text,
    balance_bar,
    share_text,
    state_rows,
)
from truyxuat.services.pages.codes import class_key
from truyxuat.services.pages.naming import Naming
from truyxuat.services.pages.recall_view import (
    GOODS_SHOWN_MAX,
    CauseRow,
    ConsigneeRow,
    Export,
    GoodsLine,
    RecallView,
    ScopeColumn,
    WindowRow,
)
from truyxuat.services.pages.trace_page import completeness
from truyxuat.services.pages.trace_rows import gap_rows
from truyxuat.services.pages.trace_view import HOLDER_ROWS_MAX, ChangeRow, Difference
from truyxuat.services.pages.wording import Words, local_field
from truyxuat.traceability.recalling.amounts import Amount, total
from truyxuat.traceability.recalling.answer import (
    Reason,
    RecallAnswer,
    RecallObject,
    Scope,
    ScopeName,
)
from truyxuat.traceability.recalling.balance import Balance
from truyxuat.traceability.recalling.difference import RecallDifference
from truyxuat.traceability.recalling.question import RecallQuestion
from truyxuat.traceability.tracing.answer import Holding

CAUSES_SHOWN_MAX = 20
ITEMS_APART_MAX = 6
"""More items of one product than this, in a recall for the same reasons, are one line."""

OBJECTS_NAMED_MAX = 4
EXPORT_FORMS = ("csv", "xlsx", "json")
"""In the order of the buttons; each has its word in the catalogue."""

BADGES = {"draft": "unknown", "announced": "stop", "closed": "sound"}
"""How each state of a recall looks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What the platform keeps of a recall beside its answer."""

    id: str
    state: str
    reason: str
    drafted: datetime
    announced: datetime | None = None
    scope: ScopeName | None = None
    """The announced one."""
    compare: datetime | None = None


def recall_view(
    head: Head,
    answer: RecallAnswer,
    naming: Naming,
    *,
    difference: RecallDifference | None = None,
) -> RecallView:
    """Everything the page of this recall shows."""
    words = naming.words
    objects = {one.id: one for one in answer.objects}
    shown = answer.scope(head.scope) if head.scope else answer.scopes[-1]
    balances = {str(scope.name): _main_balance(scope) for scope in answer.scopes}
    return RecallView(
        id=head.id,
        name=recall_name(answer.question, naming),
        state=words.term("recall_state", head.state),
        state_badge=BADGES.get(head.state, "unknown"),
        reason=head.reason,
        drafted=head.drafted,
        announced=head.announced,
        as_of=answer.question.as_of,
        sentence=_sentence(answer, words),
        complete=completeness(answer, answer.question, words),
        scopes=tuple(_column(scope, objects, head, naming) for scope in answer.scopes),
        bars=tuple(
            balance_bar(balance, words, label=_bar_label(scope, balance, words))
            for scope in answer.scopes
            for balance in scope.totals
        ),
        balance_rows=state_rows(balances, words) if _one_unit(answer) else (),
        consignees=_consignees(answer, shown, naming),
        consignees_count=len(shown.consignees),
        gaps=gap_rows(answer.gaps, naming),
        windows=_windows(answer, naming),
        causes=_causes(answer, naming),
        difference=_difference(difference, head, answer, naming) if difference else None,
        compare_field=local_field(head.compare),
        exports=tuple(
            Export(label=words(f"recall.export_{form}"), path=f"/recalls/{head.id}.{form}")
            for form in EXPORT_FORMS
        ),
        seeds=answer.question.seeds,
        trace_links=tuple(
            (naming.object(key)[0], key) for key in answer.question.seeds[:3]
        ),
        can_announce=head.state == "draft",
    )


def recall_name(question: RecallQuestion, naming: Naming) -> str:
    """A recall by what it began with."""
    words = naming.words
    if question.window is not None:
        return words("recall.title_window", place=naming.place(question.window.place))
    name, more = naming.object(question.seeds[0])
    title = f"{name} ({more})" if more else name
    if len(question.seeds) == 1:
        return words("recall.title", name=title)
    return words("recall.title_more", name=title, count=len(question.seeds) - 1)


def _sentence(answer: RecallAnswer, words: Words) -> str:
    left = {str(scope.name): _totals(scope, words, of="on_hand") for scope in answer.scopes}
    return words("recall.sentence", **left)


def _totals(scope: Scope, words: Words, *, of: str) -> str:
    texts = [
        amount_text(getattr(balance, of), balance.unit, words)
        for balance in scope.totals
        if not getattr(balance, of).nothing
    ]
    return " + ".join(texts) or words.number(0)


def _main_balance(scope: Scope) -> Balance | None:
    return scope.totals[0] if scope.totals else None


def _one_unit(answer: RecallAnswer) -> bool:
    return all(len(scope.totals) == 1 for scope in answer.scopes)


def _bar_label(scope: Scope, balance: Balance, words: Words) -> str:
    label = words(f"scope.{scope.name}")
    if len(scope.totals) == 1:
        return label
    return f"{label} ({words.term('unit', balance.unit or 'pieces')})"


def _column(
    scope: Scope, objects: Mapping[str, RecallObject], head: Head, naming: Naming
) -> ScopeColumn:
    words = naming.words
    lines = _goods_lines([objects[key] for key in scope.goods], scope.name, naming)
    holding = [one for one in scope.holders if not one.states[Holding.ON_HAND].nothing]
    return ScopeColumn(
        name=scope.name,
        label=words(f"scope.{scope.name}"),
        explained=words(f"scope.{scope.name}_explained"),
        produced=_totals(scope, words, of="produced"),
        on_hand=_totals(scope, words, of="on_hand"),
        recoverable=", ".join(share_text(one.recoverable, words) for one in scope.totals)
        or words("unit.nothing"),
        holders=words("recall.scope_holders", count=len(holding)),
        consignees=words("recall.scope_parties", count=len(scope.consignees)),
        goods=lines[:GOODS_SHOWN_MAX],
        goods_more=max(0, len(lines) - GOODS_SHOWN_MAX),
        chosen=head.scope == scope.name,
    )


def _goods_lines(
    goods: Iterable[RecallObject], scope: ScopeName, naming: Naming
) -> tuple[GoodsLine, ...]:
    """A line for each lot; many items of one product, there for the same reasons, share one."""
    alike: dict[tuple[str, tuple[str, ...], bool], list[RecallObject]] = {}
    for one in goods:
        reasons = tuple(dict.fromkeys(_reason(reason, naming) for reason in one.reasons))
        kind = class_key(one.id) if one.affected.level == "instance" else one.id
        alike.setdefault((kind, reasons, one.scope == scope), []).append(one)
    lines: list[GoodsLine] = []
    for (kind, reasons, is_new), group in alike.items():
        new = is_new and scope is not ScopeName.NARROW
        if len(group) > ITEMS_APART_MAX:
            lines.append(_items_line(kind, group, reasons, naming, new=new))
            continue
        lines += [_goods_line(one, reasons, naming, new=new) for one in group]
    return tuple(lines)


def _goods_line(
    one: RecallObject, reasons: tuple[str, ...], naming: Naming, *, new: bool
) -> GoodsLine:
    name, more = naming.object(one.id)
    left = amount_text(one.balance.on_hand, one.balance.unit, naming.words)
    return GoodsLine(
        name=name,
        more=more,
        key=one.id,
        on_hand=naming.words("recall.left", amount=left),
        reasons=reasons,
        new=new,
    )


def _items_line(
    kind: str,
    group: list[RecallObject],
    reasons: tuple[str, ...],
    naming: Naming,
    *,
    new: bool,
) -> GoodsLine:
    words = naming.words
    unit = group[0].balance.unit
    on_hand = total(one.balance.on_hand for one in group if one.balance.unit == unit)
    return GoodsLine(
        name=words("recall.items", count=words.number(len(group))),
        more=naming.object(kind)[0],
        key=kind,
        on_hand=words("recall.left", amount=amount_text(on_hand, unit, words)),
        reasons=reasons,
        new=new,
    )


def _reason(reason: Reason, naming: Naming) -> str:
    words = naming.words
    if reason.kind in ("equipment", "storage"):
        source = naming.place(reason.source)
    else:
        source = naming.object(reason.source)[0]
    text = words(f"recall.reason_{reason.kind}", source=source)
    if reason.from_ is None and reason.to is None:
        return text
    start = words.time(reason.from_) if reason.start_known else words("unit.unknown")
    return words(
        "recall.reason_window", reason=text, start=start, end=words.time(reason.to)
    )


def _consignees(
    answer: RecallAnswer, shown: Scope, naming: Naming
) -> tuple[ConsigneeRow, ...]:
    words = naming.words
    first_scope: dict[str, ScopeName] = {}
    for scope in answer.scopes:
        for one in scope.consignees:
            first_scope.setdefault(one.party, scope.name)
    rows = []
    for one in shown.consignees[:HOLDER_ROWS_MAX]:
        name, more = naming.lane(one.party)
        names = [naming.object(key)[0] for key in one.objects[:OBJECTS_NAMED_MAX]]
        if len(one.objects) > OBJECTS_NAMED_MAX:
            names.append(
                words("trace.and_more", count=len(one.objects) - OBJECTS_NAMED_MAX)
            )
        rows.append(
            ConsigneeRow(
                wave=str(one.wave),
                name=name,
                more=more,
                contact=_contact(one.contact, one.party, naming),
                objects=", ".join(names),
                received=one.received,
                on_hand=_left_with(one.party, shown, naming),
                scope=words(f"scope.{first_scope[one.party]}"),
            )
        )
    return tuple(rows)


def _contact(contact: Mapping[str, str] | None, party: str, naming: Naming) -> str:
    known = naming.parties.get(party)
    if known is not None and known.contact:
        return known.contact
    reach = [(contact or {}).get(one) for one in ("phone", "email")]
    return " · ".join(one for one in reach if one) or naming.words("trace.no_contact")


def _left_with(party: str, scope: Scope, naming: Naming) -> str:
    """What a party still has of a scope, all its places together."""
    sums: dict[str | None, list[Amount]] = {}
    for holder in scope.holders:
        key = holder.party or holder.place or ""
        if key == party or naming.lane_of(key) == naming.lane_of(party):
            sums.setdefault(holder.unit, []).append(holder.states[Holding.ON_HAND])
    texts = [
        amount_text(amount, unit, naming.words)
        for unit, amounts in sums.items()
        if not (amount := total(amounts)).nothing
    ]
    return " + ".join(texts) or naming.words.number(0)


def _windows(answer: RecallAnswer, naming: Naming) -> tuple[WindowRow, ...]:
    return tuple(
        WindowRow(
            place=naming.place(window.place),
            from_=window.from_,
            to=window.to,
            start_known=window.start_known,
            used_by=", ".join(
                dict.fromkeys(naming.object(use.object)[0] for use in window.uses)
            ),
        )
        for window in answer.windows
    )


def _causes(answer: RecallAnswer, naming: Naming) -> tuple[CauseRow, ...]:
    rows = []
    for cause in answer.candidates[:CAUSES_SHOWN_MAX]:
        name, more = naming.object(cause.id)
        rows.append(
            CauseRow(
                key=cause.id, name=name, more=more, time=cause.time, chosen=cause.chosen
            )
        )
    return tuple(rows)


def _difference(
    found: RecallDifference, head: Head, answer: RecallAnswer, naming: Naming
) -> Difference:
    words = naming.words
    widest = found.scopes[-1]
    rows = [
        *_changes(
            ((" ".join(naming.object(k)), True) for k in widest.added), "object", words
        ),
        *_changes(
            ((naming.lane(k)[0], True) for k in widest.parties_added), "holder", words
        ),
        *_changes(
            ((" ".join(naming.object(k)), False) for k in widest.removed), "object", words
        ),
        *_changes(
            ((naming.lane(k)[0], False) for k in widest.parties_removed), "holder", words
        ),
    ]
    more = sum(row.badge == "caution" for row in rows)
    return Difference(
        sentence=words(
            "trace.difference_text",
            then=words.time(head.compare),
            now=words.time(answer.question.as_of),
            added=words.number(more),
            removed=words.number(len(rows) - more),
        ),
        rows=tuple(rows),
    )


def _changes(
    named: Iterable[tuple[str, bool]], what: str, words: Words
) -> Iterable[ChangeRow]:
    for name, added in named:
        yield ChangeRow(
            badge="caution" if added else "unknown",
            change=words("trace.added" if added else "trace.removed"),
            what=words(f"trace.{what}"),
            name=name,
        )
