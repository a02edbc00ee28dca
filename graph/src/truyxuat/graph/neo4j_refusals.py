"""What Neo4j and its driver say when we are not let in, and which setting has to be put right.

A wrong password is told by a code, a wrong certificate only by the error below the error that
the driver raises; both are read here, so that an operator meets the name of a setting.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterator, Mapping

from neo4j.exceptions import DriverError, Neo4jError, ServiceUnavailable, SessionExpired

from truyxuat.traceability.errors import Refused, Unavailable

CREDENTIALS = "TRUYXUAT_GRAPH_USER and TRUYXUAT_GRAPH_PASSWORD"

REFUSALS: Mapping[str, str] = {
    "Neo.ClientError.Security.Unauthorized": f"it does not accept {CREDENTIALS}",
    "Neo.ClientError.Security.CredentialsExpired": (
        "the password in TRUYXUAT_GRAPH_PASSWORD is the first one and has to be changed "
        "(ALTER CURRENT USER SET PASSWORD), then set here"
    ),
    "Neo.ClientError.Security.AuthenticationRateLimit": (
        f"{CREDENTIALS} were wrong too often, here or elsewhere, and it accepts nobody of that "
        "name for a while"
    ),
    "Neo.ClientError.Security.Forbidden": "the user in TRUYXUAT_GRAPH_USER lacks a right",
}
"""By the server's code, what is wrong."""
SECURITY = "Neo.ClientError.Security."

AWAY = frozenset(
    {
        "Neo.ClientError.Database.DatabaseNotFound",
        "Neo.DatabaseError.General.UnknownError",
        "Neo.DatabaseError.Database.Unknown",
        "Neo.ClientError.Transaction.TransactionTimedOut",
        "Neo.ClientError.Transaction.TransactionTimedOutClientConfiguration",
    }
)
"""What a server says that is about to stop, has just started or is too slow for us, though it
sounds like more."""

CLOSED = "closed with incomplete handshake response"
"""How the driver tells that a server hung up on the first thing we said."""


def told(url: str, error: Neo4jError | DriverError) -> Unavailable | None:
    """An error of the driver in an operator's words; None where it is a fault of ours."""
    if isinstance(error, Neo4jError):
        code = error.code or ""
        if code in REFUSALS or code.startswith(SECURITY):
            return Refused(f"Neo4j at {url} refuses us: {REFUSALS.get(code, said(error))}.")
        passing = code in AWAY or error.is_retryable()
    else:
        passing = isinstance(error, ServiceUnavailable | SessionExpired)
    if not passing:
        return None
    return _unencrypted(url, error) or Unavailable(
        f"Neo4j at {url} does not answer: {said(error)}"
    )


def said(error: BaseException) -> str:
    """The first line of what the driver says; the rest are its own attempts."""
    return str(error).partition("\n")[0][:200]


def _unencrypted(url: str, error: BaseException) -> Unavailable | None:
    """What is wrong between two that do not agree about TLS."""
    for below in _below(error):
        if isinstance(below, ssl.SSLCertVerificationError):
            return Refused(
                f"Neo4j at {url} has a certificate that we do not trust "
                f"({below.verify_message}): TRUYXUAT_GRAPH_CAFILE names the file of the "
                "authority that made it, +ssc in TRUYXUAT_GRAPH_URL trusts any."
            )
        if isinstance(below, ssl.SSLError | ConnectionResetError) and "+s" in url:
            return Unavailable(
                f"Neo4j at {url} agrees on no TLS ({said(below)}): if it has none "
                "(server.bolt.tls_level), TRUYXUAT_GRAPH_URL begins with bolt:// or neo4j://."
            )
        if CLOSED in str(below) and "+s" not in url:
            return Unavailable(
                f"Neo4j at {url} hangs up before it says anything: if it wants TLS "
                "(server.bolt.tls_level), TRUYXUAT_GRAPH_URL begins with bolt+s:// or "
                "neo4j+s://."
            )
    return None


def _below(error: BaseException | None) -> Iterator[BaseException]:
    """An error and all it was raised from."""
    if error is None:
        return
    yield error
    if isinstance(error, BaseExceptionGroup):
        for each in error.exceptions:
            yield from _below(each)
    yield from _below(error.__cause__)
