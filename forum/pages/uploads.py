"""Files in forms: passed over as they come in, except by the few views that take one."""

from collections.abc import Callable
from io import BytesIO
from typing import Any, TypeVar

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http.response import HttpResponseBase

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def takes_file(most: int) -> Callable[[View], View]:
    """Let members send this view one file of so many bytes. More arrives cut off, one byte too long."""

    def mark(view: View) -> View:
        view.most_file_bytes = most  # type: ignore[attr-defined]
        return view

    return mark


class FilesWhereTaken(FileUploadHandler):
    """Keeps one file in memory where the view takes one, and skips all others: none is written to disk."""

    taken = False
    most = 0
    content: BytesIO

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        request: Any = self.request
        # The form's token is looked for before the view is called, but when it has been chosen.
        view = request.resolver_match and request.resolver_match.func
        self.most = getattr(view, "most_file_bytes", 0)
        if self.taken or not self.most or not request.user.is_authenticated:
            raise SkipFile
        self.taken, self.content = True, BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.content.write(raw_data[: self.most + 1 - self.content.tell()])

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        size = self.content.tell()
        self.content.seek(0)
        return InMemoryUploadedFile(
            self.content, self.field_name, self.file_name or "", self.content_type or "", size, self.charset
        )
