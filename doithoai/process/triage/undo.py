"""What undoing a triage would do, said before it is done. Reads the same facts as services.undo_triage."""

from dataclasses import dataclass

from doithoai.process.intake.models import Opinion
from doithoai.process.triage import queries
from doithoai.process.triage.models import Matter, Raising


@dataclass(frozen=True)
class Effect:
    """What becomes of one matter: 'vanishes', 'loses_a_voice' or 'forbids'."""

    raising: Raising
    what: str


def effects(opinion: Opinion) -> list[Effect]:
    """Return the effect on each matter the opinion raised."""
    raisings = queries.matters_of(opinion)
    numbers = [raising.matter_id for raising in raisings]
    shared = set(
        Raising.objects.filter(matter__in=numbers).exclude(opinion=opinion).values_list("matter_id", flat=True)
    )
    carrying = set(Matter.objects.filter(joined_into__in=numbers).values_list("joined_into_id", flat=True))
    return [Effect(raising, _effect(raising.matter, shared, carrying)) for raising in raisings]


def _effect(matter: Matter, shared: set[int], carrying: set[int]) -> str:
    if matter.pk in shared:
        return "loses_a_voice"
    if matter.state != Matter.State.OPEN or matter.round > 1 or matter.pk in carrying:
        return "forbids"
    return "vanishes"
