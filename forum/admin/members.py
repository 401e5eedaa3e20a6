"""Members: what staff may know of them, their suspensions, and who is staff."""

from collections.abc import Iterable, Sequence
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db.models import ManyToManyField, Prefetch, Q, QuerySet, prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.names import email_key, flat_key, name_key
from accounts.sessions import device_of
from forum.admin.actions import ModerationAdmin
from forum.admin.adding_members import AddingMembers
from forum.admin.base import PlainChoice, as_id, member_of
from forum.admin.cleanup_links import CleaningUp
from forum.admin.member_filters import GroupFilter, ImportedFilter, StaffFilter, SuspendedFilter
from forum.admin.member_suggestions import suggestions
from forum.admin.merging_members import MergingMembers
from forum.admin.name_forms import warnings_after_role_change
from forum.boards.own_groups import groups_known_to, groups_of_boards
from forum.moderation.helping import adding, sign_in_acts
from forum.moderation.member_acts import MEMBER
from forum.moderation.models import LogEntry
from forum.pages.moderation.step import Outcome, Step
from forum.posts import member_totals
from forum.sign_up.models import Invited
from forum.site.models import SiteSettings

SHOWN = 20  # sessions or addresses of one member
ROLE = ("title", "is_staff", "is_superuser", "groups")
SUSPENSION = (_("Suspension"), {"fields": ("suspended_at", "suspended_until", "suspended_reason")})


