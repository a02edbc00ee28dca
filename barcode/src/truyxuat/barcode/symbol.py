"""What a reader found in a picture: one symbol and its text, as the symbol carries it."""

from __future__ import annotations

from dataclasses import dataclass, field

Polygon = tuple[tuple[int, int], ...]
"""Corners of a symbol in pixels of the picture or page, in order around it."""


@dataclass(frozen=True, slots=True)
class Symbol:
    r"""One symbol read from a picture.

    ``text`` is the message itself: FNC1 between elements stands as ``\x1d``, and no brackets
    are added. ``symbology_identifier`` is that of ISO/IEC 15424 (``]E0``, ``]C1``, ``]d2``),
    empty where the reader cannot tell; ``scanned`` is what a hand scanner would have sent.
    ``source`` names the reader, for whoever asks why a code was read so. ``page`` counts the
    pages of a document or the frames of a film from 1.

    Two symbols are equal when they say the same: ``position`` tells apart two packs of one
    product in one picture, and is no part of what they say.
    """

    text: str
    symbology: str
    symbology_identifier: str
    source: str
    page: int = 1
    position: Polygon = field(default=(), compare=False)

    @property
    def scanned(self) -> str:
        r"""The text behind its symbology identifier where that marks GS1 data, else the text.

        >>> Symbol("010952123400101010L1", "GS1-128", "]C1", "zxing-cpp").scanned
        ']C1010952123400101010L1'
        >>> Symbol("9521234001010", "EAN-13", "]E0", "zxing-cpp").scanned
        '9521234001010'
        """
        if self.symbology_identifier in GS1_DATA:
            return self.symbology_identifier + self.text
        return self.text


GS1_DATA = frozenset({"]C1", "]e0", "]e1", "]e2", "]d2", "]Q3", "]J1"})
"""Symbology identifiers that promise GS1 element strings (GS1 General Specifications 7.8)."""
