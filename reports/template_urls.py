"""Addresses of templates and set phrases."""

from django.urls import path

from reports.views import snippets, template_blocks, templates

urlpatterns = [
    path("templates/", templates.template_list, name="templates"),
    path("templates/new/", templates.template_create, name="template_new"),
    path("templates/<int:pk>/", templates.template_detail, name="template"),
    path("templates/<int:pk>/copy/", templates.template_copy, name="template_copy"),
    path("templates/<int:pk>/retire/", templates.template_retire, name="template_retire"),
    path("templates/<int:pk>/settings/", templates.template_settings, name="template_settings"),
    path("templates/<int:pk>/sectors/", templates.template_sectors, name="template_sectors"),
    path("templates/<int:pk>/versions/", templates.template_versions, name="template_versions"),
    path(
        "templates/<int:pk>/versions/<int:number>/",
        templates.template_version,
        name="template_version",
    ),
    path("templates/<int:pk>/add/", template_blocks.block_add, name="template_add"),
    path("templates/<int:pk>/step/", template_blocks.block_step, name="template_step"),
    path(
        "templates/<int:pk>/blocks/<slug:number>/",
        template_blocks.block_edit,
        name="template_block",
    ),
    path("snippets/", snippets.snippet_list, name="snippets"),
    path("snippets/new/", snippets.snippet_create, name="snippet_new"),
    path("snippets/<int:pk>/edit/", snippets.snippet_edit, name="snippet_edit"),
    path("<int:pk>/slots/snippet/", snippets.slot_snippet, name="slot_snippet"),
    path("<int:pk>/slots/confirm/", snippets.slot_confirm, name="slot_confirm"),
]
