"""Every page at its address, and the files that pages load: what the platform mounts.

`router` holds the routes, `static_app()` what they load (mounted at ``/static``), and
`error_page` is how any failed request looks to a person.
"""

from __future__ import annotations

from fastapi import APIRouter
from starlette.staticfiles import StaticFiles

from truyxuat.services.pages import (
    check,
    label_sheets,
    labels,
    product,
    recalls,
    regulator,
    scan,
)
from truyxuat.services.pages.error_page import error_page
from truyxuat.services.pages.layout import prefers_html
from truyxuat.services.pages.static_files import KeptFiles, static_folder

__all__ = ["error_page", "prefers_html", "router", "static_app"]

router = APIRouter()
router.include_router(scan.router)
router.include_router(check.router)
router.include_router(labels.router)
router.include_router(label_sheets.router)
router.include_router(product.router)
router.include_router(regulator.router)
router.include_router(recalls.router)


def static_app() -> StaticFiles:
    """The files that pages load: one style sheet, one script, one icon, pictures."""
    return KeptFiles(directory=static_folder())
