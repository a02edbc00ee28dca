"""Prepare the next piece of work while the one before is done.

It pays where doing is waiting for a server: the processor is free for preparing meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

_Raw = TypeVar("_Raw")
_Ready = TypeVar("_Ready")


def one_ahead(
    pieces: Sequence[_Raw], prepare: Callable[[_Raw], _Ready], do: Callable[[_Ready], None]
) -> None:
    """Do every piece in order, each prepared while the one before is done.

    What either raises ends the work at once; nothing prepared ahead is done then.
    """
    if len(pieces) == 1:
        do(prepare(pieces[0]))
        return
    with ThreadPoolExecutor(max_workers=1) as worker:
        ready = [worker.submit(prepare, piece) for piece in pieces[:1]]
        for following in (*pieces[1:], None):
            now = ready.pop().result()
            if following is not None:
                ready.append(worker.submit(prepare, following))
            do(now)
