"""Pictures of codes made for the tests: clean symbols, and what a phone does to them."""

from __future__ import annotations

import io

import segno
from barcode.ean import EuropeanArticleNumber13
from PIL import Image, ImageDraw

MODULE = 4


def ean13_picture(digits: str) -> Image.Image:
    """A clean EAN-13 in the middle of a white sheet."""
    (modules,) = EuropeanArticleNumber13(digits).build()
    sheet = Image.new("L", (MODULE * (len(modules) + 40), 300), 255)
    draw = ImageDraw.Draw(sheet)
    for x, module in enumerate(modules):
        if module == "1":
            left = MODULE * (x + 20)
            draw.rectangle((left, 60, left + MODULE - 1, 240), fill=0)
    return sheet


def qr_picture(text: str) -> Image.Image:
    """A clean QR Code with its quiet zone."""
    out = io.BytesIO()
    segno.make_qr(text).save(out, kind="png", scale=MODULE, border=6)
    return Image.open(out).convert("L")


def saved(picture: Image.Image, form: str = "PNG", **options: object) -> bytes:
    """The bytes of a picture file of this form."""
    out = io.BytesIO()
    picture.save(out, form, **options)
    return out.getvalue()
