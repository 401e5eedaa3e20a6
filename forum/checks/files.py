"""I9: every attachment, member’s picture and copied picture has its files, and what posts show is noted as used."""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from django.utils.translation import gettext as _

from accounts.models import User
from forum.attachments import files, stray_files
from forum.attachments.models import Attachment, AttachmentUse
from forum.attachments.uses import keys_in
from forum.checks import link_cards
from forum.checks.faults import EXAMPLES, Fault
from forum.fetching import digest_of
from forum.markup.remote_pictures import MARK
from forum.members import avatars
from forum.posts.models import Post
from forum.remote_pictures.models import RemotePicture, RemotePictureUse
from forum.remote_pictures.uses import addresses_in

LOOKED_AT = 1_000  # posts, the newest
# In a folder, looking is cheap; an object storage is asked over the network.
IN_FOLDER, IN_STORAGE = 100_000, 50
NOT_DELETED_FOR = timedelta(days=2)  # the worker deletes them from a disk after one


def faults() -> Iterator[Fault]:
    most = IN_FOLDER if isinstance(files.storage(), files.Folder) else IN_STORAGE
    newest = Attachment.objects.order_by("-pk")[:most]
    yield from fault_of(
        [attachment.pk for attachment in newest if not are_stored(attachment.stored_names())],
        "attachment.file",
        _("attachments whose file is gone"),
    )
    shown = User.objects.exclude(avatar="").order_by("-pk").values_list("pk", "avatar")[:most]
    yield from fault_of(
        [pk for pk, name in shown if not are_stored(avatars.stored_names(name))],
        "member.avatar",
        _("members whose picture is gone"),
    )
    yield from link_cards.faults(most)
    yield from fault_of(posts_without_uses(), "attachment.use", _("posts whose files are not noted as used"))
    copies = RemotePicture.objects.copied().order_by("-pk")[:most]
    yield from fault_of(
        [copy.pk for copy in copies if not are_stored([copy.stored_as])],
        "remote_picture.file",
        _("copies of pictures of other sites whose file is gone"),
    )
    yield from fault_of(
        posts_without_pictures(),
        "remote_picture.use",
        _("posts whose pictures of other sites are not noted as used"),
    )


def warnings() -> Iterator[Fault]:
    """The other way round: files that nothing names. They only take space."""
    if strays := list(stray_files.all_strays(NOT_DELETED_FOR)):
        what = _("files that nothing uses (manage.py stray_files deletes them)")
        yield Fault("files.stray", what, len(strays), tuple(strays[:EXAMPLES]))


def are_stored(names: Iterable[str]) -> bool:
    return all(files.storage().exists(name) for name in names)


def posts_without_uses() -> list[int]:
    html = {
        post_id: keys
        for post_id, text in Post.objects.order_by("-pk").values_list("pk", "html")[:LOOKED_AT]
        if (keys := set(keys_in(text)))
    }
    uses = AttachmentUse.objects.filter(post__in=html, is_current=True).values_list("post_id", "key")
    noted = set(uses)
    return [post_id for post_id, keys in html.items() if any((post_id, key) not in noted for key in keys)]


def posts_without_pictures() -> list[int]:
    marked = Post.objects.filter(html__contains=MARK)
    digests = {
        post_id: {digest_of(address) for address in addresses_in(text)}
        for post_id, text in marked.order_by("-pk").values_list("pk", "html")[:LOOKED_AT]
    }
    uses = RemotePictureUse.objects.filter(post__in=digests).values_list("post_id", "picture__digest")
    noted = set(uses)
    return [post_id for post_id, each in digests.items() if any((post_id, one) not in noted for one in each)]


def fault_of(ids: list[int], code: str, what: str) -> Iterator[Fault]:
    if ids:
        yield Fault(code, what, len(ids), tuple(sorted(ids)[:EXAMPLES]))
