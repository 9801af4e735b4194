"""What the index keeps of a text. All of it can be thrown away and built again from the tables of the stages."""

from django.db import models


class Entry(models.Model):
    """One text that can be found: what it is, where it belongs, and its reading (language/reading.py).

    The words to find it by stand in `index_terms` (FTS5, or a tsvector with its GIN index) under the same id.
    """

    kind = models.CharField(max_length=10)
    ref = models.BigIntegerField()
    unit = models.BigIntegerField()
    path = models.CharField(max_length=200)
    # Further units whose seats may see it, as ids in a line: the bodies a matter was given to.
    also = models.CharField(max_length=200, blank=True)
    public = models.BooleanField(default=False)
    at = models.DateTimeField()
    field = models.CharField(max_length=20, blank=True)
    state = models.CharField(max_length=12, blank=True)
    result = models.CharField(max_length=20, blank=True)
    place = models.CharField(max_length=400, blank=True)
    # Of text and place as they were read: what has not changed is not read again.
    digest = models.CharField(max_length=16, blank=True)
    reading = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "ref"], name="one_entry_a_thing")]
        verbose_name_plural = "entries"

    def __str__(self) -> str:
        return f"{self.kind} {self.ref}"


class Word(models.Model):
    """A term of the index with the number of entries that have it: every syllable, and other terms where they are common.

    Counted on a sample now and then; what is not here is rare.
    """

    term = models.CharField(max_length=80, primary_key=True)
    df = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return self.term


class Mark(models.Model):
    """How far the index has followed the event book, or a stage's table while it is filled for the first time.

    `gaps`: numbers of the book that were not there yet when it was read past them ([from, to, seen at]): on
    PostgreSQL a lower number can be committed after a higher one.
    """

    name = models.CharField(max_length=20, primary_key=True)
    position = models.BigIntegerField(default=0)
    version = models.CharField(max_length=20, blank=True)
    gaps = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.name} {self.position}"
