"""Printed symbols are read back, refused where they are too small, and sheets keep their places."""
