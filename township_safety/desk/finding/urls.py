"""Address of 查找."""

from django.urls import path

from township_safety.desk.finding import views

urlpatterns = [path("find/", views.find, name="find")]
