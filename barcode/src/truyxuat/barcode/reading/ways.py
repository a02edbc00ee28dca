"""The ways to look at a picture, in the order in which they pay: most found per second first.

Each takes away one fault of real pictures. Those that leave the widths of bars alone are marked
faithful; the others find symbols too, but now and then a wrong one (see `believing`). What
each way added on degraded pictures is in the member's README under "Reading".
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image, ImageChops, ImageFilter, ImageOps

from truyxuat.barcode.reading.placing import Mapping, turning

Treatment = Callable[[Image.Image], Image.Image]


def stretched(picture: Image.Image) -> Image.Image:
    """Black and white where the darkest and lightest were."""
    return ImageOps.autocontrast(picture, cutoff=2)


def sharpened(picture: Image.Image) -> Image.Image:
    """Out of focus: edges pulled apart again."""
    return stretched(picture).filter(ImageFilter.UnsharpMask(4, percent=250, threshold=0))


def sharpened_twice(picture: Image.Image) -> Image.Image:
    """Far out of focus: twice gently reaches further than once strongly."""
    edges = ImageFilter.UnsharpMask(3, percent=200, threshold=0)
    return stretched(picture).filter(edges).filter(edges)


def softened(picture: Image.Image) -> Image.Image:
    """Grain and printing dots smoothed away."""
    return picture.filter(ImageFilter.GaussianBlur(1.2))


def evened(picture: Image.Image) -> Image.Image:
    """Shadows taken out: only the difference from the neighbourhood stays."""
    around = picture.filter(ImageFilter.BoxBlur(60))
    return ImageOps.autocontrast(ImageChops.subtract(picture, around, 1, 128))


def lightened(picture: Image.Image) -> Image.Image:
    """Dark scratches and ink that ran taken out."""
    return picture.filter(ImageFilter.MaxFilter(3))


def unspotted(picture: Image.Image) -> Image.Image:
    """Single spots taken out, edges kept."""
    return picture.filter(ImageFilter.MedianFilter(3))


def unchanged(picture: Image.Image) -> Image.Image:
    """As the camera saw it."""
    return picture


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way: what is done to the picture, and which reader looks with which threshold."""

    name: str
    reader: str = "zxing-cpp"
    treatment: Treatment = unchanged
    scale: float = 1.0
    tilt: float = 0.0
    threshold: str = "local"
    faithful: bool = False
    full_size: bool = False
    """Taken on the picture as it is, however large; else on one of `WORKING_PIXELS`."""
    pixels_max: int = 10**9
    """Left out where the look would be larger: enlarging a large picture shows nothing new."""


WORKING_PIXELS = 2_000_000
"""What a symbol that fills a part of a phone's picture still needs; looks cost by the pixel."""

ENLARGED_PIXELS = 2_500_000

FIRST = (
    Way(name="plain", faithful=True),
    Way(name="plain, whole threshold", threshold="global", faithful=True),
)
"""Always taken: what the first misses among several symbols, the second often sees."""

WHOLE = Way(name="full size", faithful=True, full_size=True)
"""For pictures above `WORKING_PIXELS`: a small label on a large photograph."""

MORE = (
    Way(name="half size", scale=0.5, faithful=True),
    Way(name="inverted", treatment=ImageOps.invert, faithful=True),
    Way(name="zbar", reader="zbar"),
    Way(name="softened", treatment=softened, faithful=True),
    Way(name="evened", treatment=evened),
    Way(name="evened, half grey", treatment=evened, threshold="fixed"),
    Way(name="stretched, half grey", treatment=stretched, threshold="fixed"),
    Way(name="double size", scale=2, faithful=True, pixels_max=ENLARGED_PIXELS),
    Way(name="zbar, inverted", reader="zbar", treatment=ImageOps.invert),
    Way(name="inverted, whole", treatment=ImageOps.invert, threshold="global"),
    Way(name="sharpened", treatment=sharpened),
    Way(name="sharpened twice", treatment=sharpened_twice),
    Way(
        name="double size, sharpened",
        treatment=sharpened,
        scale=2,
        pixels_max=ENLARGED_PIXELS,
    ),
    Way(name="zbar, double size", reader="zbar", scale=2, pixels_max=ENLARGED_PIXELS),
    Way(name="half size, whole threshold", scale=0.5, threshold="global", faithful=True),
    Way(name="fourfold size", scale=4, faithful=True, pixels_max=ENLARGED_PIXELS),
    Way(name="lightened", treatment=lightened),
    Way(name="unspotted", treatment=unspotted, faithful=True),
    Way(name="tilted 15", tilt=15),
    Way(name="tilted -15", tilt=-15),
    Way(name="tilted 30", tilt=30),
    Way(name="tilted -30", tilt=-30),
    Way(name="tilted 7", tilt=7),
    Way(name="tilted -7", tilt=-7),
    Way(name="tilted 45", tilt=45),
)
"""Taken in turn until something is believed. Tilts: the library itself turns by right angles."""


def size_of(way: Way, picture: Image.Image) -> int:
    """Pixels that the way looks at."""
    pixels = picture.width * picture.height * way.scale**2
    return int(pixels * (1.8 if way.tilt else 1.0))


def seen_by(
    way: Way, picture: Image.Image, mapping: Mapping
) -> tuple[Image.Image, Mapping]:
    """The picture as this way sees it, and the way back to the page."""
    if way.scale != 1:
        size = (
            max(1, round(picture.width * way.scale)),
            max(1, round(picture.height * way.scale)),
        )
        filter_ = Image.Resampling.BOX if way.scale < 1 else Image.Resampling.LANCZOS
        return way.treatment(picture.resize(size, filter_)), mapping.scaled(way.scale)
    if way.tilt:
        turn, size = turning(way.tilt, picture.size)
        turned = picture.transform(
            size,
            Image.Transform.AFFINE,
            turn.as_numbers(),
            Image.Resampling.BICUBIC,
            fillcolor=255,
        )
        return way.treatment(turned), mapping.after(turn)
    return way.treatment(picture), mapping
