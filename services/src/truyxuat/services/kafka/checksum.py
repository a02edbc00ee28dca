"""The C checksum that Kafka's records are checked with; nothing starts without it.

kafka-python takes the package crc32c where it finds it and falls back to Python in silence,
which makes producing and consuming five to eight times slower.
"""

from __future__ import annotations

from importlib.util import find_spec

from kafka.record import util

from truyxuat.traceability.errors import Unavailable

CHECKED = b"123456789"
CHECKSUM = 0xE3069283
"""CRC-32C of the nine digits (RFC 3720 section B.4)."""


def require_c_checksum() -> None:
    """Refuse to work without the C checksum.

    Raises:
        Unavailable: crc32c cannot be imported, kafka-python does not use it, or it is wrong.
    """
    if find_spec("crc32c") is None:
        raise Unavailable("The package crc32c is missing: pip install crc32c.")
    if util._crc32c is util.crc32c_py:
        raise Unavailable(
            "kafka-python uses its Python checksum although crc32c is installed: "
            "check with `python -c 'import crc32c'` why it cannot be imported."
        )
    found = util.calc_crc32c(CHECKED)
    if found != CHECKSUM:
        raise Unavailable(
            f"crc32c gives {found:#x} for the digits 1 to 9, expected {CHECKSUM:#x}."
        )
