"""Find Java, Maven and PostgreSQL here, or have apt-get install them; fetch jars once.

Jars stay in a cache outside the checkout, one directory per version, so that a second start
needs no network and all checkouts share them. A directory appears whole or not at all; after
a change of another version in a pom, remove it.
"""

from __future__ import annotations

import logging
import os
import re
import shutil
import subprocess
import tarfile
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from deploy.local.processes import run

Found = TypeVar("Found")
# In full, because for the short name Maven hides why it could not be had.
COPY = "org.apache.maven.plugins:maven-dependency-plugin:copy-dependencies"
logger = logging.getLogger(__name__)

ROOT = Path(__file__).resolve().parents[2]


class ServerTrouble(Exception):
    """A server cannot be had or does not answer; the text says what was tried."""


def java(majors: Sequence[int]) -> Path:
    """The first Java of these major versions, in this order; apt-get is asked when none is here."""

    def found() -> Path | None:
        here = javas()
        return next((here[major] for major in majors if major in here), None)

    packages = java_packages(majors)
    program = _found_or_installed(found, packages)
    if program is None:
        here = ", ".join(f"{major} ({program})" for major, program in javas().items())
        raise ServerTrouble(
            f"Java {' or '.join(map(str, majors))} expected, found {here or 'none'};"
            f" tried JAVA_HOME, PATH, /usr/lib/jvm, /opt and the packages {packages}."
        )
    return program


def java_packages(majors: Sequence[int]) -> str:
    """Debian's packages, as deploy/install reads a choice."""
    return "|".join(f"openjdk-{major}-jre-headless" for major in majors)


def java_release(program: Path) -> str:
    """The full version of a Java, as in 17.0.15."""
    release = program.parents[1] / "release"
    if release.exists():
        told = release.read_text(encoding="utf-8", errors="replace")
    else:
        told = run([str(program), "-version"])[1]
    version = re.search(r'(?:JAVA_VERSION=|version )"([^"]+)"', told)
    return version[1] if version else ""


def javas() -> dict[int, Path]:
    """Every Java on this machine by its major version; JAVA_HOME and PATH come first."""
    homes = [Path(os.environ["JAVA_HOME"])] if os.environ.get("JAVA_HOME") else []
    if on_path := shutil.which("java"):
        homes.append(Path(on_path).resolve().parents[1])
    homes += sorted(Path("/usr/lib/jvm").glob("*")) + sorted(Path("/opt").glob("*"))
    found: dict[int, Path] = {}
    for home in homes:
        program = home / "bin" / "java"
        if program.exists() and (major := re.match(r"\d+", java_release(program))):
            found.setdefault(int(major[0]), program)
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


def unpacked_postgresql(version: str) -> Path:
    """The directory of initdb and postgres of a version that Debian does not have, from its jar."""

    def unpack(to: Path) -> None:
        [jar] = jars("postgresql", version).glob("*.jar")
        with zipfile.ZipFile(jar) as packed:
            [name] = [name for name in packed.namelist() if name.endswith(".txz")]
            with (
                packed.open(name) as programs,
                tarfile.open(fileobj=programs, mode="r:xz") as archive,
            ):
                # A Python before 3.11.4 has no filters: then all is taken as it is.
                archive.extraction_filter = getattr(
                    tarfile, "data_filter", lambda member, _path: member
                )
                archive.extractall(to)
        to.chmod(0o755)  # whatever the umask is: another user goes through it

    return _made_once(_for_another_user(f"postgresql-{version}"), unpack) / "bin"


def jars(name: str, version: str) -> Path:
    """The directory with a server's jars, as the pom beside this file names them."""

    def fetch(to: Path) -> None:
        logger.info("%s %s: fetching its jars once", name, version)
        _fetch(pom(name), version, to)

    return _made_once(cached(f"{name}-{version}"), fetch)


def _made_once(place: Path, make: Callable[[Path], None]) -> Path:
    """Made beside its place and moved there, so that it is there whole or not at all."""
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(
            dir=place.parent, prefix=f"{place.name}-"
        ) as passing:
            made = Path(passing) / "made"
            make(made)
            try:
                made.rename(place)
            except OSError:  # another start was faster
                if not place.exists():
                    raise
    return place


def cached(name: str) -> Path:
    """Where something that all checkouts share is kept under this name, once it is there."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "truyxuat"
    cache.mkdir(parents=True, exist_ok=True)
    return cache / name


def _for_another_user(name: str) -> Path:
    """Where programs are kept that root has another user run, who may not enter root's cache."""
    return Path("/usr/local/lib/truyxuat") / name if os.geteuid() == 0 else cached(name)


def pom(name: str) -> Path:
    """Where the versions of a server are pinned."""
    return Path(__file__).with_name(name) / "pom.xml"


def pinned(name: str) -> str:
    """The version of a server that its pom names."""
    found = re.search(r"<server\.version>([^<]+)<", pom(name).read_text(encoding="utf-8"))
    assert found is not None
    return found[1]


def _fetch(pom_file: Path, version: str, to: Path) -> None:
    maven = _found_or_installed(lambda: shutil.which("mvn"), "maven")
    if maven is None:
        raise ServerTrouble("mvn: expected on PATH, found nowhere.")
    options = ["-DincludeScope=runtime", f"-DoutputDirectory={to}"]
    command = [
        maven,
        "-q",
        "-B",
        "-Dstyle.color=never",
        "-f",
        str(pom_file),
        f"-Dserver.version={version}",
    ]
    succeeded, said = run([*command, COPY, *options])
    if not succeeded:
        raise ServerTrouble(f"{pom_file}: Maven could not fetch version {version}:\n{said}")


def _found_or_installed(look: Callable[[], Found | None], *packages: str) -> Found | None:
    found = look()
    if found is None:
        # What apt-get says is for the person who waits; a refusal is told by the caller.
        subprocess.run(["sh", str(ROOT / "deploy" / "install"), *packages], check=False)
        found = look()
    return found
