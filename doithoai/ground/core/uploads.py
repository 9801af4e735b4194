"""Stop taking uploads at their limit, so that huge or countless files fill neither memory nor disk."""

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest


class UpToTheLimit(FileUploadHandler):
    """Refuse a file the moment its first byte beyond the limit arrives, or the file that is one too many as it begins.

    `too_large` says so afterwards. Put it first among the handlers, before the body is read.
    """

    def __init__(self, request: HttpRequest, *, most_bytes: int, most_files: int = 1):
        super().__init__(request)
        self.most_bytes, self.most_files = most_bytes, most_files
        self.too_large, self.begun = False, 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Count the files of this request."""
        super().new_file(*args, **kwargs)
        self.begun += 1
        if self.begun > self.most_files:
            self._stop()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Let bytes pass up to the limit. What still comes is thrown away, so that the browser hears the answer."""
        if start + len(raw_data) > self.most_bytes:
            self._stop()
        return raw_data

    def _stop(self) -> None:
        self.too_large = True
        raise StopUpload(connection_reset=False)

    def file_complete(self, file_size: int) -> None:
        """Leave keeping the file to the handlers that follow."""
