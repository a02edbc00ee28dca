"""What the people of a small world write down about what they do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kept(StrEnum):
    """The form that is filled in."""

    MAKE = "make"
    PACK = "pack"
    UNPACK = "unpack"
    LOOK = "look"
    """A reading of some of what is in a container."""
    FIT = "fit"
    TAKE_OFF = "take_off"
    MIX = "mix"
    END = "end"
    SEE = "see"
    SHIP = "ship"
    RECEIVE = "receive"


@dataclass(frozen=True, slots=True)
class Named:
    """A thing in a note, for a lot with its pieces (None: not written)."""

    thing: str
    pieces: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """One form, as true as its writer knew."""

    minute: int
    form: Kept
    named: tuple[Named, ...] = ()
    parent: str | None = None
    outputs: tuple[Named, ...] = ()
    lot: str | None = None
    """The lot of the items that are made."""
    batch: str | None = None
    """One name for a step told in several notes."""
    sensor: str | None = None
    wrong: bool = False
    """It was not so; the writer declares it wrong later."""

    def __str__(self) -> str:
        """One short line for whoever has to find out what went wrong."""
        parts = [f"{self.minute:03} {self.form}"]
        if self.parent is not None:
            parts.append(f"{_short(self.parent)} <-")
        parts += [_told(named) for named in self.named]
        if self.outputs:
            parts += ["->", *(_told(named) for named in self.outputs)]
        parts += [f"lot {_short(self.lot)}"] if self.lot else []
        parts += [f"batch {self.batch}"] if self.batch else []
        parts += ["(wrong)"] if self.wrong else []
        return " ".join(parts)


def _told(named: Named) -> str:
    amount = "" if named.pieces is None else f"*{named.pieces}"
    return _short(named.thing) + amount


def _short(key: str) -> str:
    return "/".join(key.split("/")[3:])
