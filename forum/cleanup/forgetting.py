"""What a clean-up keeps for its Undo is forgotten with the account."""

from accounts.models import User
from forum.cleanup.member_parts import PICTURE, PROFILE
from forum.cleanup.models import CleanedItem


def forget_texts(member: User) -> None:
    """Delete what the member said of themselves; their picture's files are deleted as soon as no row names them."""
    kept = CleanedItem.objects.filter(cleaned_member__member=member)
    kept.filter(part__in=[PROFILE.name, PICTURE.name]).delete()
