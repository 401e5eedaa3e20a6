from allauth.account.auth_backends import AuthenticationBackend

from accounts.members_with_groups import read_member
from accounts.models import User


class MemberBackend(AuthenticationBackend):
    """Signs in by name or address, however the name is spelt.

    A suspended member who gives the right password is told why (see the adapter), but is signed out from the next
    request on. Closed accounts, and those an import made for others, open to no password.
    """

    def user_can_authenticate(self, user: User) -> bool:
        is_active: bool = super().user_can_authenticate(user)
        return is_active and not user.closed_at and not user.is_placeholder

    def get_user(self, user_id: int) -> User | None:
        user = read_member(user_id)
        may_come = user is not None and self.user_can_authenticate(user) and not user.is_suspended
        return user if may_come else None

    def _authenticate_by_username(self, username: str, password: str) -> User | None:
        # The inherited look-up compares as the database does, which on SQLite knows no case beyond ASCII.
        member: User | None = self._check_password(User.objects.named(username).first(), password)
        return member
