from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import ngettext

from forum.attachments import files, stray_files


class Command(BaseCommand):
    help = "List files that nothing uses and that are older than a day. On a disk the worker deletes them each night."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--delete",
            action="store_true",
            help="delete them; with an object storage, only if no other forum and no copy of this one uses it",
        )

    def handle(self, *, delete: bool, **options: Any) -> None:
        strays = list(stray_files.all_strays())
        for path in strays:
            self.stdout.write(path)
        if delete:
            files.delete_files(strays)
            words = ngettext("%(count)d file deleted.", "%(count)d files deleted.", len(strays))
        else:
            words = ngettext(
                "%(count)d file that nothing uses.", "%(count)d files that nothing uses.", len(strays)
            )
        self.stderr.write(words % {"count": len(strays)})
