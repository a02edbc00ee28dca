"""How a canonical key is shown to people: as the elements that stand under a barcode."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

GS1_HOST = "id.gs1.org"
GS1_HOME = "https://id.gs1.org"


def check_digit(digits: str) -> str:
    """The digit that belongs after these (GS1 General Specifications 7.9.1).

    >>> check_digit("952123400101")
    '0'
    """
    total = sum(
        int(digit) * (3 if n % 2 == 0 else 1) for n, digit in enumerate(digits[::-1])
    )
    return str(-total % 10)


def elements(key: str) -> tuple[tuple[str, str], ...]:
    """The (AI, value) pairs of a canonical key; empty for what is no GS1 key.

    >>> elements("https://id.gs1.org/01/09521234001010/10/L%2F1")
    (('01', '09521234001010'), ('10', 'L/1'))
    """
    parts = urlsplit(key)
    if parts.netloc != GS1_HOST:
        return ()
    steps = [unquote(step) for step in parts.path.split("/")[1:]]
    return tuple(zip(steps[::2], steps[1::2], strict=False))


def written(key: str) -> str:
    """A key as it is printed under a symbol (GS1 General Specifications 4.14), or as it is.

    >>> written("https://id.gs1.org/01/09521234001010/10/L1")
    '(01)09521234001010(10)L1'
    >>> written("urn:example:tank:1")
    'urn:example:tank:1'
    """
    return "".join(f"({ai}){value}" for ai, value in elements(key)) or key


def element(key: str, ai: str) -> str | None:
    """The value of one element of a key, None where it has none.

    >>> element("https://id.gs1.org/01/09521234001010/10/L1", "10")
    'L1'
    """
    return dict(elements(key)).get(ai)


def class_key(key: str) -> str:
    """The product of a lot or item; of anything else the key itself.

    >>> class_key("https://id.gs1.org/01/09521234001010/10/L1")
    'https://id.gs1.org/01/09521234001010'
    """
    pairs = elements(key)
    if pairs and pairs[0][0] == "01":
        return f"https://{GS1_HOST}/01/{pairs[0][1]}"
    return key


def short(key: str) -> str:
    """What tells this object from its like: its lot or serial, or the last signs of its code.

    >>> short("https://id.gs1.org/01/09521234001010/10/L1")
    'L1'
    >>> short("https://id.gs1.org/00/395212340000000014")
    '…000014'
    """
    pairs = elements(key)
    if not pairs:
        return key.rstrip("/").replace(":", "/").rsplit("/", 1)[-1]
    ai, value = pairs[-1]
    if ai == "00":
        return "…" + value[-6:]
    if ai == "8003":
        return value[14:] or value
    return value
