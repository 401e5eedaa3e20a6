"""Archives of a Discourse forum in the forms they are found in. Each gives its topics one by one, posts in order."""

from pathlib import Path

from django.utils.translation import gettext as _

from forum.importing.archive import Archive
from forum.importing.discourse.post_records import PostFiles, PostLines
from forum.importing.discourse.topic_files import TopicFiles

FORMS = (TopicFiles, PostLines, PostFiles)
DEEPEST = 2  # folders that an unpacked archive may have around it


class NoArchive(Exception):
    """There is no archive there. The message says what there is instead."""


def archive_in(path: Path) -> Archive:
    """The archive in this folder, or in the only one of the folders in it that holds one.

    Raise NoArchive, with a sentence for the owner, if there is none.
    """
    try:
        return _archive_in(path)
    except PermissionError as error:
        raise NoArchive(_("You don’t have permission to read %s.") % (error.filename or path)) from error


def _archive_in(path: Path) -> Archive:
    if not path.exists():
        raise NoArchive(_("There is no folder %s.") % path)
    if not path.is_dir():
        raise NoArchive(_("%s is a file. Unpack it if it’s packed, and name the folder.") % path)
    if not any(path.iterdir()):
        raise NoArchive(_("%s is empty.") % path)
    folders = [path]
    for _level in range(DEEPEST + 1):
        archives = [archive for folder in folders for archive in _recognize(folder)]
        if len(archives) > 1:
            names = ", ".join(str(archive.path) for archive in archives[:3])
            raise NoArchive(
                _("%(path)s contains several archives. Name one of them: %(names)s")
                % {"path": path, "names": names}
            )
        if archives:
            return archives[0]
        folders = [inner for folder in folders for inner in sorted(folder.iterdir()) if inner.is_dir()]
    sentence = _(
        "%s isn’t an archive that can be imported. It must be a folder with json/*.json, topics/*.json or ID.json "
        "(topics, with Markdown in raw/), posts.jsonl, or posts/ with a file for each post."
    )
    raise NoArchive(sentence % path)


def _recognize(folder: Path) -> list[Archive]:
    for form in FORMS:
        archive = form.recognize(folder)
        if archive:
            return [archive]
    return []
