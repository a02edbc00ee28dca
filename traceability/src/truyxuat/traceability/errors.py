"""Every error this platform raises about what it was given, in one tree.

    TruyxuatError
    ├── InvalidInput            400  what was sent cannot be right
    │   ├── InvalidIdentifier   400  not a GS1 identifier, or a broken one
    │   ├── InvalidBody         400  what was sent, with its problems, each with a place
    │   │   ├── InvalidBarcode  400  what a barcode or a person's typing says
    │   │   └── InvalidDocument 400  an EPCIS document
    │   └── InvalidQuery        400  a question that cannot be asked
    ├── NotFound                404  nothing is recorded under that name
    ├── Conflict                409  contradicts what is recorded
    ├── TooLarge                413  over a named limit
    ├── UnsupportedMediaType    415  a body in a form we do not read
    └── Unavailable             503  an engine behind us does not answer
        └── Refused             503  it does not let us in, and will not until somebody acts

Each class knows its HTTP meaning (RFC 9457 ``type``, ``title``, ``status``); one handler in
``services`` renders it. A broken promise between our own functions is an ``assert``, not one
of these.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with what was sent: where it stands, what was expected, what was got.

    ``place`` is a JSON pointer (RFC 6901) into a JSON document, an XPath into an XML one, and
    ``first:after`` in a text: the characters ``text[first:after]``;
    ``event`` is the 0-based index of the event in its document, None for the document itself.
    ``code`` is a stable short word for programs: ``missing``, ``not_a_time``, ``unknown_term``.
    """

    place: str
    code: str
    message: str
    expected: str = ""
    got: str = ""
    event: int | None = None


class TruyxuatError(Exception):
    """What was asked cannot be done; the message says what, where, expected and got."""

    type: ClassVar[str] = "internal"
    title: ClassVar[str] = "Internal error"
    status: ClassVar[int] = 500

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The single problems behind this error, where there are several."""
        return ()


class InvalidInput(TruyxuatError):
    """What was sent cannot be right."""

    type = "invalid-input"
    title = "Invalid input"
    status = 400


class InvalidIdentifier(InvalidInput):
    """Not a GS1 identifier, or a broken one."""

    type = "invalid-identifier"
    title = "Invalid identifier"


class InvalidBody(InvalidInput):
    """A body that cannot be read, with all its problems."""

    type = "invalid-body"

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        assert problems, "an invalid body names at least one problem"
        first = problems[0]
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        super().__init__(f"{first.place or '/'}: {first.message}{more}")
        self._problems = problems

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Every problem found, in document order."""
        return self._problems


class InvalidBarcode(InvalidBody):
    """What a barcode says, or a person typed of it, breaks the rules of GS1; with all problems."""

    type = "invalid-barcode"
    title = "Invalid barcode data"


class InvalidDocument(InvalidBody):
    """An EPCIS document (or event) that cannot be read, with all its problems."""

    type = "invalid-document"
    title = "Invalid EPCIS document"


class InvalidQuery(InvalidInput):
    """A question that cannot be asked: unknown parameter, bad bound, nothing to start from."""

    type = "invalid-query"
    title = "Invalid query"


class NotFound(TruyxuatError):
    """Nothing is recorded under that name."""

    type = "not-found"
    title = "Not found"
    status = 404


class Conflict(TruyxuatError):
    """It contradicts what is recorded: another event under one eventID, say."""

    type = "conflict"
    title = "Conflict with the record"
    status = 409


class TooLarge(TruyxuatError):
    """Over a named limit; the message names the limit and its value."""

    type = "too-large"
    title = "Too large"
    status = 413


class UnsupportedMediaType(TruyxuatError):
    """A body in a form we do not read."""

    type = "unsupported-media-type"
    title = "Unsupported media type"
    status = 415


class Unavailable(TruyxuatError):
    """An engine behind us does not answer; nothing was kept."""

    type = "unavailable"
    title = "Temporarily unavailable"
    status = 503


class Refused(Unavailable):
    """An engine behind us does not let us in: asking again soon changes nothing."""
