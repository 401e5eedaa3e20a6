from accounts.members_by_name import members_found_by_name
from accounts.models import Reader, User
from forum.pages.search.asked import Asked

MOST = 5


def members_named(asked: Asked, reader: Reader) -> list[User]:
    """Members whose name begins with what is searched for: for members only, where nothing else narrows the search."""
    if not reader.is_authenticated or asked.filters:
        return []
    return members_found_by_name(asked.text.strip('"“”„'), MOST)
