"""Where the published test material lies: beside the checkout, never inside it."""

from __future__ import annotations

from pathlib import Path

import pytest

CORPORA = Path(__file__).parents[3] / "shared" / "corpora"

needs_corpora = pytest.mark.skipif(
    not CORPORA.exists(), reason="the corpora are not beside this checkout"
)


def files(folder: str, pattern: str) -> list[Path]:
    """The files of one part, in a steady order; none where the corpora are missing."""
    return sorted((CORPORA / folder).glob(pattern)) if CORPORA.exists() else []


def name_of(path: Path) -> str:
    """A short test id: the path within the corpora."""
    return str(path.relative_to(CORPORA))
