"""Stop taking an upload at its limit, so that a huge file fills neither memory nor disk."""

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, StopUpload

from doithoai.process.intake.channels.picture.redraw import MOST
from doithoai.process.intake.channels.sheet.guard import MAX_BYTES


class UpToTheLimit(FileUploadHandler):
    """Refuse a file the moment its first byte beyond the limit arrives; `too_large` says so afterwards."""

    too_large = False

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Let bytes pass up to the limit. What still comes is thrown away, so that the browser hears the answer."""
        if start + len(raw_data) > MAX_BYTES:
            self.too_large = True
            raise StopUpload(connection_reset=False)
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave keeping the file to the handlers that follow."""


class FewPictures(UpToTheLimit):
    """Refuse a further file as soon as it begins: what nobody asked for is not even kept for a moment."""

    begun = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Count the files of this request."""
        super().new_file(*args, **kwargs)
        self.begun += 1
        if self.begun > MOST:
            self.too_large = True
            raise StopUpload(connection_reset=False)
