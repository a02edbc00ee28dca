"""Declare master data on a running platform, as its loading does."""

from __future__ import annotations

from fastapi import FastAPI
from fastapi.testclient import TestClient

from truyxuat.services.database import Database
from truyxuat.services.master import Lot, Place, Product, register


def declare(platform: TestClient, *rows: Product | Lot | Place) -> None:
    """Keep these rows."""
    assert isinstance(platform.app, FastAPI)
    database = platform.app.state.database
    assert isinstance(database, Database)
    with database.writing() as session:
        register(session, rows)
