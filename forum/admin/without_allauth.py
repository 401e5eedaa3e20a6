"""Takes allauth's tables out of the admin, where staff could take over an account.

Its pages let them confirm or change a member's address, switch off a second factor and read session keys. What staff
may know of these stands on the member's page.
"""

from allauth.account import admin as account_admin
from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa import admin as mfa_admin
from allauth.mfa.models import Authenticator
from allauth.usersessions import admin as usersessions_admin
from allauth.usersessions.models import UserSession
from django.contrib import admin

# Imported for what they register: what is registered before us can be taken out, and is not registered again.
REGISTERING = (account_admin, mfa_admin, usersessions_admin)

for model in (EmailAddress, EmailConfirmation, Authenticator, UserSession):
    if admin.site.is_registered(model):
        admin.site.unregister(model)
