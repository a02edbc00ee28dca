"""Read a Dockerfile into its stages: enough for the checks that a linter would make."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(slots=True)
class Stage:
    """What follows one FROM."""

    image: str
    name: str | None
    instructions: list[tuple[str, str]] = field(default_factory=list)

    def all(self, keyword: str) -> list[str]:
        """The arguments of every instruction of this kind, in order."""
        return [text for found, text in self.instructions if found == keyword]

    def last(self, keyword: str) -> str:
        """The arguments of the one that counts."""
        return self.all(keyword)[-1]

    def labels(self) -> dict[str, str]:
        """Every LABEL of the stage."""
        pairs = re.findall(r'([\w.]+)="([^"]*)"', " ".join(self.all("LABEL")))
        return dict(pairs)


def stages_of(path: Path) -> list[Stage]:
    """The stages in order; what stands before the first FROM fills in variables of FROM lines."""
    defaults: dict[str, str] = {}
    stages: list[Stage] = []
    for keyword, text in _instructions(path.read_text(encoding="utf-8")):
        if keyword == "ARG" and not stages:
            name, _, value = text.partition("=")
            defaults[name] = value
        elif keyword == "FROM":
            image, _, name = text.partition(" AS ")
            for known, value in defaults.items():
                image = image.replace(f"${{{known}}}", value)
            stages.append(Stage(image.strip(), name.strip() or None))
        else:
            stages[-1].instructions.append((keyword, text))
    return stages


def exec_form(text: str) -> list[str]:
    """The words of a command that no shell reads; raises where it is not in that form."""
    return [str(word) for word in json.loads(text)]


def _instructions(text: str) -> list[tuple[str, str]]:
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    joined = re.sub(r"\\\n\s*", " ", "\n".join(lines))
    found = [line.strip().partition(" ") for line in joined.splitlines() if line.strip()]
    return [(keyword, rest.strip()) for keyword, _, rest in found]
