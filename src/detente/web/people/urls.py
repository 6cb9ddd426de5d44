"""Addresses of this app: those of allauth that are needed, one by one, and our own. Others of allauth's answer 404."""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from django.urls import URLPattern, URLResolver, include, path

from detente.web.people import account_views, views

_account: list[URLPattern | URLResolver] = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account_views.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account_views.password_change, name="account_change_password"),
    path("2fa/", account_views.second_factor, name="mfa_index"),
    path("2fa/authenticate/", mfa.authenticate, name="mfa_authenticate"),
    path("2fa/reauthenticate/", account_views.reauthenticate_by_code, name="mfa_reauthenticate"),
    path("2fa/totp/activate/", account_views.activate_totp, name="mfa_activate_totp"),
    path("2fa/totp/deactivate/", account_views.deactivate_totp, name="mfa_deactivate_totp"),
    path("2fa/recovery-codes/", account_views.recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "2fa/recovery-codes/generate/",
        account_views.guarded(codes.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
]

_staff: list[URLPattern | URLResolver] = [
    path("", views.home, name="staff_home"),
    path("language/", views.language, name="staff_language"),
    path("people/", views.people, name="people"),
    path("people/invite/", views.invite, name="people_invite"),
    path("people/link/<str:sealed>/", views.link, name="people_link"),
    path("people/<uuid:person>/remove/", views.remove, name="person_remove"),
    path("people/<uuid:person>/reset/", views.reset, name="person_reset"),
    path("people/invitations/<uuid:key>/revoke/", views.revoke, name="invitation_revoke"),
    path("invite/<str:token>/", views.invitation, name="invitation"),
    path("enter/<str:token>/", views.sign_in_link, name="sign_in_link"),
    path("account/", include(_account)),
]

urlpatterns: list[URLPattern | URLResolver] = [path("staff/", include(_staff))]
