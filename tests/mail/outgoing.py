"""Telling and sending apart from each other, and a look at what went out."""

from django.core import mail

from forum.notices import sending
from forum.notices.models import Channel, Delivery
from forum.outbox.working import work_off


def tell():
    while work_off():
        pass


def send():
    while sending.send_due():
        pass


def mailed(member):
    return [letter for letter in mail.outbox if letter.to == [member.email]]


def mails():
    return Delivery.objects.filter(channel=Channel.MAIL)
