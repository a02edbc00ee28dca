"""Many values to PostgreSQL as one array, in binary.

The driver asks for each value of a list anew how it is sent, which costs more than all that the
server does to answer. Here the kind is known for the whole list.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

import psycopg
from psycopg.abc import Buffer
from psycopg.adapt import Dumper
from psycopg.pq import Format

_HEAD = struct.Struct(">iiIii")
_LENGTH = struct.Struct(">i")
_INT8 = struct.Struct(">iq")


@dataclass(frozen=True, slots=True)
class Texts:
    """Sent as text[]."""

    values: Sequence[str]


@dataclass(frozen=True, slots=True)
class Binaries:
    """Sent as bytea[]."""

    values: Sequence[bytes]


@dataclass(frozen=True, slots=True)
class Integers:
    """Sent as bigint[]."""

    values: Sequence[int]


def array_of(values: Sequence[str] | Sequence[bytes] | Sequence[int]) -> object:
    """Values of one kind, at least one, as they are given to a statement."""
    return _BY_KIND[type(values[0])](values)


class _TextsDumper(Dumper):
    format = Format.BINARY
    oid = psycopg.adapters.types["text"].array_oid
    _of: ClassVar = psycopg.adapters.types["text"].oid

    def dump(self, obj: Texts) -> Buffer:
        texts = [value.encode() for value in obj.values]
        if any(b"\0" in text for text in texts):
            raise psycopg.DataError(
                "PostgreSQL text fields cannot contain NUL (0x00) bytes"
            )
        return _array(self._of, texts)


class _BinariesDumper(Dumper):
    format = Format.BINARY
    oid = psycopg.adapters.types["bytea"].array_oid
    _of: ClassVar = psycopg.adapters.types["bytea"].oid

    def dump(self, obj: Binaries) -> Buffer:
        return _array(self._of, obj.values)


class _IntegersDumper(Dumper):
    format = Format.BINARY
    oid = psycopg.adapters.types["int8"].array_oid
    _of: ClassVar = psycopg.adapters.types["int8"].oid

    def dump(self, obj: Integers) -> Buffer:
        head = _HEAD.pack(1, 0, self._of, len(obj.values), 1)
        return head + b"".join([_INT8.pack(8, value) for value in obj.values])


def _array(element: int, items: Sequence[bytes]) -> bytes:
    """One dimension, no NULLs, the type of its elements, their number, the first index."""
    parts = [_HEAD.pack(1, 0, element, len(items), 1)]
    for item in items:
        parts += (_LENGTH.pack(len(item)), item)
    return b"".join(parts)


_BY_KIND: Mapping[type, Callable[..., object]] = {
    str: Texts,
    bytes: Binaries,
    int: Integers,
}

for _kind, _dumper in (
    (Texts, _TextsDumper),
    (Binaries, _BinariesDumper),
    (Integers, _IntegersDumper),
):
    psycopg.adapters.register_dumper(_kind, _dumper)
