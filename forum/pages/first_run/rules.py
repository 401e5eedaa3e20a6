from accounts.models import Reader
from forum.site.models import SiteSettings


def is_first_run(reader: Reader, settings: SiteSettings, *, has_boards: bool) -> bool:
    """Whether this is an owner who has an empty forum before them and has not been through its first screens."""
    is_owner = reader.is_authenticated and reader.is_superuser
    return is_owner and not has_boards and settings.first_run_done_at is None
