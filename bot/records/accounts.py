"""Officers' accounts and who is signed in, as they are kept.

No table here holds a password, a code or a token that could be used: an argon2id hash, hashes of long random texts,
and the secret of the code app sealed under the office's key (C-131, C-134).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import cast
from uuid import UUID, uuid4

from sqlalchemy import (
    CheckConstraint,
    CursorResult,
    Enum,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    delete,
    select,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.casework.access import Role
from bot.records.base import Base

# Stands before the hash of a set-up code, in the place of a password: no password fits it.
AWAITS_SET_UP = "set-up:"


def _values(kinds: type[Role]) -> list[str]:
    return [kind.value for kind in kinds]


class Officer(Base):
    """One person who works in the office. Their id is random: it may stand in an audit when the name is forgotten."""

    __tablename__ = "officers"
    __table_args__ = (
        CheckConstraint("user_name = lower(user_name)", name="user_name_in_small_letters"),
        CheckConstraint("(issuer IS NULL) = (subject IS NULL)", name="issuer_with_subject"),
        UniqueConstraint("issuer", "subject"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    user_name: Mapped[str] = mapped_column(String(64), unique=True)
    display_name: Mapped[str] = mapped_column(String(120))
    role: Mapped[Role] = mapped_column(
        Enum(
            Role,
            native_enum=False,
            length=20,
            values_callable=_values,
            validate_strings=True,
            create_constraint=True,
            name="role",
        )
    )
    password: Mapped[str] = mapped_column(String(255))  # argon2id, with its parameters
    totp_sealed: Mapped[bytes]
    totp_step: Mapped[int]  # the last thirty seconds whose code was used: it is not taken again
    active: Mapped[bool]
    added_at: Mapped[datetime]
    password_at: Mapped[datetime]  # when it was last set
    issuer: Mapped[str | None] = mapped_column(String(255))  # another identity provider, if one is linked
    subject: Mapped[str | None] = mapped_column(String(255))

    @property
    def awaits_set_up(self) -> bool:
        """Whether the officer was handed a set-up code and has no password yet."""
        return self.password.startswith(AWAITS_SET_UP)


class RecoveryCode(Base):
    """One code for the day the telephone is lost. Used once."""

    __tablename__ = "recovery_codes"

    code_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    officer_id: Mapped[UUID] = mapped_column(ForeignKey("officers.id"), index=True)
    used_at: Mapped[datetime | None]


class SignIn(Base):
    """One browser in which an officer is, or was, signed in. Its token is kept as a SHA-256 only."""

    __tablename__ = "sign_ins"
    __table_args__ = (
        CheckConstraint("ended_at IS NULL OR ended_at >= began_at", name="ended_after_began"),
        Index("ix_sign_ins_live", "officer_id", "ended_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    officer_id: Mapped[UUID] = mapped_column(ForeignKey("officers.id"))
    csrf: Mapped[str] = mapped_column(String(64))
    began_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


def officer_named(session: Session, user_name: str) -> Officer | None:
    """The officer who signs in as `user_name` (small letters), active or not."""
    return session.scalar(select(Officer).where(Officer.user_name == user_name))


def officer_linked(session: Session, issuer: str, subject: str) -> Officer | None:
    """The officer whom exactly this issuer knows by exactly this subject."""
    return session.scalar(select(Officer).where(Officer.issuer == issuer, Officer.subject == subject))


def officers(session: Session) -> Sequence[Officer]:
    """All accounts, by name."""
    return session.scalars(select(Officer).order_by(Officer.user_name)).all()


def working_admins(session: Session) -> Sequence[Officer]:
    """The admins who can sign in, held until the transaction ends: two cannot take each other away."""
    admins = select(Officer).where(Officer.role == Role.ADMIN, Officer.active)
    return [one for one in session.scalars(admins.with_for_update()) if not one.awaits_set_up]


def use_step(session: Session, officer_id: UUID, step: int) -> bool:
    """Marks the code of `step` (thirty seconds each, since 1970) as used; False if it, or a later one, was used before."""
    later = update(Officer).where(Officer.id == officer_id, Officer.totp_step < step).values(totp_step=step)
    return _changed(session, later)


def use_recovery_code(session: Session, officer_id: UUID, code_hash: str, at: datetime) -> bool:
    """Marks a recovery code as used; False if this officer has no such code left."""
    this = update(RecoveryCode).where(
        RecoveryCode.officer_id == officer_id, RecoveryCode.code_hash == code_hash, RecoveryCode.used_at.is_(None)
    )
    return _changed(session, this.values(used_at=at))


def recovery_codes(session: Session, officer_id: UUID) -> Sequence[RecoveryCode]:
    """Every recovery code of the officer's present set, used ones too."""
    return session.scalars(select(RecoveryCode).where(RecoveryCode.officer_id == officer_id)).all()


def sign_in_of(session: Session, token_hash: str) -> tuple[SignIn, Officer] | None:
    """The sign-in with this token, ended or not, and whose it is."""
    both = select(SignIn, Officer).join(Officer, Officer.id == SignIn.officer_id)
    row = session.execute(both.where(SignIn.token_hash == token_hash)).one_or_none()
    return (row[0], row[1]) if row else None


def open_sign_ins(
    session: Session, officer_id: UUID, *, seen_since: datetime, begun_since: datetime
) -> Sequence[SignIn]:
    """Where the officer is signed in now, the newest first; what went idle or grew too old is left out."""
    live = select(SignIn).where(SignIn.officer_id == officer_id, SignIn.ended_at.is_(None))
    live = live.where(SignIn.seen_at > seen_since, SignIn.began_at > begun_since)
    return session.scalars(live.order_by(SignIn.began_at.desc(), SignIn.id)).all()


def end_sign_ins(
    session: Session, officer_id: UUID, at: datetime, *, only: UUID | None = None, but: UUID | None = None
) -> int:
    """Ends the officer's open sign-ins, `only` one of them or all `but` one; how many were ended."""
    ending = update(SignIn).where(SignIn.officer_id == officer_id, SignIn.ended_at.is_(None))
    if only is not None:
        ending = ending.where(SignIn.id == only)
    if but is not None:
        ending = ending.where(SignIn.id != but)
    return cast("CursorResult[object]", session.execute(ending.values(ended_at=at))).rowcount


def forget_sign_ins(session: Session, begun_before: datetime) -> None:
    """Deletes every sign-in that began before that moment; they are long over."""
    session.execute(delete(SignIn).where(SignIn.began_at < begun_before))


def replace_recovery_codes(session: Session, officer_id: UUID, code_hashes: Sequence[str]) -> None:
    """Gives the officer a new set; no code of the old one works any more."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.officer_id == officer_id))
    session.add_all(RecoveryCode(code_hash=one, officer_id=officer_id) for one in code_hashes)


def _changed(session: Session, statement: object) -> bool:
    return cast("CursorResult[object]", session.execute(statement)).rowcount == 1  # type: ignore[call-overload]
