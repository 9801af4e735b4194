"""What the machine would say about a text: kind, field, signs of another procedure. It proposes; a person decides."""

import logging
from dataclasses import dataclass

from django.utils.translation import gettext as _

from doithoai.ground.language import pairing, signs
from doithoai.ground.language.fields import SURE, FieldModel
from doithoai.ground.language.fold import nfc
from doithoai.ground.language.kinds import Kind, propose_kind
from doithoai.ground.language.learning import Unreadable
from doithoai.ground.language.likeness import Model
from doithoai.ground.language.signs import Sign
from doithoai.process.triage.models import Field, LearnedModel, MatterKind

log = logging.getLogger("doithoai.triage")
# So many fields are offered beside each other when the machine is not sure.
OFFERED = 3
# Signs of another procedure are sought in the first so many characters.
READ = 20_000
# What is in use is read once a process: by the key of its row (versions never change).
_read: dict[int, FieldModel] = {}


@dataclass(frozen=True)
class FieldOffer:
    """One field, how sure the machine is of it (0..1), and the words of the text that led there."""

    code: str
    name: str
    confidence: float
    why: tuple[str, ...]


@dataclass(frozen=True)
class Suggestion:
    """What is proposed for one text; `signs` that it may belong to another procedure, which only a person can say."""

    kind_offer: Kind
    fields: tuple[FieldOffer, ...]
    signs: tuple[Sign, ...] = ()

    @property
    def door(self) -> str:
        """Return the other procedure the signs point to ("denunciation", "complaint"), or ''."""
        return signs.door(list(self.signs))

    @property
    def signs_said(self) -> str:
        """Return the words that are signs of it, quoted."""
        words = dict.fromkeys(" ".join(sign.text.split()) for sign in self.signs if sign.kind == self.door)
        return quoted(tuple(words)[:OFFERED])

    @property
    def sure(self) -> bool:
        """Say whether the first field is sure enough to be chosen beforehand."""
        return bool(self.fields) and self.fields[0].confidence >= SURE

    @property
    def field(self) -> str:
        """Return the field to choose beforehand, or ''."""
        return self.fields[0].code if self.sure else ""

    @property
    def kind(self) -> str:
        """Return the kind to choose beforehand: the proposed one when it is sure, else that of most matters."""
        sure = self.kind_offer.confidence >= SURE and self.kind_offer.code in MatterKind.values
        return self.kind_offer.code if sure else MatterKind.PETITION.value

    @property
    def offered(self) -> tuple[FieldOffer, ...]:
        """Return the fields to show beside each other."""
        return self.fields[:OFFERED]

    @property
    def because(self) -> str:
        """Return the words that led to the first field, quoted."""
        return quoted(self.fields[0].why) if self.fields else ""


def quoted(words: tuple[str, ...]) -> str:
    """Return words as they stand in the text: “ổ gà”, “mặt đường”."""
    return ", ".join(_("“%(words)s”") % {"words": word} for word in words)


def model_in_use() -> FieldModel:
    """Return the model this office taught, when one is in use and can be read, else the shipped one."""
    pk = LearnedModel.objects.filter(kind=LearnedModel.Kind.FIELD, active=True).values_list("pk", flat=True).first()
    if pk is None:
        return FieldModel.default()
    if pk not in _read:
        try:
            model = FieldModel.of_blob(bytes(LearnedModel.objects.get(pk=pk).blob))
        except Unreadable as trouble:
            # An older release made it: the shipped model serves until the clock has taught a new one.
            log.warning("a learned model cannot be read", extra={"model": pk, "why": str(trouble)})
            model = FieldModel.default()
        _read.clear()
        _read[pk] = model
    return _read[pk]


def likeness_in_use() -> Model | None:
    """Return the likeness this office taught, when one is in use and can be read; the index asks every few minutes."""
    row = LearnedModel.objects.filter(kind=LearnedModel.Kind.LIKENESS, active=True).only("blob").first()
    if row is None:
        return None
    try:
        return pairing.load(bytes(row.blob))
    except Unreadable as trouble:
        log.warning("a learned model cannot be read", extra={"model": row.pk, "why": str(trouble)})
        return None


def suggest(text: str, place: str = "", *, model: FieldModel | None = None) -> Suggestion:
    """Propose kind and fields for a text. `model`: the one in use, when many texts are asked about at once."""
    proposed = (model or model_in_use()).propose(text, place)
    names = dict(Field.choices)
    fields = tuple(
        FieldOffer(one.code, str(names[one.code]), one.confidence, one.why) for one in proposed if one.code in names
    )
    return Suggestion(propose_kind(text), fields, tuple(signs.find(nfc(text[:READ]))))
