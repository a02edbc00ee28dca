"""Work that takes too long is given up, and keeps nothing of what it still does."""

from __future__ import annotations

import threading

import pytest

from truyxuat.graph.bounded import GivenUp, Patience


def test_an_answer_in_time_is_the_answer() -> None:
    assert Patience(5).answer(lambda: 7) == 7


def test_an_error_of_the_work_is_raised_to_whoever_waits() -> None:
    def work() -> int:
        raise KeyError("milk")

    with pytest.raises(KeyError, match="milk"):
        Patience(5).answer(work)


def test_who_waits_goes_on_when_the_work_hangs_and_the_work_is_told() -> None:
    patience, thaws, told = Patience(0.05), threading.Event(), threading.Event()

    def work() -> None:
        thaws.wait(10)
        try:
            patience.require()
        except GivenUp:
            told.set()

    with pytest.raises(TimeoutError):
        patience.answer(work)
    thaws.set()

    assert told.wait(10)
