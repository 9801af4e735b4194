"""What a verb may refuse with. One middleware turns each into a page that says what to do."""


class Refused(Exception):
    """A verb was refused; `message` is a sentence in the reader's language, `details` names the causes."""

    status = 422

    def __init__(self, message: str, details: list[str] | None = None):
        super().__init__(message)
        self.message = message
        self.details = details or []


class NotAllowed(Refused):
    """This seat may not do this."""

    status = 403


class WrongState(Refused):
    """The thing is not in a state from which this move goes (someone may have been faster)."""

    status = 409


class NoteNeeded(Refused):
    """The move needs a written reason."""


class Conflict(Refused):
    """Somebody else saved first; `theirs` holds what stands now so that nothing is overwritten in silence."""

    status = 409

    def __init__(self, message: str, theirs: object = None):
        super().__init__(message)
        self.theirs = theirs
