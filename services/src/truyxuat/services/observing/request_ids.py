"""What a request is called: by its caller's own name where that is one, else by a new one.

The name is answered in `X-Request-ID`, stands in every problem and in every line of the log, so
that what a caller saw and what an operator reads can be laid side by side.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable

from opentelemetry.context import Context
from opentelemetry.trace import format_trace_id, get_current_span

REQUEST_ID = b"x-request-id"

_VALID = re.compile(rb"[A-Za-z0-9._:+/=@-]{1,128}")
"""Nothing that could break a header, a log line or a page."""


def request_id_of(headers: Iterable[tuple[bytes, bytes]], trace: Context) -> str:
    """The caller's `X-Request-ID`, else the trace the request belongs to, else a new name."""
    for name, value in headers:
        if name == REQUEST_ID and _VALID.fullmatch(value):
            return value.decode("ascii")
    place = get_current_span(trace).get_span_context()
    return format_trace_id(place.trace_id) if place.is_valid else uuid.uuid4().hex
