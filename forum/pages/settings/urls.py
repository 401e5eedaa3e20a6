"""The addresses of a member’s settings."""

from django.urls import path

from forum.pages.invitations import views as invitations
from forum.pages.members import claims
from forum.pages.my_data import views as my_data
from forum.pages.settings import avatars, time_zone
from forum.pages.settings import views as settings
from forum.pages.settings.notification_views import notification_preferences as notification_settings

settings_patterns = [
    path("", settings.profile, name="settings"),
    path("reading/", settings.reading, name="reading-preferences"),
    path("time-zone/", time_zone.time_zone, name="time-zone"),
    path("notifications/", notification_settings, name="notification-preferences"),
    path("emails/", notification_settings, {"part": "emails"}, name="email-preferences"),
    path("following/", notification_settings, {"part": "levels"}, name="following-preferences"),
    path("following/automatic/", notification_settings, {"part": "automatic"}, name="automatic-following"),
    path("picture/", avatars.avatar, name="avatar-settings"),
    path("picture/whole/", avatars.whole, name="avatar-whole"),
    path("account/", settings.account, name="account-settings"),
    path("privacy/", settings.privacy, name="privacy"),
    path("ignored/", settings.ignored, name="ignored"),
    path("data/", my_data.my_data, name="my-data"),
    path("data/<id:export_id>/", my_data.download, name="my-data-file"),
    path("close/", settings.close, name="close-account"),
    path("claim/<id:member_id>/", claims.ask, name="claim"),
    path("claim/confirm/<str:token>/", claims.confirm, name="claim-confirm"),
    path("invitations/", invitations.invitations, name="invitations"),
    path("invitations/<id:invitation_id>/revoke/", invitations.revoke, name="invitation-revoke"),
]
