"""The addresses of conversations. What a topic's page asks for below its own address is asked for here too."""

from django.urls import include, path

from forum.pages.conversations import for_moderators, starting, taking_part, views
from forum.pages.posts import views as posts
from forum.pages.reading import views as reading
from forum.pages.topics import go_to, news
from forum.pages.topics import views as topics

one = [
    path("", views.conversation, name="conversation"),
    path("reply/", posts.reply, name="conversation-reply"),
    path("unread/", topics.unread, name="conversation-unread"),
    path("last/", topics.last, name="conversation-last"),
    path("go-to/", go_to.go_to, name="conversation-go-to"),
    path("news/", news.news, name="conversation-news"),
    path("news/posts/", news.new_posts, name="conversation-new-posts"),
    path("seen/", news.seen, name="conversation-seen"),
    path("read/", reading.read_topic, name="conversation-read"),
]

urlpatterns = [
    path("", views.conversations, name="conversations"),
    path("new/", starting.new, name="conversation-new"),
    path("new/moderators/", for_moderators.new, name="team-conversation-new"),
    path("moderators/", for_moderators.conversations, name="team-conversations"),
    path("<id:topic_id>/", views.by_number, name="conversation-short"),
    path("<id:topic_id>/members/", taking_part.members, name="conversation-members"),
    path("<id:topic_id>/members/<str:username>/remove/", taking_part.remove, name="conversation-remove"),
    path("<id:topic_id>/leave/", taking_part.leave, name="conversation-leave"),
    path("<id:topic_id>/close/", taking_part.close, name="conversation-close"),
    path("<id:topic_id>/reopen/", taking_part.reopen, name="conversation-reopen"),
    path("<id:topic_id>-<words:slug>/", include(one)),
]
