"""Answers as the index takes and shows them."""

from collections.abc import Collection, Iterator

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from doithoai.ground.index import registry
from doithoai.ground.index.registry import Document, Shown
from doithoai.process.answer import queries
from doithoai.process.answer.models import Answer
from doithoai.process.assignment.texts import bodies_of, scope


def text_of(answer: Answer) -> str:
    """Return the words of an answer: its reply, what was checked, what will be done."""
    return "\n".join(part for part in (answer.reply, answer.basis, answer.action) if part)


def documents(refs: Collection[int]) -> Iterator[Document]:
    """Give answers as they stand now, each with its matter's title and place."""
    rows = list(Answer.objects.filter(pk__in=refs).select_related("matter", "matter__unit"))
    bodies = bodies_of({answer.matter_id for answer in rows})
    for answer in rows:
        matter = answer.matter
        yield Document(
            kind="answer",
            ref=answer.pk,
            text=f"{text_of(answer)}\n{matter.title}",
            place=matter.place,
            unit=matter.unit_id,
            path=matter.unit.path,
            at=answer.published_at or answer.created_at,
            field=matter.field,
            state=answer.state,
            result=answer.result,
            area=matter.unit.name,
            also=tuple(sorted({answer.unit_id, *bodies.get(matter.pk, ())})),
            public=answer.state == Answer.State.PUBLISHED and matter.published_at is not None,
        )


def published() -> QuerySet[Answer]:
    """Return what was published and stands: a corrected answer is found by its correction."""
    return Answer.objects.filter(
        state=Answer.State.PUBLISHED, matter__published_at__isnull=False, matter__joined_into=None
    ).exclude(correction__state=Answer.State.PUBLISHED)


def shown(refs: Collection[int]) -> dict[int, Shown]:
    """Return how these answers are shown: with their matter's code."""
    return {
        answer.pk: Shown(
            answer.matter.code,
            text_of(answer),
            "assignment:matter",
            title=_("Trả lời: %(title)s") % {"title": answer.matter.title},
            place=answer.matter.place,
            note=str(answer.get_state_display()),
            at=answer.published_at or answer.created_at,
        )
        for answer in Answer.objects.filter(pk__in=refs).select_related("matter")
    }


def answers_of_matters(refs: Collection[int]) -> set[int]:
    """Return the answers to these matters."""
    return set(Answer.objects.filter(matter__in=refs).values_list("pk", flat=True))


SOURCE = registry.Source(
    "answer",
    "answer.answer",
    "",
    documents,
    queries.visible_to,
    shown,
    scope,
    Answer.objects.all,
    public=published,
    follows={"triage.matter": answers_of_matters},
)
