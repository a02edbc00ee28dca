"""The sample province: fictional firms, products and stories, loaded through the real capture."""

from truyxuat.services.sample.loading import load_sample

__all__ = ["load_sample"]
