from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth import get_user_model


class MemberBackend(AuthenticationBackend):
    """Signs in by name or address, however the name is spelt.

    A suspended member who gives the right password is told why (see the adapter), but from the next request on they
    are nobody to us. Closed accounts, and those an import made for others, open to no password.
    """

    def user_can_authenticate(self, user):
        return super().user_can_authenticate(user) and not user.closed_at and not user.is_placeholder

    def get_user(self, user_id):
        user = super().get_user(user_id)
        return None if user is not None and user.is_suspended else user

    def _authenticate_by_username(self, username, password):
        # The inherited look-up compares as the database does, which on SQLite knows no case beyond ASCII.
        return self._check_password(get_user_model().objects.named(username).first(), password)
