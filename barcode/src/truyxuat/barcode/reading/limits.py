"""What a picture may cost, and one page of it as it goes to the readers."""

from __future__ import annotations

from dataclasses import dataclass

from PIL import Image

from truyxuat.barcode.reading.placing import AS_IT_IS, Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureLimits:
    """How large a picture may be: 20 MB and 64 megapixels hold what phones make today."""

    picture_bytes_max: int = 20_000_000
    picture_pixels_max: int = 64_000_000
    working_pixels_max: int = 12_000_000
    """Larger pictures are shrunk to this before they are read."""
    pages_max: int = 10
    """Pages of a document or frames of a film; the answer says when there were more."""
    cpu_seconds_max: float = 1.5
    """For looking at one page."""
    all_pages_cpu_seconds_max: float = 6.0
    """For looking at all pages together."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page in grey and the way back to its own units; no picture marks pages left out.

    Units are pixels of the upright picture, of a PDF points from its upper left corner.
    """

    picture: Image.Image | None
    mapping: Mapping = AS_IT_IS
    film: bool = False
    """A frame of moving pictures, which shows again what the frame before showed."""