class RoleForm(forms.ModelForm):
    """What superusers say of a member: their title, and what they may do."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words: dict[str, tuple[Any, Any]] = {
            "title": (_("Title"), _("Shown beside their posts, as in “Moderator”. Optional.")),
            "is_staff": (
                _("Staff"),
                _("Can open the admin. What they may do there comes from their groups."),
            ),
            "is_superuser": (_("Administrator"), _("May do everything, on every board and in the admin.")),
            "groups": (_("Groups"), ""),
        }
        for name, (label, help_text) in words.items():
            if name in self.fields:
                self.fields[name].label, self.fields[name].help_text = label, help_text

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("is_superuser") and not cleaned.get("is_staff"):
            self.add_error("is_staff", gettext("An administrator is staff, too. Tick this."))
        return cleaned


@admin.register(User)
class MemberAdmin(PlainChoice, AddingMembers, MergingMembers, CleaningUp, ModerationAdmin):
    """Members are seen, disciplined and helped here, by acts that are logged; no form changes who they are.

    Superusers also say who is staff, and may change that of anybody but themselves: so one always remains.
    """

    form = RoleForm
    target = MEMBER
    links = (
        (_("Topics"), "topics.view_topic", "topics_topic", "author"),
        (_("Posts"), "posts.view_post", "posts_post", "author"),
    )
    list_display = ("username", "known_as", "role_words", "date_joined", "posts", "state")
    list_filter = (StaffFilter, SuspendedFilter, ImportedFilter, ("groups", GroupFilter), "date_joined")
    sortable_by = ("date_joined", "posts")
    ordering = ("-date_joined", "-id")
    search_fields = ("username",)
    search_help_text = _("The beginning of a name, a whole email address or a member’s number.")
    readonly_fields = (
        "known_by", "came_from", "about", "addresses", "second_factors", "sessions", "date_joined",
        "last_sign_in", "posts", "is_active", "suspended_at", "suspended_until",
        "suspended_reason", "closed_at",
    )  # fmt: skip
    fieldsets = (
        (None, {"fields": ("known_by", "about", "date_joined", "posts", "came_from")}),
        (_("Role"), {"fields": ROLE}),
        (
            _("Signing in"),
            {
                "fields": (
                    "addresses", "second_factors", "last_sign_in", "sessions", "is_active", "closed_at",
                )
            },
        ),
    )  # fmt: skip

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        is_suspended = obj is not None and obj.suspended_until is not None
        return (*fieldsets[:1], SUSPENSION, *fieldsets[1:]) if is_suspended else fieldsets

    def formfield_for_manytomany(
        self, db_field: "ManyToManyField[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> forms.ModelMultipleChoiceField | None:
        return super().formfield_for_manytomany(
            db_field, request, widget=forms.CheckboxSelectMultiple, **kwargs
        )

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> User | None:
        """The member, with those groups alone whose names the reader may know."""
        member = super().get_object(request, object_id, from_field)
        if member is not None and not self.has_change_permission(request):
            known = groups_known_to(request.user).order_by("name")
            prefetch_related_objects([member], Prefetch("groups", known))
        return member

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        # The filter asks for groups whose names the reader may know; any other question would tell who is in others.
        is_other_question = lookup.startswith("groups") and lookup != "groups__id__exact"
        return not is_other_question and super().lookup_allowed(lookup, value, request)

    def report(
        self, request: HttpRequest, step: Step, things: Sequence[Any], outcome: Outcome
    ) -> HttpResponse | None:
        if step.act is sign_in_acts.show_reset_link and outcome.done:
            for member in things:
                self.tell_link(request, member)
        return super().report(request, step, things, outcome)

    def get_urls(self) -> list[URLPattern]:
        suggest = self.admin_site.admin_view(suggestions)
        return [path("suggestions/", suggest, name="accounts_user_suggestions"), *super().get_urls()]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.is_active and request.user.is_superuser

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        if obj is None:
            return ()
        if obj.closed_at:
            return (*self.readonly_fields, *ROLE)
        own = obj.pk == request.user.pk
        return (*self.readonly_fields, "is_staff", "is_superuser") if own else self.readonly_fields

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        may_merge = request.user.is_active and request.user.is_superuser
        return super().change_view(
            request, object_id, form_url, {"may_merge": may_merge, **(extra_context or {})}
        )

    def view_on_site(self, obj: Any) -> str | None:
        return None if obj.closed_at else reverse("member", args=[obj.username])

    def matching(self, queryset: QuerySet[Any], term: str) -> QuerySet[Any]:
        if number := as_id(term):
            return queryset.filter(Q(pk=number) | Q(username_key=name_key(term)))
        if "@" in term:
            return queryset.filter(email=email_key(term))
        return queryset.filter(
            Q(username_key__startswith=name_key(term))
            | Q(username__istartswith=term)
            | Q(display_key__startswith=flat_key(term))
        )

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Save the role and nothing else. Of two superusers who demote each other at once, one fails."""
        if not change:
            return  # made already
        members = User.objects.select_for_update(no_key=True).order_by("pk")
        fresh = {member.pk: member for member in members.filter(pk__in=[request.user.pk, obj.pk])}
        if not fresh[member_of(request).pk].is_superuser:
            raise PermissionDenied
        fields = ("title", "is_staff", "is_superuser")
        changed = [field for field in fields if field in form.changed_data]
        if changed:
            obj.save(update_fields=changed)
        SiteSettings.bump()

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if change and form.changed_data:
            for sentence in warnings_after_role_change(form.instance):
                self.message_user(request, sentence, messages.WARNING)

    def construct_change_message(
        self, request: HttpRequest, form: Any, formsets: Any, add: bool = False
    ) -> Any:
        """Log what the role has become, not only that it changed."""
        if add:
            return super().construct_change_message(request, form, formsets, add)
        now = {
            "title": form.instance.title or "–",
            "is_staff": form.instance.is_staff,
            "is_superuser": form.instance.is_superuser,
            "groups": ", ".join(_names_for_all(form.cleaned_data.get("groups", []))) or "–",
        }
        return "; ".join(
            f"{form.fields[field].label}: {now[field]}" for field in form.changed_data
        ) or gettext("Nothing changed.")

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).annotate(seen_posts=member_totals.visible_count(request.user))

    @admin.display(description=_("name"))
    def known_by(self, member: User) -> str:
        return member.full_name

    @admin.display(description=_("came by"))
    def came_from(self, member: User) -> Any:
        if member.is_placeholder:
            return _("an import; has never signed in here")
        if member.is_imported:
            return _("an import")
        entry = LogEntry.objects.filter(member=member, act=adding.added.name).select_related("by").first()
        if entry:
            return gettext("added by %(by)s") % {"by": entry.by}
        invited = Invited.objects.filter(member=member).select_related("by").first()
        return gettext("an invitation by %(by)s") % {"by": invited.by} if invited else _("signing up")

    @admin.display(description=_("display name"))
    def known_as(self, member: User) -> str:
        return member.display_name

    @admin.display(description=_("role"))
    def role_words(self, member: User) -> str:
        return member.role if member.title or member.is_forum_staff else ""

    @admin.display(description=_("posts"), ordering="seen_posts")
    def posts(self, member: Any) -> int:
        return member.seen_posts

    @admin.display(description=_("state"))
    def state(self, member: User) -> Any:
        if member.closed_at:
            return _("closed")
        if member.suspended_until is None or not member.is_suspended:
            return ""
        until = date_format(timezone.localtime(member.suspended_until), "SHORT_DATE_FORMAT")
        return gettext("suspended until %(day)s") % {"day": until}

    @admin.display(description=_("last sign-in"))
    def last_sign_in(self, member: User) -> str:
        at = member.last_login
        return date_format(timezone.localtime(at), "DATETIME_FORMAT") if at else "–"

    @admin.display(description=_("email addresses"))
    def addresses(self, member: User) -> str:
        rows = EmailAddress.objects.filter(user=member).order_by("-primary", "email")[:SHOWN]
        words = {True: gettext("confirmed"), False: gettext("not confirmed")}
        listed = format_html_join(
            "", "<div>{} ({})</div>", ((row.email, words[row.verified]) for row in rows)
        )
        return listed or member.email or "–"

    @admin.display(description=_("two-factor authentication"))
    def second_factors(self, member: User) -> str:
        kinds = (
            Authenticator.objects.filter(user=member)
            .order_by("type")
            .values_list("type", flat=True)
            .distinct()
        )
        names = dict(Authenticator.Type.choices)
        return ", ".join(str(names.get(kind, kind)) for kind in kinds) or "–"

    @admin.display(description=_("sessions"))
    def sessions(self, member: User) -> str:
        rows = UserSession.objects.filter(user=member).order_by("-created_at")[:SHOWN]
        lines = (
            (
                date_format(timezone.localtime(row.created_at), "DATETIME_FORMAT"),
                row.ip,
                device_of(row.user_agent),
            )
            for row in rows
        )
        return format_html_join("", "<div>{} · {} · {}</div>", lines) or "–"


def _names_for_all(groups: Iterable[Group]) -> list[str]:
    """The groups' names for a log that is read by people who may not see all boards."""
    of_boards = groups_of_boards()
    return [gettext("another group") if group.pk in of_boards else group.name for group in groups]
