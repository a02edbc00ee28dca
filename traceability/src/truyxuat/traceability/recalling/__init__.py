"""Recall rules: three scopes, who has how much, what is missing, what changed since (pure)."""

from truyxuat.traceability.recalling.answer import SCOPES, RecallAnswer, ScopeName
from truyxuat.traceability.recalling.balance import Balance, collected, recovered
from truyxuat.traceability.recalling.contract import (
    CONTRACT,
    difference_json,
    question_json,
    recall_json,
)
from truyxuat.traceability.recalling.difference import RecallDifference, difference
from truyxuat.traceability.recalling.drafting import recall
from truyxuat.traceability.recalling.question import PlaceWindow, RecallQuestion
from truyxuat.traceability.recalling.selecting import born_within, serials_between
from truyxuat.traceability.recalling.windows import CommonSources

__all__ = [
    "CONTRACT",
    "SCOPES",
    "Balance",
    "CommonSources",
    "PlaceWindow",
    "RecallAnswer",
    "RecallDifference",
    "RecallQuestion",
    "ScopeName",
    "born_within",
    "collected",
    "difference",
    "difference_json",
    "question_json",
    "recall",
    "recall_json",
    "recovered",
    "serials_between",
]
