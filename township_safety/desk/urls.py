"""Addresses of the desk: start page, sign-in, registers, settings, help."""

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LogoutView, PasswordChangeDoneView
from django.urls import path

from township_safety.desk import help_views, views
from township_safety.organisation.http import for_everyone
from township_safety.organisation.views import OwnPasswordView, SignInView

urlpatterns = [
    path("", views.home, name="home"),
    path("login/", SignInView.as_view(), name="login"),
    path("logout/", login_not_required(LogoutView.as_view()), name="logout"),
    path("password/", for_everyone(OwnPasswordView.as_view()), name="password_change"),
    path(
        "password/done/",
        for_everyone(PasswordChangeDoneView.as_view()),
        name="password_change_done",
    ),
    path("help/", for_everyone(help_views.help_page), name="help"),
    path("help/<slug:slug>/", for_everyone(help_views.help_page), name="help_page"),
]
