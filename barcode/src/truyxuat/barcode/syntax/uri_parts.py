"""The parts of a Digital Link URI, and how values are spelled in them.

A path spells everything but the unreserved characters of RFC 3986 as ``%`` and two hexadecimal
digits; a query spells a space as ``+`` as well, as web forms do. What is no complete escape
stands for itself, and an escape is one character of Latin-1: GS1 data never goes beyond it.
"""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import quote, quote_plus, unquote

_URI = re.compile(
    r"(?P<scheme>https?|HTTPS?)://(?P<host>[^/?#]+)(?P<path>/[^?#]*)"
    r"(?:\?(?P<query>[^#]*))?(?:#(?P<fragment>.*))?",
    re.DOTALL,
)
_NOT_IN_URI = re.compile(r"[^A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]")
_NOT_IN_HOST = re.compile(r"[_~@!$&'()*+,;=%]")


class UriParts(NamedTuple):
    """A web address taken apart; where path and query begin in it."""

    stem: str
    path: str
    query: str
    fragment: str
    path_start: int
    query_start: int

    @property
    def tail(self) -> str:
        """Query and fragment as they were, for what is rebuilt before them."""
        query = f"?{self.query}" if self.query else ""
        return query + (f"#{self.fragment}" if self.fragment else "")


def take_apart(text: str) -> UriParts | None:
    """The parts of a web address; None where it is none that a Digital Link can be.

    The scheme is all small or all capital letters, as the URI syntax of GS1 has it.
    """
    found = _URI.fullmatch(text)
    if found is None or _NOT_IN_URI.search(text) or _NOT_IN_HOST.search(found["host"]):
        return None
    return UriParts(
        f"{found['scheme']}://{found['host']}",
        found["path"],
        found["query"] or "",
        found["fragment"] or "",
        found.start("path"),
        found.start("query"),
    )


def path_escaped(value: str) -> str:
    """A value as one segment of a path.

    >>> path_escaped("A+1 /2")
    'A%2B1%20%2F2'
    """
    return (
        value
        if value.isalnum() and value.isascii()
        else quote(value, safe="", encoding="latin-1")
    )


def query_escaped(value: str) -> str:
    """A value as one value of a query.

    >>> query_escaped("A+1 /2")
    'A%2B1+%2F2'
    """
    if value.isalnum() and value.isascii():
        return value
    return quote_plus(value, safe="", encoding="latin-1")


def path_unescaped(segment: str) -> str:
    """The value that a segment of a path spells.

    >>> path_unescaped("A%20B+C%2")
    'A B+C%2'
    """
    return unquote(segment, encoding="latin-1") if "%" in segment else segment


def query_unescaped(value: str) -> str:
    """The value that a value of a query spells.

    >>> query_unescaped("A%20B+C%2")
    'A B C%2'
    """
    return path_unescaped(value.replace("+", " "))
