"""Where mail goes until a mail server is set up: a folder with a file for each."""

import os
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone


class FolderBackend(BaseEmailBackend):
    """Writes each mail to EMAIL_FILE_PATH as an .eml file, whole or not at all, that only the owner can read."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder = Path(settings.EMAIL_FILE_PATH)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        count = 0
        for message in email_messages:
            if message.recipients():
                mime: Any = message.message()  # the stubs know nothing of the class that Django makes of it
                self.write(folder, mime.as_bytes(linesep="\r\n"))
                count += 1
        return count

    def write(self, folder: Path, content: bytes) -> None:
        # Sorted by name they stand in the order of time.
        name = f"{timezone.now():%Y-%m-%d-%H%M%S-%f}-{secrets.token_hex(3)}.eml"
        unfinished = folder / f".{name}"
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
        unfinished.rename(folder / name)
