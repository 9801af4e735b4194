"""Moves: how a thing changes state. A stage's flow.py is a table of these; buttons, docs and tests read it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Model
from django.utils.translation import gettext as _

from doithoai.ground.core import events
from doithoai.ground.core.actors import Actor
from doithoai.ground.core.errors import NotAllowed, NoteNeeded, WrongState
from doithoai.ground.core.models import Event

# How many rows one statement takes.
CHUNK = 500


@dataclass(frozen=True)
class Move:
    """One line of the table: the verb, from which states, to which, who may, and whether a reason is needed."""

    verb: str
    sources: tuple[str, ...]
    target: str
    who: Callable[[Any, Any], bool]
    label: str
    needs_note: bool = False


class Flow:
    """The moves of one machine. `field` is the state field of the model."""

    def __init__(self, name: str, *moves: Move, field: str = "state"):
        self.name = name
        self.moves = {move.verb: move for move in moves}
        self.field = field

    def open_to(self, seat: Any, thing: Model) -> list[Move]:
        """Return the moves this seat may make now: the page's buttons."""
        state = getattr(thing, self.field)
        return [move for move in self.moves.values() if state in move.sources and move.who(seat, thing)]

    def check(self, thing: Model, verb: str, *, by: Actor, note: str = "") -> Move:
        """Return the move, or raise WrongState, NotAllowed or NoteNeeded. Writes nothing."""
        move = self.moves[verb]
        if not move.who(by, thing):
            raise NotAllowed(_("Vị trí của ông/bà không được làm việc này."))
        if getattr(thing, self.field) not in move.sources:
            raise WrongState(
                _("Không thể “%(verb)s” lúc này: có người vừa làm trước hoặc việc đã chuyển bước. Hãy tải lại trang.")
                % {"verb": _(move.label)}
            )
        if move.needs_note and not note.strip():
            raise NoteNeeded(_("Cần ghi rõ lý do."))
        return move

    def move(
        self, thing: Model, verb: str, *, by: Actor, now: datetime, note: str = "", data: dict[str, Any] | None = None
    ) -> None:
        """Lock the row, check state and person, write the new state and one Event. Call inside a transaction."""
        lock(thing)
        move = self.check(thing, verb, by=by, note=note)
        before = getattr(thing, self.field)
        setattr(thing, self.field, move.target)
        thing.save(update_fields=[self.field])
        events.record(thing, verb, by=by, now=now, from_state=before, to_state=move.target, note=note, data=data)

    def move_many(
        self, things: Sequence[Model], verb: str, *, by: Actor, now: datetime, data: dict[str, Any] | None = None
    ) -> list[Event]:
        """Make one move with many rows that the caller has locked and read in this transaction; all or none.

        Returns the Events still to be written, in the order of the things: the verb may put its own between them.
        """
        assert connection.in_atomic_block, "a verb runs in a transaction"
        lines = []
        for thing in things:
            move = self.check(thing, verb, by=by)
            before = getattr(thing, self.field)
            setattr(thing, self.field, move.target)
            lines.append(events.line(thing, verb, by=by, now=now, from_state=before, to_state=move.target, data=data))
        for start in range(0, len(things), CHUNK):
            some = things[start : start + CHUNK]
            keys = [thing.pk for thing in some]
            type(some[0])._base_manager.filter(pk__in=keys).update(**{self.field: self.moves[verb].target})
        return lines


def lock(thing: Model) -> None:
    """Hold the row until the transaction ends and re-read it, so that of two people the second sees the first's act."""
    assert connection.in_atomic_block, "a verb runs in a transaction"
    thing.refresh_from_db(from_queryset=type(thing)._base_manager.select_for_update(of=("self",)))
