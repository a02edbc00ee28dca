"""The mass balance as a bar: every state of the goods, as wide as its share of what was made.

An amount known only by bounds is drawn by its lower bound, and the words beside it give both.
Where what was made is not known there is no bar, only the words: a bar without a whole lies.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from truyxuat.services.pages.wording import Words
from truyxuat.traceability.recalling.amounts import Amount, Share
from truyxuat.traceability.recalling.balance import Balance
from truyxuat.traceability.tracing.answer import Holding

BAR_WIDTH = 1_000
PART_WIDTH_MIN = 4
"""A part that exists is seen, however small its share."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BarPart:
    """One state's part of the bar."""

    state: str
    name: str
    amount: str
    x: int
    width: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BalanceBar:
    """The balance of one scope in one unit, drawn and in words."""

    label: str
    produced: str
    parts: tuple[BarPart, ...]
    drawn: bool
    reconciled: str
    recoverable: str
    surplus: str


def balance_bar(balance: Balance, words: Words, *, label: str) -> BalanceBar:
    """The bar of a balance, its parts in the order of the standard list of states."""
    whole = balance.produced.lower
    parts: list[BarPart] = []
    x = 0
    for state in Holding:
        amount = balance.states.get(state, Amount())
        if amount.nothing:
            continue
        width = _width(amount, whole)
        parts.append(
            BarPart(
                state=state,
                name=words.term("held", state),
                amount=amount_text(amount, balance.unit, words),
                x=x,
                width=width,
            )
        )
        x += width
    return BalanceBar(
        label=label,
        produced=amount_text(balance.produced, balance.unit, words),
        parts=tuple(parts),
        drawn=bool(whole) and any(part.width for part in parts),
        reconciled=share_text(balance.reconciled, words),
        recoverable=share_text(balance.recoverable, words),
        surplus=(
            amount_text(Amount(balance.surplus, balance.surplus), balance.unit, words)
            if balance.surplus
            else ""
        ),
    )


def _width(amount: Amount, whole: Decimal | None) -> int:
    if not whole or not amount.lower:
        return 0
    return max(PART_WIDTH_MIN, round(BAR_WIDTH * min(amount.lower / whole, Decimal(1))))


def amount_text(amount: Amount, unit: str | None, words: Words) -> str:
    """An amount in words, by its bounds."""
    return words.amount(amount.lower, amount.upper, unit)


def share_text(share: Share, words: Words) -> str:
    """A percentage in words, by its bounds."""
    lower, upper = share.lower, share.upper
    if lower is None and upper is None:
        return words("unit.unknown")
    if lower == upper or upper is None:
        return f"{words.number(lower)} %"
    return f"{words.number(lower or Decimal(0))}–{words.number(upper)} %"


def state_rows(
    balances: Mapping[str, Balance | None], words: Words
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The table twin of several bars: a row for each state that any of them has."""
    rows = []
    for state in Holding:
        amounts = [
            balance.states.get(state, Amount()) if balance else Amount()
            for balance in balances.values()
        ]
        if all(amount.nothing for amount in amounts):
            continue
        texts = tuple(
            amount_text(amount, balance.unit if balance else None, words)
            for amount, balance in zip(amounts, balances.values(), strict=True)
        )
        rows.append((words.term("held", state), texts))
    return tuple(rows)
