"""The files that pages load, at addresses that change with their content.

An address names the content (a digest in its query), so a phone may keep the file for good and
asks again only when it changed: the second page of a visit is its HTML alone.
"""

from __future__ import annotations

import functools
import hashlib
import os
import re
from importlib import resources
from pathlib import Path
from urllib.parse import parse_qs

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

STATIC_PATH = "/static"
"""Where the application mounts `static_app()`."""

PICTURE = re.compile(r"products/[a-z0-9-]+\.(svg|png|jpg|webp)")
"""Names of picture files that master data may give; nothing that leads out of the folder."""

KEPT = "public, max-age=31536000, immutable"
"""A year, the longest that RFC 9111 caches are asked to keep anything."""


class KeptFiles(StaticFiles):
    """Static files that may be kept where their address names their content."""

    def file_response(
        self,
        full_path: os.PathLike[str] | str,
        stat_result: os.stat_result,
        scope: Scope,
        status_code: int = 200,
    ) -> Response:
        """The file, with leave to keep it."""
        response = super().file_response(full_path, stat_result, scope, status_code)
        if "v" in parse_qs(scope["query_string"].decode("ascii", errors="replace")):
            response.headers["Cache-Control"] = KEPT
        return response


@functools.cache
def static_address(name: str) -> str:
    """The address of a static file; it changes when the file does, so it may be kept long."""
    content = resources.files(__package__).joinpath("static", name).read_bytes()
    return f"{STATIC_PATH}/{name}?v={hashlib.sha256(content).hexdigest()[:12]}"


def picture_address(name: str | None) -> str | None:
    """The address of a product's picture; None where the master data names no file of ours."""
    if (
        name is None
        or not PICTURE.fullmatch(name)
        or not (static_folder() / name).is_file()
    ):
        return None
    return static_address(name)


def static_folder() -> Path:
    """Where the static files lie on disk."""
    return Path(str(resources.files(__package__))) / "static"
