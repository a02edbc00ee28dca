"""Unfold a PDF or HEIC file into grey pages: a program of its own, fed by `secluded`.

The libraries behind these two forms are large, in C and C++, and read what strangers send.
Here a crash, an endless loop or a greedy allocation ends this process and nothing else. It
imports nothing of ours, so that it starts fast, and takes its limits before it takes the file.

Arguments: form, pixels per page to refuse, pixels per page to deliver, pages. The file comes on
standard input. Each page goes out as width, height and pages' units per pixel (`PAGE`), then
its grey pixels; when the file has more pages than asked for, one empty page says so.
"""

from __future__ import annotations

import resource
import struct
import sys
from collections.abc import Iterator
from typing import BinaryIO

from PIL import Image

PAGE = struct.Struct("<IId")

TOO_LARGE = 3
"""Exit code; the message goes to standard error. Any other code means damaged."""

CPU_SECONDS_MAX = 10
MEMORY_BYTES_MAX = 2_000_000_000
PDF_DOTS_PER_INCH = 300
POINTS_PER_INCH = 72


def main(arguments: list[str]) -> int:
    """Unfold standard input to standard output."""
    form = arguments[0]
    pixels_max, delivered_max, pages_max = map(int, arguments[1:])
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS_MAX, CPU_SECONDS_MAX + 1))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES_MAX, MEMORY_BYTES_MAX))
    Image.MAX_IMAGE_PIXELS = pixels_max
    pages = {"pdf": pdf_pages, "heic": heic_pages}[form](sys.stdin.buffer, delivered_max)
    for number, (page, unit) in enumerate(pages):
        if number == pages_max:
            sys.stdout.buffer.write(PAGE.pack(0, 0, 0.0))
            break
        if page.width * page.height > pixels_max:
            sys.stderr.write(f"a page has {page.width} x {page.height} pixels")
            return TOO_LARGE
        sys.stdout.buffer.write(PAGE.pack(page.width, page.height, unit))
        sys.stdout.buffer.write(page.tobytes())
    sys.stdout.buffer.flush()
    return 0


def pdf_pages(file: BinaryIO, delivered_max: int) -> Iterator[tuple[Image.Image, float]]:
    """Each page in grey at up to 300 dots per inch, fewer where the paper is large."""
    import pypdfium2

    document = pypdfium2.PdfDocument(file.read())
    for page in document:
        width, height = page.get_size()
        scale = PDF_DOTS_PER_INCH / POINTS_PER_INCH
        scale = min(scale, (delivered_max / max(1.0, width * height)) ** 0.5)
        drawn = page.render(scale=scale, grayscale=True, may_draw_forms=False)
        yield drawn.to_pil().convert("L"), 1 / scale
        page.close()


def heic_pages(file: BinaryIO, delivered_max: int) -> Iterator[tuple[Image.Image, float]]:
    """Each picture of the file, upright; its size is known before a pixel is unpacked."""
    import pi_heif

    pi_heif.options.THUMBNAILS = False
    pi_heif.options.DEPTH_IMAGES = False
    opened = pi_heif.open_heif(file.read(), convert_hdr_to_8bit=True)
    for picture in opened:
        if picture.size[0] * picture.size[1] > (Image.MAX_IMAGE_PIXELS or 0):
            yield Image.new("1", (1, 1)).resize(picture.size), 1.0
        grey = picture.to_pillow().convert("L")
        share = min(1.0, (delivered_max / (grey.width * grey.height)) ** 0.5)
        if share < 1:
            size = (max(1, int(grey.width * share)), max(1, int(grey.height * share)))
            yield grey.resize(size, Image.Resampling.BOX), grey.width / size[0]
        else:
            yield grey, 1.0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
