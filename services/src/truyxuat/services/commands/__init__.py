"""The commands of `truyxuat`, one file each; `truyxuat.services.__main__` gathers them."""
