"""What commands have in common that work through many texts while the forum runs, and may be stopped and run again."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.management.base import CommandError
from django.db import Error
from django.utils.translation import gettext as _
from tqdm import tqdm

from forum import running_lock


@contextmanager
def resumable() -> Iterator[None]:
    """Use the data folder meanwhile. Raise CommandError, which says what to do, for whatever ends the work early."""
    try:
        with running_lock.running(settings.FORUM_DATA):
            yield
    except running_lock.FolderInUse as error:
        raise CommandError(str(error), returncode=2) from error
    except Error as error:
        first_line = str(error).strip().partition("\n")[0]
        sentence = _("Stopped, as the database isn’t responding: %s. Run this again to continue.")
        raise CommandError(sentence % first_line, returncode=2) from error
    except KeyboardInterrupt:
        raise CommandError(_("Stopped. Run it again to continue."), returncode=130) from None


def progress_bar(total: int, unit: str, verbosity: int) -> tqdm:
    # Without `disable=None` the bar would fill the log files of those who run this unattended.
    return tqdm(total=total, unit=f" {unit}", disable=None if verbosity else True, smoothing=0.1)
