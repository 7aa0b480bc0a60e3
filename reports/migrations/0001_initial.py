import django.db.models.deletion
import simple_history.models
import uuid
from django.conf import settings
from django.db import migrations, models
from township_safety.migration_operations import CreateModels


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('organisation', '0001_initial'),
    ]

    operations = [CreateModels([
        migrations.CreateModel(
            name='HistoricalPriorValue',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('uid', models.UUIDField(db_index=True, default=uuid.uuid4, editable=False, verbose_name='记录号')),
                ('recorded_at', models.DateTimeField(blank=True, editable=False, verbose_name='登记时间')),
                ('voided_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='作废时间')),
                ('void_reason', models.CharField(blank=True, editable=False, max_length=200, verbose_name='作废原因')),
                ('figure', models.CharField(max_length=80, verbose_name='数据项')),
                ('filters', models.CharField(blank=True, help_text='全部的不填', max_length=200, verbose_name='细分')),
                ('first_day', models.DateField(help_text='该月第一天', verbose_name='月份')),
                ('last_day', models.DateField(editable=False, verbose_name='截止日期')),
                ('value', models.DecimalField(decimal_places=2, max_digits=16, verbose_name='数值')),
                ('source', models.CharField(help_text='如：2024年3月月报', max_length=200, verbose_name='来源文件')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('file', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='organisation.storedfile', verbose_name='扫描件')),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('office', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='organisation.office', verbose_name='单位')),
                ('recorded_by', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='登记人')),
                ('voided_by', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='作废人')),
            ],
            options={
                'verbose_name': 'historical 启用前数据',
                'verbose_name_plural': 'historical 启用前数据',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalReportTemplate',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('code', models.SlugField(help_text='英文字母、数字和下划线，定了不再改', max_length=40, verbose_name='代码')),
                ('name', models.CharField(max_length=80, verbose_name='名称')),
                ('order', models.PositiveSmallIntegerField(default=0, verbose_name='排序')),
                ('valid_from', models.DateField(blank=True, null=True, verbose_name='起用日期')),
                ('valid_to', models.DateField(blank=True, help_text='停用后不再供选择', null=True, verbose_name='停用日期')),
                ('period_kind', models.CharField(choices=[('month', '月'), ('quarter', '季度'), ('half', '半年'), ('year', '年'), ('range', '起止日期')], max_length=10, verbose_name='统计期')),
                ('title', models.CharField(help_text='可用 {单位}、{时段} 等词', max_length=200, verbose_name='标题')),
                ('addressed', models.BooleanField(default=True, verbose_name='有主送单位')),
                ('numbering', models.CharField(choices=[('standard', '一、（一）1.'), ('run_in', '一、（一）一是'), ('arabic', '一、1.')], default='standard', max_length=10, verbose_name='标题编号')),
                ('blocks', models.JSONField(default=list, verbose_name='段落')),
                ('version', models.PositiveIntegerField(default=1, verbose_name='版本')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('office', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='organisation.office', verbose_name='单位')),
            ],
            options={
                'verbose_name': 'historical 报告模板',
                'verbose_name_plural': 'historical 报告模板',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='ReportTemplate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(help_text='英文字母、数字和下划线，定了不再改', max_length=40, verbose_name='代码')),
                ('name', models.CharField(max_length=80, verbose_name='名称')),
                ('order', models.PositiveSmallIntegerField(default=0, verbose_name='排序')),
                ('valid_from', models.DateField(blank=True, null=True, verbose_name='起用日期')),
                ('valid_to', models.DateField(blank=True, help_text='停用后不再供选择', null=True, verbose_name='停用日期')),
                ('period_kind', models.CharField(choices=[('month', '月'), ('quarter', '季度'), ('half', '半年'), ('year', '年'), ('range', '起止日期')], max_length=10, verbose_name='统计期')),
                ('title', models.CharField(help_text='可用 {单位}、{时段} 等词', max_length=200, verbose_name='标题')),
                ('addressed', models.BooleanField(default=True, verbose_name='有主送单位')),
                ('numbering', models.CharField(choices=[('standard', '一、（一）1.'), ('run_in', '一、（一）一是'), ('arabic', '一、1.')], default='standard', max_length=10, verbose_name='标题编号')),
                ('blocks', models.JSONField(default=list, verbose_name='段落')),
                ('version', models.PositiveIntegerField(default=1, verbose_name='版本')),
                ('office', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.office', verbose_name='单位')),
            ],
            options={
                'verbose_name': '报告模板',
                'verbose_name_plural': '报告模板',
                'ordering': ['order', 'pk'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(condition=models.Q(('office__isnull', True)), fields=('code',), name='reports_reporttemplate_shared_code_once', violation_error_message='这个代码已经用过'), models.UniqueConstraint(fields=('office', 'code'), name='reports_reporttemplate_code_once_per_office', violation_error_message='这个代码已经用过'), models.CheckConstraint(condition=models.Q(('valid_from__isnull', True), ('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='reports_reporttemplate_valid_dates_in_order', violation_error_message='停用日期不能早于起用日期')],
            },
        ),
        migrations.CreateModel(
            name='Report',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='记录号')),
                ('recorded_at', models.DateTimeField(auto_now_add=True, verbose_name='登记时间')),
                ('period_code', models.CharField(max_length=30, verbose_name='统计期')),
                ('first_day', models.DateField(verbose_name='起始日期')),
                ('last_day', models.DateField(help_text='这一天的数据也算在内', verbose_name='数据截至')),
                ('signed_on', models.DateField(blank=True, null=True, verbose_name='成文日期')),
                ('state', models.CharField(choices=[('draft', '草稿'), ('issued', '已签发')], default='draft', max_length=10, verbose_name='状态')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='拟稿人')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.office', verbose_name='单位')),
                ('template', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='reports.reporttemplate', verbose_name='模板')),
            ],
            options={
                'verbose_name': '报告',
                'verbose_name_plural': '报告',
                'ordering': ['-last_day', '-pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'draft')), fields=('office', 'template', 'period_code'), name='one_draft_per_series_and_period', violation_error_message='这个统计期的草稿已经有了'), models.CheckConstraint(condition=models.Q(('last_day__gte', models.F('first_day'))), name='report_days_in_order', violation_error_message='数据截至日不能早于起始日期')],
            },
        ),
        migrations.CreateModel(
            name='PriorValue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='记录号')),
                ('recorded_at', models.DateTimeField(auto_now_add=True, verbose_name='登记时间')),
                ('voided_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='作废时间')),
                ('void_reason', models.CharField(blank=True, editable=False, max_length=200, verbose_name='作废原因')),
                ('figure', models.CharField(max_length=80, verbose_name='数据项')),
                ('filters', models.CharField(blank=True, help_text='全部的不填', max_length=200, verbose_name='细分')),
                ('first_day', models.DateField(help_text='该月第一天', verbose_name='月份')),
                ('last_day', models.DateField(editable=False, verbose_name='截止日期')),
                ('value', models.DecimalField(decimal_places=2, max_digits=16, verbose_name='数值')),
                ('source', models.CharField(help_text='如：2024年3月月报', max_length=200, verbose_name='来源文件')),
                ('file', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.storedfile', verbose_name='扫描件')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.office', verbose_name='单位')),
                ('recorded_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='登记人')),
                ('voided_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='作废人')),
            ],
            options={
                'verbose_name': '启用前数据',
                'verbose_name_plural': '启用前数据',
                'ordering': ['-first_day', 'figure'],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('void_reason', ''), ('voided_at__isnull', True)), models.Q(('voided_at__isnull', False), models.Q(('void_reason', ''), _negated=True)), _connector='OR'), name='reports_priorvalue_voided_with_reason_or_not_at_all', violation_error_message='误录作废须写明原因'), models.CheckConstraint(condition=models.Q(('last_day__gte', models.F('first_day'))), name='prior_value_days_in_order'), models.CheckConstraint(condition=models.Q(('value__gte', 0)), name='prior_value_not_negative', violation_error_message='数值不能是负数'), models.UniqueConstraint(condition=models.Q(('voided_at__isnull', True)), fields=('office', 'figure', 'filters', 'first_day'), name='prior_value_once_per_figure_and_month', violation_error_message='这个数据项这个月的启用前数据已经填过')],
            },
        ),
        migrations.CreateModel(
            name='ReportSlot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, verbose_name='位置')),
                ('text', models.TextField(blank=True, max_length=20000, verbose_name='内容')),
                ('version', models.PositiveIntegerField(default=0, verbose_name='版本')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='修改时间')),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='slots', to='reports.report', verbose_name='报告')),
                ('updated_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='修改人')),
            ],
            options={
                'verbose_name': '自写内容',
                'verbose_name_plural': '自写内容',
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('report', 'name'), name='slot_once_per_report')],
            },
        ),
    ])]
