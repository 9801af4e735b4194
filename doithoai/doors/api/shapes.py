"""What the API takes and gives. An unknown field is refused: nobody sets a date or a state from outside."""

import json
from datetime import date, datetime
from typing import Annotated, Literal

from django.http import HttpRequest
from ninja import Schema
from ninja.parser import Parser
from pydantic import ConfigDict, Field, StringConstraints

from doithoai.process.intake.keys import Call
from doithoai.process.intake.rules import LONGEST, SHORTEST
from doithoai.process.intake.services import Sender

ExternalId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._:/\-]{0,100}$")]


class Strict(Schema):
    """Takes the fields it names and no other."""

    model_config = ConfigDict(extra="forbid")


class ContactIn(Strict):
    """Who sent it. Goes to the vault; not even the key that sent it reads it again."""

    name: str = Field("", max_length=120)
    phone: str = Field("", max_length=30)
    email: str = Field("", max_length=254)
    address: str = Field("", max_length=300)
    notify: bool = False


class OpinionIn(Strict):
    """One voice, in the words in which it was said."""

    text: str = Field(min_length=SHORTEST, max_length=LONGEST)
    mode: Literal["confidential", "public", "anonymous"] = "confidential"
    village: str = Field("", max_length=200)
    place: str = Field("", max_length=300)
    said_on: date | None = None
    contact: ContactIn | None = None
    external_id: ExternalId = ""

    def as_call(self, number: str) -> Call:
        """Return what the verb takes."""
        sender = Sender(**self.contact.model_dump()) if self.contact else Sender()
        facts = self.model_dump(exclude={"contact"})
        return Call(number=number, sender=sender, **facts)


class StateOut(Schema):
    """How an opinion stands: never its words, never its sender."""

    number: str
    state: Literal["received", "triaged", "set_aside", "handed_over", "withdrawn"]
    received_at: datetime
    external_id: str


class ReceiptOut(StateOut):
    """What the caller gives to the sender. The follow-up code is the sender's own; do not keep it."""

    follow_up_code: str
    follow_url: str
    due: date
    receipt: str


class ListOut(Schema):
    """One page; `next` is the cursor of the following one, null on the last."""

    items: list[StateOut]
    next: str | None


class Body(Parser):
    """JSON as the standard has it: NaN, Infinity and a name said twice are refused."""

    def parse_body(self, request: HttpRequest) -> dict:
        """Read the body of a call."""
        return json.loads(request.body, parse_constant=_refuse, object_pairs_hook=_once)


def _refuse(word: str) -> None:
    raise ValueError(word)


def _once(pairs: list[tuple[str, object]]) -> dict:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name said twice")
    return found
