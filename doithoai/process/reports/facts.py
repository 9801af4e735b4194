"""The rows that figures count, as they stood on the day the report looks from. Each is one query."""

from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce, TruncDate

from doithoai.ground.core.models import Event
from doithoai.process.answer.models import Answer
from doithoai.process.assignment.models import Assignment, Extension, Promise
from doithoai.process.intake.models import Opinion, ReceptionTurn
from doithoai.process.programme.models import Meeting
from doithoai.process.programme.queries import HELD
from doithoai.process.reports.scope import Scope
from doithoai.process.triage.models import Matter, Raising, Result

MATTER, OPINION = Matter._meta.label_lower, Opinion._meta.label_lower


def _received_by(scope: Scope, to: str = "") -> Q:
    """What a unit received stays its figure after a merger handed it over: the successor did not receive it."""
    return Q(**{f"{to}origin__isnull": True, f"{to}unit__in": scope.units}) | Q(**{f"{to}origin__in": scope.units})


def _held_by(scope: Scope, to: str = "") -> Q:
    """A meeting counts for whoever held it: before the merger the old unit, from then on its successor."""
    before = Q(**{f"{to}origin__isnull": False, f"{to}held_on__lte": F(f"{to}origin__valid_to")})
    return (Q(**{f"{to}unit__in": scope.units}) & ~before) | (Q(**{f"{to}origin__in": scope.units}) & before)


def meetings(scope: Scope) -> QuerySet[Meeting]:
    """Meetings of any kind that were held on a day of the period. A live one counts: it is being held."""
    return Meeting.objects.filter(_held_by(scope), state__in=HELD, held_on__range=scope.days)


def turns(scope: Scope) -> QuerySet[ReceptionTurn]:
    """Turns of the citizen receptions held in the period. Whoever was refused was not received."""
    return ReceptionTurn.objects.filter(
        _held_by(scope, "meeting__"),
        meeting__state__in=HELD,
        meeting__held_on__range=scope.days,
        refusal=ReceptionTurn.Refusal.NONE,
    )


def opinions(scope: Scope) -> QuerySet[Opinion]:
    """Opinions received in the period."""
    first, after = scope.moments
    return Opinion.objects.filter(_received_by(scope), received_at__gte=first, received_at__lt=after)


def matters(scope: Scope) -> QuerySet[Matter]:
    """The distinct matters that those opinions raised: joined ones count once, as the one that gets the answer.

    Carries `done_on` (day of the answer that stands, or None), `outcome` ('' while owed) and `clock` (its due date).
    """
    first, after = scope.moments
    raised = Raising.objects.filter(
        _received_by(scope, "opinion__"),
        opinion__received_at__gte=first,
        opinion__received_at__lt=after,
        matter__opened_at__lt=scope.cut,
    )
    if scope.looks_back:
        return _looking_back(Matter.objects.filter(pk__in=_heads_then(raised, scope)), scope)
    heads = raised.annotate(head=Coalesce("matter__joined_into_id", "matter_id")).values("head")
    return Matter.objects.filter(pk__in=heads).annotate(
        done_on=TruncDate("answered_at"), outcome=F("result"), clock=F("due")
    )


def promises(scope: Scope) -> QuerySet[Promise]:
    """Promises made in the period about matters of these units, whoever made them."""
    first, after = scope.moments
    return Promise.objects.filter(matter__unit__in=scope.units, made_at__gte=first, made_at__lt=after).annotate(
        done_on=Case(When(done_at__lt=scope.cut, then=TruncDate("done_at")))
    )


def _heads_then(raised: QuerySet[Raising], scope: Scope) -> QuerySet:
    """Return the matters whose answer counted then: joins and triage of later days are left out, by the event book."""
    sorted_by_then = Event.objects.filter(
        subject=OPINION, subject_id=OuterRef("opinion_id"), verb="triage", at__lt=scope.cut
    )
    last = Event.objects.filter(
        subject=MATTER, subject_id=OuterRef("matter_id"), verb__in=["join", "separate"], at__lt=scope.cut
    ).order_by("-id")
    joined = Cast(Subquery(last.filter(verb="join").values(into=KT("data__into"))[:1]), BigIntegerField())
    return (
        raised.filter(Exists(sorted_by_then))
        .annotate(last_verb=Subquery(last.values("verb")[:1]))
        .annotate(
            head=Case(When(last_verb="join", then=joined), default=F("matter_id"), output_field=BigIntegerField())
        )
        .values("head")
    )


def _looking_back(found: QuerySet[Matter], scope: Scope) -> QuerySet[Matter]:
    """Add the facts of matters as they stood: the round of that day, its answer, result and due date."""
    later = (
        Event.objects.filter(subject=MATTER, subject_id=OuterRef("pk"), verb="reopen", at__gte=scope.cut)
        .order_by()
        .values("subject_id")
        .annotate(n=Count("pk"))
        .values("n")
    )
    published = Answer.objects.filter(
        matter=OuterRef("pk"), round=OuterRef("turn"), state=Answer.State.PUBLISHED, published_at__lt=scope.cut
    )
    taken = Event.objects.filter(subject=MATTER, subject_id=OuterRef("pk"), verb="confirm_receipt", at__lt=scope.cut)
    given = Assignment.objects.filter(matter=OuterRef("pk"), round=OuterRef("turn"), given_at__lt=scope.cut)
    moved = Extension.objects.filter(
        assignment__matter=OuterRef("pk"), assignment__round=OuterRef("turn"), at__lt=scope.cut
    )
    return (
        found.annotate(turn=F("round") - Coalesce(Subquery(later), 0))
        .annotate(
            spoken_at=Subquery(published.filter(corrects=None).values("published_at")[:1]),
            said=Subquery(published.order_by("-published_at", "-id").values("result")[:1]),
            taken_at=Subquery(taken.values("at")[:1]),
        )
        .annotate(
            done_on=TruncDate(Coalesce("spoken_at", "taken_at")),
            outcome=Case(
                When(said__isnull=False, then=F("said")),
                When(taken_at__isnull=False, then=Value(Result.OUT_OF_COMPETENCE)),
                default=Value(""),
                output_field=CharField(),
            ),
            clock=Coalesce(
                Subquery(moved.order_by("-id").values("new_due")[:1]),
                Subquery(
                    given.order_by("id").annotate(first=Coalesce("extension__old_due", "due")).values("first")[:1]
                ),
            ),
        )
    )
