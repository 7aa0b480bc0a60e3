"""Addresses of the to-dos and of where their digest is sent."""

from django.urls import path

from township_safety.desk.digest import channel_views, views

urlpatterns = [
    path("todos/", views.todos, name="todos"),
    path("todos/print/", views.todos_pdf, name="todos_pdf"),
    path("todos/doubts/", views.doubts, name="doubts"),
    path("todos/kinds/<slug:key>/", views.todo, name="todo"),
    path("todos/channels/", channel_views.channels, name="digest_channels"),
    path("todos/channels/new/", channel_views.channel_new, name="digest_channel_new"),
    path("todos/channels/<int:pk>/", channel_views.channel, name="digest_channel"),
    path("todos/channels/<int:pk>/send/", channel_views.channel_send, name="digest_send"),
    path("todos/deliveries/", channel_views.deliveries, name="deliveries"),
    path("todos/deliveries/<int:pk>/again/", channel_views.delivery_again, name="delivery_again"),
]
