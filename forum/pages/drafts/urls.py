from django.urls import path

from forum.pages.drafts import saving_by_script, views

urlpatterns = [
    path("", views.drafts, name="drafts"),
    path("<id:draft_id>/", views.draft, name="draft"),
    path("save/", saving_by_script.save, name="draft-save"),
    path("token/", saving_by_script.token, name="draft-token"),
    path("discard/", views.discard, name="draft-discard"),
    path("restore/", views.restore, name="draft-restore"),
]
