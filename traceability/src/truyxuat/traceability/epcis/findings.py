"""Everything found wrong while one document is read, each with its place.

A reader does not stop at the first mistake: the sender of a thousand events wants the whole
list. Places are kept as linked pairs while reading, which costs nothing for a sound document,
and become text (JSON pointer or XPath) only when there is something to say.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from truyxuat.traceability.errors import InvalidDocument, Problem

At: TypeAlias = "tuple[At, str | int] | None"
"""A place in a document: the place of the parent, and the key or index under it."""

Step: TypeAlias = "str | int"

PROBLEMS_MAX = 1000
"""Problems told of one document; beyond that the last one says that there are more."""

GOT_SIGNS_MAX = 200
"""A wrong value is quoted up to this length."""

TEXT_SIGNS_MAX = 1000
"""Places and messages, which quote the sender too, are cut at this length."""


class TooManyProblems(Exception):
    """The list of problems is full; the document is broken enough."""


class Findings:
    """The problems and warnings of one document, in the order of reading."""

    def __init__(self, place: Callable[[Sequence[Step]], str]) -> None:
        self.problems: list[Problem] = []
        self.warnings: list[Problem] = []
        self.event: int | None = None
        """Index of the event being read, None for the document around the events."""
        self._place = place

    def problem(
        self, at: At, code: str, message: str, *, expected: str = "", got: object = ""
    ) -> None:
        """Note something that makes the document unfit to be recorded."""
        if len(self.problems) >= PROBLEMS_MAX:
            raise TooManyProblems
        self.problems.append(self._told(at, code, message, expected, got))

    def warning(self, at: At, code: str, message: str, *, got: object = "") -> None:
        """Note something odd that is recorded as it is."""
        if len(self.warnings) < PROBLEMS_MAX:
            self.warnings.append(self._told(at, code, message, "", got))

    def raise_if_any(self) -> None:
        """Refuse the document with all its problems, if it has one."""
        if self.problems:
            raise InvalidDocument(tuple(self.problems))

    def cut_off(self) -> InvalidDocument:
        """The error of a broken document that says that only its first problems are listed."""
        more = Problem(
            "", "too_many_problems", f"Only the first {PROBLEMS_MAX} problems are listed."
        )
        return InvalidDocument((*self.problems, more))

    def _told(self, at: At, code: str, message: str, expected: str, got: object) -> Problem:
        path: list[Step] = []
        while at is not None:
            at, step = at
            path.append(step)
        shown = got if isinstance(got, str) else shown_value(got)
        return Problem(
            place=_sendable(self._place(path[::-1])[:TEXT_SIGNS_MAX]),
            code=code,
            message=_sendable(message[:TEXT_SIGNS_MAX]),
            expected=expected,
            got=_sendable(shown[:GOT_SIGNS_MAX]),
            event=self.event,
        )


def _sendable(text: str) -> str:
    r"""A quotation that any answer can carry: half of a surrogate pair is told as ``\ud800``."""
    return text.encode("utf-8", "backslashreplace").decode()


def shown_value(value: object) -> str:
    """A wrong value as its sender would write it, or what kind of value it is."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case dict():
            return "an object"
        case list():
            return "a list"
        case _:
            return str(value)


def json_pointer(path: Sequence[Step]) -> str:
    """The place as RFC 6901 writes it.

    >>> json_pointer(["epcisBody", "eventList", 0, "a/b"])
    '/epcisBody/eventList/0/a~1b'
    """
    return "".join("/" + str(s).replace("~", "~0").replace("/", "~1") for s in path)
