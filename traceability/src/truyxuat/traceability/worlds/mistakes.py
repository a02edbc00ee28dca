"""Notes that were never so: people write the wrong box, and say so later."""

from __future__ import annotations

from random import Random

from truyxuat.traceability.worlds.notes import Kept, Named, Note
from truyxuat.traceability.worlds.things import CONTAINERS, Kind
from truyxuat.traceability.worlds.truth import Truth

MISTAKES_MAX = 3


def with_mistakes(truth: Truth, notes: list[Note], seed: int) -> list[Note]:
    """The notes and some that were not so, each marked as wrong."""
    rng = Random(-seed)
    wrong = [_mistake(truth, rng) for _ in range(rng.randint(0, MISTAKES_MAX))]
    return [*notes, *wrong]


def _mistake(truth: Truth, rng: Random) -> Note:
    items = sorted(each for each, kind in truth.kinds.items() if kind is Kind.ITEM)
    goods = [*items, *sorted(truth.kinds.keys() - set(items))]
    containers = sorted(each for each, kind in truth.kinds.items() if kind in CONTAINERS)
    minute = rng.randint(0, truth.last)
    form = rng.choice((Kept.PACK, Kept.UNPACK, Kept.LOOK, Kept.MIX, Kept.END, Kept.MAKE))
    some = tuple(Named(each) for each in rng.sample(goods, k=min(2, len(goods))))
    if form is Kept.MIX:
        return Note(minute=minute, form=form, named=some[:1], outputs=some[1:], wrong=True)
    if form in (Kept.END, Kept.MAKE):
        return Note(minute=minute, form=form, named=some, wrong=True)
    parent = rng.choice(containers)
    named = tuple(each for each in some if each.thing != parent)
    return Note(minute=minute, form=form, named=named, parent=parent, wrong=True)
