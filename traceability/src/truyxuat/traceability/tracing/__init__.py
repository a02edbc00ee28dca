"""Trace and answer: where did this go, what went into it, who holds it now (design/trace.md)."""

from truyxuat.traceability.tracing.answering import trace
from truyxuat.traceability.tracing.present import Presence, present_at
from truyxuat.traceability.tracing.rendering import answer_json, instant_text, result_hash

__all__ = [
    "Presence",
    "answer_json",
    "instant_text",
    "present_at",
    "result_hash",
    "trace",
]
