"""What was touched within one minute, so that nothing is moved twice in one part of it."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Minute:
    """The things that each part of a minute concerned."""

    closed: set[str] = field(default_factory=set)
    """Taken out of something, or something taken out of them."""
    emptied: set[str] = field(default_factory=set)
    """Containers with nothing left in them."""
    moved: set[str] = field(default_factory=set)
    """Put into something."""
    filled: set[str] = field(default_factory=set)
    """Something put into them."""
    rigid: set[str] = field(default_factory=set)
    """Moved without a word about where from: nothing near may move as well."""
    used: set[str] = field(default_factory=set)
    """Used up, ended or made."""

    @property
    def opened(self) -> set[str]:
        """Everything that an opening concerned."""
        return self.moved | self.filled

    @property
    def touched(self) -> set[str]:
        """Everything."""
        return self.closed | self.opened | self.used
