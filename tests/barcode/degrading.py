"""The faults of real pictures, laid over clean ones: each by chance, but the same at every run.

Every fault takes a picture and a source of chance and draws its own strength between mild and
about as bad as a person would still expect to be read.
"""

from __future__ import annotations

import io
import random
from collections.abc import Callable

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageOps

Fault = Callable[[Image.Image, random.Random], Image.Image]


def blurred(picture: Image.Image, chance: random.Random) -> Image.Image:
    """Out of focus."""
    return picture.filter(ImageFilter.GaussianBlur(chance.uniform(1.0, 3.2)))


def shaken(picture: Image.Image, chance: random.Random) -> Image.Image:
    """Moved while the picture was taken, along one direction."""
    weights = [0.0] * 25
    for step in range(5):
        row = step if chance.random() < 0.5 else 2
        weights[row * 5 + step] = 1.0
    for _ in range(chance.randint(1, 3)):
        picture = picture.filter(ImageFilter.Kernel((5, 5), weights))
    return picture


def noisy(picture: Image.Image, chance: random.Random) -> Image.Image:
    """Taken in the dark: grain over everything."""
    grain = Image.frombytes(
        "L", picture.size, chance.randbytes(picture.width * picture.height)
    )
    return Image.blend(picture, grain, chance.uniform(0.25, 0.6))


def turned(picture: Image.Image, chance: random.Random) -> Image.Image:
    """Held askew by any angle."""
    degrees = chance.uniform(0, 360)
    return picture.rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=230)


