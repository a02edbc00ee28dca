"""The key that serials nobody can guess are made with; `printing.serials` makes them.

Settings check such a key at every start, so it stands apart from everything that draws.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from truyxuat.traceability.errors import InvalidInput

SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""The signs of a serial; the 32 that GS1 chose for check characters (7.9.5)."""
SECRET_BYTES_MIN = 32


@dataclass(frozen=True, slots=True)
class SerialKey:
    """A secret and the sign that serials made with it begin with.

    Raises:
        InvalidInput: no such sign, or a secret too short to be one.
    """

    sign: str
    secret: bytes = field(repr=False)

    def __post_init__(self) -> None:
        """Refuse a key that would give weak serials."""
        if len(self.sign) != 1 or self.sign not in SIGNS:
            raise InvalidInput(f"Serial key: one of {SIGNS} expected, got {self.sign!r}.")
        if len(self.secret) < SECRET_BYTES_MIN:
            raise InvalidInput(
                f"Serial key {self.sign}: a secret of at least {SECRET_BYTES_MIN} bytes "
                f"expected, got {len(self.secret)}."
            )
