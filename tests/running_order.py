"""The order of the files of tests: those that wait for servers among those that calculate.

A live file mostly waits: servers start, fall, come back. Several of them at once would leave
the processor idle, so they are spread evenly over the run; for the same reason the check runs
three workers on two cores. Within a file the order is its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, groupby
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
LIVE = TESTS / "live"

File = list[pytest.Item]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Spread the live files; the doctests of the members, which are short, stay last."""
    files = [list(of_one) for _, of_one in groupby(items, key=lambda item: item.path)]
    live = [file for file in files if LIVE in _folders(file)]
    other = [file for file in files if LIVE not in _folders(file)]
    among = [file for file in other if TESTS in _folders(file)]
    last = [file for file in other if TESTS not in _folders(file)]
    items[:] = chain.from_iterable([*_spread(live, among), *last])


def _spread(some: Sequence[File], others: Sequence[File]) -> list[File]:
    """Both in their own order, each at an even distance from the next of its kind."""
    placed = [
        ((place + 0.5) / len(files), file)
        for files in (some, others)
        for place, file in enumerate(files)
    ]
    return [file for _, file in sorted(placed, key=lambda each: each[0])]


def _folders(file: File) -> Sequence[Path]:
    return file[0].path.parents
