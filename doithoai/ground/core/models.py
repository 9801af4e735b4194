"""The event book and the count of wrong guesses."""

from django.db import models


class Event(models.Model):
    """One line for each verb: who, what, from, to, why, when. Never changed, never deleted (database triggers)."""

    at = models.DateTimeField()
    verb = models.CharField(max_length=40)
    subject = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    seat_id = models.BigIntegerField(null=True)
    actor = models.CharField(max_length=300)
    from_state = models.CharField(max_length=20, blank=True)
    to_state = models.CharField(max_length=20, blank=True)
    note = models.TextField(blank=True)
    data = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["subject", "subject_id", "id"], name="event_subject")]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject}#{self.subject_id}"


class WrongGuess(models.Model):
    """A follow-up code that does not exist was tried from this (hashed) network at this time."""

    network = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["network", "at"], name="guess_network")]
