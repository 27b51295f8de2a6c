"""Every module of the office that declares tables, in one list: migrations and their test go by it."""

from __future__ import annotations

from sqlalchemy import MetaData

from bot.records import accounts, alerts, around, audit, case_keys, cases, counts, letters, queue, texts
from bot.records.base import Base

MODULES = (case_keys, audit, accounts, cases, around, letters, queue, counts, alerts, texts)


def tables() -> MetaData:
    """The tables of the office, and none that a test declared for itself."""
    names = {module.__name__ for module in MODULES}
    ours = MetaData(naming_convention=Base.metadata.naming_convention)
    for mapper in Base.registry.mappers:
        if mapper.class_.__module__ in names:
            Base.metadata.tables[mapper.class_.__tablename__].to_metadata(ours)
    return ours
