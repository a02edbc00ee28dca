"""The things of a small world, and the names that people write for them.

Every thing has one key and several spellings: people write an EPC URN here, a Digital Link of
their own brand there. The check digits are worked out here and not by the identifiers of the
platform, so that a world owes nothing to the code it checks.
"""

from __future__ import annotations

from enum import StrEnum

ROOT = "https://id.gs1.org"
BRANDS = ("https://sua.example.vn", "http://example.com/p")
PREFIX = "9521234"
PRODUCTS = 3
"""Trade items of a world; a lot and its items share one."""


class Kind(StrEnum):
    """What a thing is, as far as the physics of a world care."""

    ITEM = "item"
    LOT = "lot"
    BOX = "box"
    """A logistic unit (SSCC): a container that can be used up."""
    CRATE = "crate"
    """A returnable asset (GRAI): a container that cannot."""
    MACHINE = "machine"
    """An individual asset (GIAI) that components are fitted to."""
    SENSOR = "sensor"


CONTAINERS = frozenset({Kind.BOX, Kind.CRATE})
ASSETS = frozenset({Kind.CRATE, Kind.MACHINE, Kind.SENSOR})


def item(product: int, serial: int) -> str:
    """An item with its own serial number."""
    return f"{ROOT}/01/{_gtin(product)}/21/{serial}"


def lot(product: int, number: int) -> str:
    """A lot of a product."""
    return f"{ROOT}/01/{_gtin(product)}/10/L{number}"


def box(number: int) -> str:
    """A logistic unit."""
    return f"{ROOT}/00/{_checked(f'3{PREFIX}{number:09}')}"


def crate(number: int) -> str:
    """A returnable crate."""
    return f"{ROOT}/8003/0{_checked(f'{PREFIX}00001')}{number}"


def machine(number: int) -> str:
    """A machine, a vehicle, a sensor: an individual asset."""
    return f"{ROOT}/8004/{PREFIX}M{number}"


def product_of(key: str) -> int:
    """Which product an item or lot is of."""
    gtin = key.split("/")[4]
    return next(number for number in range(PRODUCTS) if _gtin(number) == gtin)


def site(number: int) -> str:
    """A place."""
    return f"{ROOT}/414/{_checked(f'{PREFIX}{number:05}')}"


def party(number: int) -> str:
    """A firm."""
    return f"{ROOT}/417/{_checked(f'{PREFIX}{number:05}')}"


def spellings(key: str) -> tuple[str, ...]:
    """Every way in which people of this world write the thing."""
    links = (key, *(brand + key.removeprefix(ROOT) for brand in BRANDS))
    return (*links, _urn(key))


def in_lot(key: str, lot_key: str) -> str:
    """An item written with its lot beside the serial number."""
    return f"{lot_key}/21/{key.rpartition('/')[2]}"


def _gtin(product: int) -> str:
    return _checked(f"0{PREFIX}{product:05}")


def _checked(digits: str) -> str:
    weighed = sum(
        int(digit) * (3 if place % 2 == 0 else 1)
        for place, digit in enumerate(reversed(digits))
    )
    return digits + str(-weighed % 10)


def _urn(key: str) -> str:
    ai, value, *rest = key.removeprefix(f"{ROOT}/").split("/")
    if ai == "01":
        kind = "class:lgtin" if rest[0] == "10" else "id:sgtin"
        return f"urn:epc:{kind}:{PREFIX}.{value[0]}{value[8:13]}.{rest[1]}"
    if ai == "00":
        return f"urn:epc:id:sscc:{PREFIX}.{value[0]}{value[8:17]}"
    if ai == "8003":
        return f"urn:epc:id:grai:{PREFIX}.{value[8:13]}.{value[14:]}"
    return f"urn:epc:id:giai:{PREFIX}.{value.removeprefix(PREFIX)}"
