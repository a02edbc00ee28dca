"""Find Java, Maven and PostgreSQL here, or have apt-get install them; fetch jars once.

Jars stay in a cache outside the checkout, one directory per version, so that a second start
needs no network and all checkouts share them. A directory appears whole or not at all.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from deploy.local.processes import run

Found = TypeVar("Found")

ROOT = Path(__file__).resolve().parents[2]
JAVA_PACKAGES = "openjdk-17-jre-headless|openjdk-21-jre-headless|default-jre-headless"


class ServerTrouble(Exception):
    """A server cannot be had or does not answer; the text says what was tried."""


def java(majors: Sequence[int]) -> Path:
    """The first Java of these major versions, in this order; apt-get is asked when none is here."""

    def found() -> Path | None:
        here = javas()
        return next((here[major] for major in majors if major in here), None)

    return _found_or_installed(found, JAVA_PACKAGES) or _no_java(majors)


def javas() -> dict[int, Path]:
    """Every Java on this machine by its major version; JAVA_HOME and PATH come first."""
    homes = [Path(os.environ["JAVA_HOME"])] if os.environ.get("JAVA_HOME") else []
    if on_path := shutil.which("java"):
        homes.append(Path(on_path).resolve().parents[1])
    homes += sorted(Path("/usr/lib/jvm").glob("*")) + sorted(Path("/opt").glob("*"))
    found: dict[int, Path] = {}
    for home in homes:
        program = home / "bin" / "java"
        if program.exists() and (major := _major(home)):
            found.setdefault(major, program)
    return found


def postgresql() -> Path:
    """The directory of initdb, postgres and pg_isready; the newest of Debian's."""

    def found() -> Path | None:
        places = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
        if places:
            return max(places, key=lambda place: float(place.parent.name))
        on_path = shutil.which("initdb")
        return Path(on_path).resolve().parent if on_path else None

    place = _found_or_installed(found, "postgresql")
    if place is None:
        raise ServerTrouble(
            "PostgreSQL: initdb expected in /usr/lib/postgresql/*/bin or on PATH, found nowhere."
        )
    return place


def jars(name: str, version: str) -> Path:
    """The directory with a server's jars, as the pom beside this file names them."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "truyxuat"
    place = cache / f"{name}-{version}"
    if not place.exists():
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=cache, prefix=f"{place.name}-") as passing:
            fetched = Path(passing) / "libs"
            _fetch(pom(name), version, fetched)
            try:
                fetched.rename(place)
            except OSError:  # another start was faster
                if not place.exists():
                    raise
    return place


def pom(name: str) -> Path:
    """Where the versions of a server are pinned."""
    return Path(__file__).with_name(name) / "pom.xml"


def pinned(name: str) -> str:
    """The version of a server that its pom names."""
    found = re.search(r"<server\.version>([^<]+)<", pom(name).read_text(encoding="utf-8"))
    assert found is not None
    return found[1]


def _fetch(pom_file: Path, version: str, to: Path) -> None:
    maven = _found_or_installed(lambda: shutil.which("mvn"), JAVA_PACKAGES, "maven")
    if maven is None:
        raise ServerTrouble("mvn: expected on PATH, found nowhere.")
    options = ["-DincludeScope=runtime", f"-DoutputDirectory={to}"]
    command = [maven, "-q", "-B", "-f", str(pom_file), f"-Dserver.version={version}"]
    succeeded, said = run([*command, "dependency:copy-dependencies", *options])
    if not succeeded:
        raise ServerTrouble(f"{pom_file}: Maven could not fetch version {version}:\n{said}")


def _found_or_installed(look: Callable[[], Found | None], *packages: str) -> Found | None:
    found = look()
    if found is None:
        # What apt-get says is for the person who waits; a refusal is told by the caller.
        subprocess.run(["sh", str(ROOT / "deploy" / "install"), *packages], check=False)
        found = look()
    return found


def _no_java(majors: Sequence[int]) -> Path:
    here = ", ".join(f"{major} ({program})" for major, program in javas().items()) or "none"
    raise ServerTrouble(
        f"Java {' or '.join(map(str, majors))} expected, found {here};"
        f" tried JAVA_HOME, PATH, /usr/lib/jvm, /opt and the packages {JAVA_PACKAGES}."
    )


def _major(home: Path) -> int | None:
    release = home / "release"
    if release.exists():
        told = release.read_text(encoding="utf-8", errors="replace")
    else:
        told = run([str(home / "bin" / "java"), "-version"])[1]
    version = re.search(r'(?:JAVA_VERSION=|version )"(\d+)', told)
    return int(version[1]) if version else None
