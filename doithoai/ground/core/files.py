"""How a file that came from outside is handed out again: nothing in it can run on our pages."""

from django.http import HttpResponse


def handed_out(content: bytes, *, media_type: str, name: str, inline: bool) -> HttpResponse:
    """Answer with a file: in place only where its kind is ours to vouch for, else to be kept. Never guessed, sandboxed."""
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = f'{"inline" if inline else "attachment"}; filename="{name}"'
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    return response
