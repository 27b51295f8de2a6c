"""Columns that are sealed on their way to the database and opened when they are read (C-130).

    class Note(SealedRow, Base):
        __tablename__ = "notes"
        case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), index=True)
        text = Sealed[str]()

The work is done by the unit of work, just before a row is written. A TypeDecorator alone sees a value and neither its
row nor its case, so that it could not bind one to the other; here it only refuses whatever was not sealed, so that no
way past the unit of work (bulk inserts, `update()`) can keep plain text. Until it is written the attribute itself holds
the plain value, wrapped, so that SQLAlchemy's own undoing, refreshing and merging hold for it too.
"""

from __future__ import annotations

from secrets import token_hex
from typing import Any, ClassVar, Generic, NoReturn, TypeVar, cast, overload

from sqlalchemy import Connection, Dialect, LargeBinary, String, TypeDecorator, event, inspect
from sqlalchemy.orm import Mapped, Mapper, Session, mapped_column, object_session

from bot.records.case_keys import OFFICE, case_vault
from bot.records.sealing import SealedBytes, VaultClosed
from bot.records.vault import CaseVault, Place, read, written

T = TypeVar("T")


class RowMoved(ValueError):
    """A sealed row was given another id or another case; it would never open there."""


class SealedColumn(TypeDecorator[bytes]):
    """Bytes in the database; takes what was sealed and nothing else."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> bytes:
        """As it is written. Raises TypeError for what was not sealed, and says nothing of it."""
        if not isinstance(value, SealedBytes):
            raise TypeError("only what was sealed is kept in a sealed column")
        return bytes(value)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> SealedBytes | None:
        """As it is read: still sealed."""
        return None if value is None else SealedBytes(value)


class _Plain:
    """A value that waits to be sealed; it does not show itself, not even in an error."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value


class Sealed(Generic[T]):
    """A sealed column of a SealedRow: str, bytes, date, None, or what JSON can hold.

    None is sealed too, so that nobody sees which are empty. A list or dict is read anew each time: to change it, set it.
    It cannot be searched. Reading raises VaultClosed without the case's key, or once the row has left its session.
    """

    __hash__ = object.__hash__

    def __set_name__(self, owner: type, name: str) -> None:
        self._name, self._kept_as = name, f"_sealed_{name}"
        setattr(owner, self._kept_as, mapped_column(name, SealedColumn, nullable=False))

    @overload
    def __get__(self, row: None, owner: type) -> Sealed[T]: ...

    @overload
    def __get__(self, row: SealedRow, owner: type) -> T: ...

    def __get__(self, row: SealedRow | None, owner: type) -> Sealed[T] | T:
        if row is None:
            return self
        kept = getattr(row, self._kept_as)
        if isinstance(kept, _Plain):
            return cast(T, kept.value)
        session = object_session(row)
        if kept is None or session is None:
            raise VaultClosed
        return cast(T, read(_vault(session, row).open(kept, self.place(row))))

    def __set__(self, row: SealedRow, value: T) -> None:
        written(value)  # so that what cannot be sealed is refused where it is set
        setattr(row, self._kept_as, _Plain(value))

    def __eq__(self, other: object) -> NoReturn:
        raise TypeError("a sealed column cannot be searched")

    def place(self, row: SealedRow) -> Place:
        """The cell of `row` that this column is."""
        return Place(row.__tablename__, self._name, row.id)

    def close(self, row: SealedRow, session: Session) -> None:
        """Seals what was set on `row`. Raises VaultClosed without the case's key, ValueError if nothing was ever set."""
        kept = getattr(row, self._kept_as)
        if kept is None:
            raise ValueError(f"{row.__tablename__}.{self._name} was never set; set None if it is to be empty")
        if isinstance(kept, _Plain):
            setattr(row, self._kept_as, _vault(session, row).seal(written(kept.value), self.place(row)))


class SealedRow:
    """A mapped class with sealed columns. Its id is made by us and before the database knows of it: a seal needs it.

    `__case__` names the attribute with the id of the row's case ("id" for the case itself), or is None for what belongs
    to no case and is sealed under the office's key, which `office_vault` makes.
    """

    __tablename__: str
    __case__: ClassVar[str | None] = "case_id"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)


def _vault(session: Session, row: SealedRow) -> CaseVault:
    case = OFFICE if row.__case__ is None else getattr(row, row.__case__)
    if not isinstance(case, str):
        raise VaultClosed
    return case_vault(session, case)


def _sealed(row: SealedRow) -> list[Sealed[Any]]:
    return [one for class_ in type(row).__mro__ for one in vars(class_).values() if isinstance(one, Sealed)]


@event.listens_for(SealedRow, "init", propagate=True)
def _named(row: SealedRow, args: Any, given: dict[str, Any]) -> None:
    given.setdefault("id", token_hex(16))


@event.listens_for(SealedRow, "before_insert", propagate=True)
def _inserting(mapper: Mapper[Any], connection: Connection, row: SealedRow) -> None:
    session = object_session(row)
    for column in _sealed(row) if session else []:
        column.close(row, cast(Session, session))


@event.listens_for(SealedRow, "before_update", propagate=True)
def _updating(mapper: Mapper[Any], connection: Connection, row: SealedRow) -> None:
    for name in filter(None, ("id", row.__case__)):
        if inspect(row).attrs[name].history.has_changes():
            raise RowMoved(f"a row of {row.__tablename__} cannot change its {name}; make a new one there")
    _inserting(mapper, connection, row)
