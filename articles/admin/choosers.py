"""Names for the article's form, found while they are typed."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from articles.desk import people, policy, taxonomy


@require_safe
def contributors(request: HttpRequest) -> JsonResponse:
    """Answer contributors like what was typed, each with the pen names to choose from."""
    if not policy.may_write(request.user):
        raise PermissionDenied
    found = people.suggest(request.GET.get("q", "")[:150])
    return JsonResponse(
        {
            "found": [
                {
                    "id": contributor.pk,
                    "name": contributor.name,
                    "kind": contributor.get_kind_display(),
                    "pen_names": [pen_name.name for pen_name in contributor.pen_names.all()],
                }
                for contributor in found
            ],
            "may_add": request.user.has_perm("articles.add_contributor"),
        }
    )


@require_safe
def tags(request: HttpRequest) -> JsonResponse:
    """Answer tags like what was typed."""
    if not policy.may_write(request.user):
        raise PermissionDenied
    found = taxonomy.suggest_tags(request.GET.get("q", "")[:100])
    return JsonResponse(
        {
            "found": [{"id": tag.pk, "name": tag.name} for tag in found],
            "may_add": request.user.has_perm("articles.add_tag"),
        }
    )
