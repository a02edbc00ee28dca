"""Pictures with no symbol on them that look as if: stripes, print, cloth, leaves, text."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

SIZE = (640, 480)

Pattern = Callable[[random.Random], Image.Image]


def stripes(chance: random.Random) -> Image.Image:
    """A shirt, a fence, a radiator: bars of all widths, at any angle."""
    cloth = Image.new("L", (900, 900), 255)
    pen = ImageDraw.Draw(cloth)
    x = 0
    unit = chance.uniform(1.5, 8)
    while x < 900:
        width = max(1, round(unit * chance.choice((1, 1, 1, 2, 2, 3, 4))))
        pen.rectangle((x, 0, x + width - 1, 900), fill=chance.randint(0, 90))
        x += width + max(1, round(unit * chance.choice((1, 1, 2, 2, 3, 4))))
    turned = cloth.rotate(chance.choice((0, 0, 90, chance.uniform(0, 360))))
    middle = turned.crop((130, 210, 770, 690))
    return middle.filter(ImageFilter.GaussianBlur(chance.uniform(0, 2)))


def even_stripes(chance: random.Random) -> Image.Image:
    """Blinds and gratings: two widths in turn, which is what Interleaved 2 of 5 is made of."""
    blind = Image.new("L", SIZE, 240)
    pen = ImageDraw.Draw(blind)
    narrow = chance.randint(2, 6)
    wide = narrow * chance.choice((2, 3))
    x = 0
    while x < SIZE[0]:
        width = chance.choice((narrow, narrow, wide))
        pen.rectangle((x, 0, x + width - 1, SIZE[1]), fill=20)
        x += width + chance.choice((narrow, narrow, wide))
    return blind


def noise(chance: random.Random) -> Image.Image:
    """Leaves, gravel, fur: random spots with a random grain."""
    grain = chance.randint(1, 12)
    size = (SIZE[0] // grain, SIZE[1] // grain)
    spots = Image.frombytes("L", size, chance.randbytes(size[0] * size[1]))
    grown = spots.resize(
        SIZE, chance.choice((Image.Resampling.NEAREST, Image.Resampling.BICUBIC))
    )
    return grown.point([min(255, max(0, (level - 128) * 2 + 128)) for level in range(256)])


def clouds(chance: random.Random) -> Image.Image:
    """Hills, faces, skies: noise of every scale at once."""
    sky = Image.new("L", SIZE, 128)
    for octave in range(8, 0, -1):
        size = (2**octave, 2**octave)
        layer = Image.frombytes("L", size, chance.randbytes(size[0] * size[1]))
        sky = Image.blend(sky, layer.resize(SIZE, Image.Resampling.BICUBIC), 0.4)
    return sky


def checks(chance: random.Random) -> Image.Image:
    """Tiles, chessboards and crosswords: the cells of a matrix symbol without its frame."""
    cell = chance.randint(4, 24)
    size = (SIZE[0] // cell, SIZE[1] // cell)
    cells = Image.new("L", size, 255)
    for x in range(size[0]):
        for y in range(size[1]):
            cells.putpixel((x, y), 0 if chance.random() < 0.5 else 255)
    return cells.resize(SIZE, Image.Resampling.NEAREST).rotate(
        chance.choice((0, chance.uniform(-30, 30))), fillcolor=255
    )


def halftone(chance: random.Random) -> Image.Image:
    """A newspaper picture: dots of many sizes on a grid."""
    page = Image.new("L", SIZE, 250)
    pen = ImageDraw.Draw(page)
    step = chance.randint(5, 11)
    for x in range(0, SIZE[0], step):
        for y in range(0, SIZE[1], step):
            reach = chance.uniform(0.5, step * 0.7)
            pen.ellipse((x - reach, y - reach, x + reach, y + reach), fill=30)
    return page.rotate(chance.uniform(0, 45), fillcolor=250)


def print_(chance: random.Random) -> Image.Image:
    """A page of text and figures."""
    page = Image.new("L", SIZE, 255)
    pen = ImageDraw.Draw(page)
    height = chance.randint(9, 30)
    font = ImageFont.load_default(height)
    signs = (
        "lI1|/H 0OEFBMNm8 iTt[]{}" if chance.random() < 0.5 else "nguồn gốc sản phẩm 0123"
    )
    for y in range(0, SIZE[1], int(height * 1.2)):
        pen.text((4, y), "".join(chance.choices(signs, k=90)), font=font, fill=10)
    return page


def rings(chance: random.Random) -> Image.Image:
    """Targets and records: the finder of an Aztec or QR Code, and nothing around it."""
    wall = Image.new("L", SIZE, 255)
    pen = ImageDraw.Draw(wall)
    for _ in range(chance.randint(3, 25)):
        x, y, unit = chance.randint(0, 640), chance.randint(0, 480), chance.randint(2, 9)
        draw = pen.rectangle if chance.random() < 0.6 else pen.ellipse
        for ring in range(chance.randint(3, 6), 0, -1):
            reach = ring * unit
            draw((x - reach, y - reach, x + reach, y + reach), fill=0 if ring % 2 else 255)
    return wall


def fences(chance: random.Random) -> Image.Image:
    """Stripes seen through clouds: bars that begin and end, of uneven grey."""
    return ImageChops.multiply(stripes(chance), clouds(chance).resize(SIZE))


PATTERNS: dict[str, Pattern] = {
    pattern.__name__.rstrip("_"): pattern
    for pattern in (
        stripes,
        even_stripes,
        noise,
        clouds,
        checks,
        halftone,
        print_,
        rings,
        fences,
    )
}


def all_patterns(each: int, *, seed: int = 20) -> Iterator[tuple[str, Image.Image]]:
    """`each` pictures of every pattern, the same at every run."""
    for name, pattern in PATTERNS.items():
        for number in range(each):
            yield name, pattern(random.Random(f"{seed} {name} {number}"))
