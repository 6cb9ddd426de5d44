"""Texts that could be read already stay public."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Q


def keep_what_is_public(apps: Apps, _schema: BaseDatabaseSchemaEditor) -> None:
    """Texts of editions that are published stay public, and reports that were there with them."""
    versions = apps.get_model("encounters", "Version").objects.all()
    for edition in apps.get_model("encounters", "Edition").objects.select_related("comparison").order_by("number"):
        held = edition.comparison
        beside = Q(pk__in=[key for key in (held.a_id, held.b_id, held.joint_id) if key])
        report = Q(source__part="report", source__encounter=edition.encounter_id, entered_at__lte=edition.published_at)
        versions.filter(beside | report, first_edition=None).update(first_edition=edition)


class Migration(migrations.Migration):
    dependencies = [("encounters", "0003_first_edition_and_whose_correction")]

    operations = [migrations.RunPython(keep_what_is_public, migrations.RunPython.noop)]
