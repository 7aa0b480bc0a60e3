"""Addresses of 文稿检查."""

from django.urls import path

from reports.views import review

urlpatterns = [
    path("review/", review.review_text, name="review"),
    path("<int:pk>/review/", review.review_draft, name="review_draft"),
]
