"""Telling and sending apart from each other, and a look at what went out."""

from django.core import mail

from forum.jobs.running import run_due
from forum.mail.sending import Sender
from forum.notifications.channels import Channel
from forum.notifications.models import Delivery, Notification


def tell():
    while run_due():
        pass


def send():
    sender = Sender()
    while sender.send_due():
        pass


def mailed(member):
    return [message for message in mail.outbox if message.to == [member.email]]


def told(member):
    return [notification.kind for notification in Notification.objects.filter(member=member)]


def mails():
    return Delivery.objects.filter(channel=Channel.MAIL)
