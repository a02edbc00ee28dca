"""Preparing ahead changes when a piece is prepared, and nothing else."""

from __future__ import annotations

import threading

import pytest

from truyxuat.graph.ahead import one_ahead


def test_every_piece_is_done_once_and_in_order() -> None:
    done: list[str] = []

    one_ahead([1, 2, 3], str, done.append)

    assert done == ["1", "2", "3"]


def test_a_piece_is_prepared_while_the_one_before_is_done() -> None:
    second_is_ready = threading.Event()

    def prepare(piece: int) -> int:
        if piece == 2:
            second_is_ready.set()
        return piece

    def do(piece: int) -> None:
        assert second_is_ready.wait(timeout=10), f"{piece} waited for what follows it"

    one_ahead([1, 2], prepare, do)


def test_nothing_is_done_after_a_piece_that_failed() -> None:
    done: list[float] = []

    with pytest.raises(ZeroDivisionError):
        one_ahead([2, 0, 1], lambda piece: 1 / piece, done.append)

    assert done == [0.5]


def test_a_failure_in_the_middle_is_told_as_it_was_raised() -> None:
    def refuse(piece: int) -> None:
        raise PermissionError(piece)

    with pytest.raises(PermissionError, match="1"):
        one_ahead([1, 2, 3], int, refuse)
