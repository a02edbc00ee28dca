"""How fast, as ratios side by side in one run: `poe bench` prints every table."""
