"""Logs that a program can read: one JSON object a line on standard error, the time first.

Only a process's entry point calls `log_to_stderr`; everything else asks `logger_of` for a logger
and says what happened, in facts. A line written during a request or a batch carries its
request id, its trace and its capture. Nothing that was sent is ever logged: no bodies, no paths
or queries (they hold identifiers), no addresses of callers, and of an error only the first words
of its message, because databases append the row they refused.

On a terminal the same facts come in columns and colours.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Iterator
from typing import TextIO

import msgspec
import structlog
from opentelemetry.trace import format_span_id, format_trace_id, get_current_span
from structlog.typing import EventDict, Processor

from truyxuat.services.observing.work import current_work
from truyxuat.services.settings import LogFormat, Settings

FIRST = ("time", "level", "event", "request_id", "trace_id", "span_id", "capture_id")
"""What stands first in a line, in this order, where it is known."""

MESSAGE_LENGTH_MAX = 200
_LINE_END = re.compile(r"\n|\\n")
"""As it stands in a message, or in a quotation of one."""
CAUSES_MAX = 5
SECONDS_BETWEEN = 60.0

TALKATIVE = ("alembic", "httpx", "kafka", "neo4j", "opentelemetry", "urllib3")
"""Libraries whose own progress reports are of no use to an operator."""


def logger_of(name: str) -> structlog.stdlib.BoundLogger:
    """A logger of this name; silent below a warning until `log_to_stderr` was called."""
    made: structlog.stdlib.BoundLogger = structlog.wrap_logger(
        logging.getLogger(name),
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    return made


def log_to_stderr(settings: Settings) -> None:
    """Send every log of this process, libraries' ones too, to standard error."""
    root = logging.getLogger()
    handler = handler_of(sys.stderr, settings.log_format)
    handler.addFilter(_Seldom("opentelemetry"))
    root.handlers[:] = [handler]
    root.setLevel(settings.log_level.upper())
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(max(root.level, logging.WARNING))
    logging.getLogger("uvicorn.error").addFilter(_not_told_already)


def handler_of(stream: TextIO, form: LogFormat) -> logging.Handler:
    """A handler that writes lines of this form; `auto` is console on a terminal, else JSON."""
    console = form == "console" or (form == "auto" and stream.isatty())
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[
                structlog.stdlib.add_log_level,
                structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
                _where,
                _error_in_few_words,
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                *(_columns() if console else _json()),
            ]
        )
    )
    return handler


class _Seldom(logging.Filter):
    """Let through one line in `SECONDS_BETWEEN` of a library that repeats itself.

    The sender of spans says again and again that a collector is away; once is news.
    """

    def __init__(self, library: str) -> None:
        super().__init__(library)
        self._next = 0.0

    def filter(self, record: logging.LogRecord) -> bool:
        if not super().filter(record):
            return True
        if record.created < self._next:
            return False
        self._next = record.created + SECONDS_BETWEEN
        return True


def _columns() -> list[Processor]:
    return [
        structlog.dev.ConsoleRenderer(timestamp_key="time", pad_event_to=0, sort_keys=False)
    ]


def _json() -> list[Processor]:
    return [
        _ordered,
        structlog.processors.JSONRenderer(
            serializer=lambda line, **_: msgspec.json.encode(line, enc_hook=str).decode()
        ),
    ]


def _where(_logger: object, _method: str, line: EventDict) -> EventDict:
    """During which request, in which trace, about which capture."""
    work = current_work()
    if work is not None:
        if work.request_id:
            line.setdefault("request_id", work.request_id)
        for name in ("trace_id", "span_id", "capture_id"):
            if name in work.facts:
                line.setdefault(name, work.facts[name])
    place = get_current_span().get_span_context()
    if place.is_valid:
        line.setdefault("trace_id", format_trace_id(place.trace_id))
        line.setdefault("span_id", format_span_id(place.span_id))
    return line


def _ordered(_logger: object, _method: str, line: EventDict) -> EventDict:
    first = {name: line[name] for name in FIRST if name in line}
    return {**first, **line}


def _error_in_few_words(_logger: object, _method: str, line: EventDict) -> EventDict:
    given = line.pop("exc_info", None)
    error = given[1] if isinstance(given, tuple) else given
    if error is True:
        error = sys.exception()
    if isinstance(error, BaseException):
        line["error"] = [words for one in _causes(error) for words in _told(one)]
    return line


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error, what it came from, and so on; what was hidden by `from None` stays hidden."""
    found: BaseException | None = error
    for _ in range(CAUSES_MAX):
        if found is None:
            return
        yield found
        hidden = found.__suppress_context__
        found = found.__cause__ or (None if hidden else found.__context__)


def _told(error: BaseException) -> Iterator[str]:
    """What an error says in its first line, and the way to it, the innermost call first."""
    first_line = _LINE_END.split(str(error), maxsplit=1)[0]
    yield f"{type(error).__name__}: {first_line[:MESSAGE_LENGTH_MAX]}"
    way: list[str] = []
    step = error.__traceback__
    while step is not None:
        code = step.tb_frame.f_code
        way.append(f"  {code.co_filename}:{step.tb_lineno} {code.co_name}")
        step = step.tb_next
    yield from reversed(way)


def _not_told_already(record: logging.LogRecord) -> bool:
    """Whether uvicorn says something new; a failed request has its own line, with its id."""
    return not record.getMessage().startswith("Exception in ASGI application")
