"""Files in forms: passed over as they come in, except by the few views that take some."""

import tempfile
from collections.abc import Callable
from typing import IO, Any, TypeVar, cast

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http.response import HttpResponseBase

View = TypeVar("View", bound=Callable[..., HttpResponseBase])

IN_MEMORY = 1024 * 1024  # bytes; what is larger is written to the disk as it comes


def takes_file(most: int) -> Callable[[View], View]:
    """Let members send this view one file of so many bytes. More arrives cut off, one byte too long."""
    return takes_files(most, 1)


def takes_files(most: int, count: int) -> Callable[[View], View]:
    """Let members send this view so many files of so many bytes each. Those beyond are passed over."""

    def mark(view: View) -> View:
        view.most_file_bytes, view.most_files = most, count  # type: ignore[attr-defined]
        return view

    return mark


class FilesWhereTaken(FileUploadHandler):
    """Keeps files where the view takes some, and skips all others. Large ones are on the disk, without a name."""

    taken = 0
    most = 0
    size = 0
    content: IO[bytes]

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        request: Any = self.request
        # The form's token is looked for before the view is called, but when it has been chosen.
        view = request.resolver_match and request.resolver_match.func
        self.most = getattr(view, "most_file_bytes", 0)
        if self.taken >= getattr(view, "most_files", 0) or not request.user.is_authenticated:
            raise SkipFile
        self.taken += 1
        self.size = 0
        # Closed with the request.
        spooled = tempfile.SpooledTemporaryFile(IN_MEMORY, dir=str(settings.FORUM_DATA))  # noqa: SIM115
        self.content = cast(IO[bytes], spooled)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.size += self.content.write(raw_data[: self.most + 1 - self.size])

    def file_complete(self, file_size: int) -> "UploadedFile[Any]":
        self.content.seek(0)
        return UploadedFile(
            self.content, self.file_name or "", self.content_type or "", self.size, self.charset
        )
