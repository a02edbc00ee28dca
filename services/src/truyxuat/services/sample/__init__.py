"""The sample province: fictional firms, products and stories, loaded through the real capture."""
