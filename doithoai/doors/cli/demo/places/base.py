"""What the five places have in common."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from doithoai.doors.cli.demo.cast import SignIn
from doithoai.doors.cli.demo.material import scenario
from doithoai.process.people.models import Seat, Unit


@dataclass(frozen=True)
class Place:
    """A scenario: its id, the sign-in that may look at it, and how it is played."""

    id: str
    slug: str
    act: Callable[[datetime], None]

    @property
    def unit_name(self) -> str:
        """The name of the place in its time."""
        return str(scenario(self.id)["unit"]["name"])

    @property
    def leader(self) -> str:
        """The sign-in name of who may see its figures and cases."""
        return f"lanhdao.{self.slug}"

    def exists(self) -> bool:
        """Say whether the place has been played."""
        return Unit.objects.filter(name=self.unit_name).exists()

    def play(self, *, founded_at: datetime) -> list[str]:
        """Play the place from plan to report; return the sign-in names."""
        self.act(founded_at)
        return [self.leader]

    def sign_ins(self) -> list[SignIn]:
        """Return who can sign in to look at this place."""
        seats = Seat.objects.filter(person__username=self.leader).select_related("person", "unit")
        return [SignIn.of(seat) for seat in seats]