def slanted(picture: Image.Image, chance: random.Random) -> Image.Image:
    """Seen from one side."""
    room = ImageOps.expand(picture, border=max(picture.size) // 3, fill=235)
    across = chance.uniform(-0.45, 0.45) / room.width
    down = chance.uniform(-0.45, 0.45) / room.height
    turn = chance.uniform(-0.1, 0.1)
    middle_x, middle_y = room.width / 2, room.height / 2
    share = 1 + across * middle_x + down * middle_y
    left = middle_x * share - middle_x - turn * middle_y
    top = middle_y * share + turn * middle_x - middle_y
    mapping = (1.0, turn, left, -turn, 1.0, top, across, down)
    return room.transform(
        room.size,
        Image.Transform.PERSPECTIVE,
        mapping,
        Image.Resampling.BICUBIC,
        fillcolor=235,
    )


def pale(picture: Image.Image, chance: random.Random) -> Image.Image:
    """Grey on grey, with a little grain as every camera adds."""
    low, high = chance.randint(60, 150), chance.randint(20, 60)
    weak = picture.point([low + level * high // 255 for level in range(256)])
    grain = Image.frombytes("L", weak.size, chance.randbytes(weak.width * weak.height))
    return Image.blend(weak, grain, 0.03)


def unevenly_lit(picture: Image.Image, chance: random.Random) -> Image.Image:
    """Half of it in a shadow."""
    gradient = Image.linear_gradient("L").rotate(chance.choice((0, 90, 180, 270)))
    light = gradient.point(
        [chance.randint(20, 70) + level * 3 // 4 for level in range(256)]
    )
    smooth = light.filter(ImageFilter.GaussianBlur(12)).resize(picture.size)
    return ImageChops.multiply(picture, smooth)


def light_on_dark(picture: Image.Image, chance: random.Random) -> Image.Image:
    """Printed in light ink on a dark pack."""
    return ImageOps.invert(picture).point([20 + level * 3 // 4 for level in range(256)])


def squeezed(picture: Image.Image, chance: random.Random) -> Image.Image:
    """Sent through a messenger that keeps little of it."""
    small = picture.resize((picture.width // 2, picture.height // 2), Image.Resampling.BOX)
    out = io.BytesIO()
    small.save(out, "JPEG", quality=chance.randint(6, 25))
    return Image.open(out).convert("L")


def small(picture: Image.Image, chance: random.Random) -> Image.Image:
    """From far: little more than a pixel for the narrowest bar."""
    share = chance.uniform(0.28, 0.5)
    size = (int(picture.width * share), int(picture.height * share))
    return picture.resize(size, Image.Resampling.BILINEAR, reducing_gap=None)


def glaring(picture: Image.Image, chance: random.Random) -> Image.Image:
    """A lamp mirrored in the foil: a part is plain white."""
    spot = Image.new("L", picture.size, 0)
    width, height = picture.size
    x, y = chance.uniform(0.2, 0.8) * width, chance.uniform(0.0, 1.0) * height
    reach_x, reach_y = width * chance.uniform(0.05, 0.2), height * chance.uniform(0.1, 0.25)
    ImageDraw.Draw(spot).ellipse(
        (x - reach_x, y - reach_y, x + reach_x, y + reach_y), fill=255
    )
    spot = spot.filter(ImageFilter.GaussianBlur(min(width, height) / 25))
    return Image.composite(Image.new("L", picture.size, 255), picture, spot)


def cropped(picture: Image.Image, chance: random.Random) -> Image.Image:
    """Cut so near that little of the quiet zone is left, and dark all around."""
    box = ImageOps.invert(picture).getbbox()
    assert box is not None, "something is drawn"
    left = chance.randint(6, 14)
    around = (box[0] - left, box[1] - left, box[2] + left, box[3] + left)
    return ImageOps.expand(picture.crop(around), border=40, fill=chance.randint(0, 120))


def bent(picture: Image.Image, chance: random.Random) -> Image.Image:
    """Wrapped around a bottle: the sides are narrower than the middle."""
    strength, strips = chance.uniform(0.3, 0.75), 24
    room = ImageOps.expand(picture, border=20, fill=225)
    width, height = room.size

    def source(share: float) -> float:
        return (share + strength * (share - 0.5) ** 3) * width

    mesh = []
    for number in range(strips):
        left, right = number / strips, (number + 1) / strips
        box = (round(left * width), 0, round(right * width), height)
        from_, to = source(left), source(right)
        mesh.append((box, (from_, 0, from_, height, to, height, to, 0)))
    return room.transform(
        room.size, Image.Transform.MESH, mesh, Image.Resampling.BICUBIC, fillcolor=225
    )


def scratched(picture: Image.Image, chance: random.Random) -> Image.Image:
    """Worn by transport: light and dark lines across."""
    worn = picture.copy()
    pen = ImageDraw.Draw(worn)
    for _ in range(chance.randint(3, 9)):
        ends = [
            (chance.uniform(0, worn.width), chance.uniform(0, worn.height)) for _ in "ab"
        ]
        pen.line(ends, fill=chance.choice((0, 255)), width=chance.randint(1, 4))
    return worn


def crowded(picture: Image.Image, chance: random.Random) -> Image.Image:
    """A small label on a large busy pack."""
    size = (picture.width * 2, picture.height + 400)
    pack = Image.frombytes("L", (40, 30), chance.randbytes(1200)).resize(
        size, Image.Resampling.BICUBIC
    )
    place = (chance.randint(0, picture.width), chance.randint(0, 400))
    pack.paste(picture, place)
    return pack.rotate(chance.uniform(-8, 8), Image.Resampling.BICUBIC, fillcolor=128)


FAULTS: dict[str, Fault] = {
    fault.__name__: fault
    for fault in (
        blurred,
        shaken,
        noisy,
        turned,
        slanted,
        pale,
        unevenly_lit,
        light_on_dark,
        squeezed,
        small,
        glaring,
        cropped,
        bent,
        scratched,
        crowded,
    )
}


def several(picture: Image.Image, chance: random.Random) -> Image.Image:
    """Two or three faults at once, as pictures have them."""
    for fault in chance.sample(list(FAULTS.values()), chance.randint(2, 3)):
        picture = fault(picture, chance)
    return picture
