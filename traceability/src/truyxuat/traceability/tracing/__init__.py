"""Trace and answer: where did this go, what went into it, who holds it now (design/trace.md)."""

from truyxuat.traceability.tracing.answering import trace
from truyxuat.traceability.tracing.rendering import answer_json, instant_text, result_hash

__all__ = ["answer_json", "instant_text", "result_hash", "trace"]
