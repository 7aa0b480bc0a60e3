import django.db.models.deletion
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
            name='ImportBatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='记录号')),
                ('recorded_at', models.DateTimeField(auto_now_add=True, verbose_name='登记时间')),
                ('name', models.CharField(max_length=200, verbose_name='文件名')),
                ('table', models.CharField(blank=True, max_length=100, verbose_name='工作表')),
                ('register', models.CharField(max_length=40, verbose_name='台账')),
                ('history_until', models.DateField(blank=True, null=True, verbose_name='历史台账截至日期')),
                ('counts', models.JSONField(default=dict, verbose_name='各种结果的行数')),
                ('former_names', models.JSONField(blank=True, default=list, verbose_name='记下的曾用名')),
                ('undone_at', models.DateTimeField(blank=True, null=True, verbose_name='撤销时间')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='导入人')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.office', verbose_name='单位')),
                ('undone_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='撤销人')),
            ],
            options={
                'verbose_name': '台账导入',
                'verbose_name_plural': '台账导入',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='ImportedRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='行号')),
                ('state', models.CharField(max_length=10, verbose_name='导入结果')),
                ('summary', models.CharField(blank=True, max_length=200, verbose_name='内容')),
                ('text', models.TextField(blank=True, verbose_name='说明')),
                ('register', models.CharField(blank=True, max_length=40, verbose_name='台账')),
                ('uid', models.UUIDField(blank=True, null=True, verbose_name='记录号')),
                ('is_new', models.BooleanField(default=False, verbose_name='新增')),
                ('is_beside', models.BooleanField(default=False, verbose_name='一并登记的')),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='desk.importbatch', verbose_name='导入')),
            ],
            options={
                'verbose_name': '导入的行',
                'verbose_name_plural': '导入的行',
                'ordering': ['number', 'pk'],
                'indexes': [models.Index(fields=['batch', 'state', 'number'], name='imported_row_by_state')],
            },
        ),
        migrations.CreateModel(
            name='LedgerMapping',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='记录号')),
                ('recorded_at', models.DateTimeField(auto_now_add=True, verbose_name='登记时间')),
                ('register', models.CharField(max_length=40, verbose_name='台账')),
                ('fingerprint', models.CharField(max_length=64, verbose_name='列名')),
                ('data', models.JSONField(default=dict, verbose_name='各列的对应')),
                ('used_at', models.DateTimeField(auto_now=True, verbose_name='上次使用')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.office', verbose_name='单位')),
            ],
            options={
                'verbose_name': '列的对应',
                'verbose_name_plural': '列的对应',
                'ordering': ['-used_at'],
                'constraints': [models.UniqueConstraint(fields=('office', 'register', 'fingerprint'), name='one_mapping_per_headings')],
            },
        ),
    ])]
