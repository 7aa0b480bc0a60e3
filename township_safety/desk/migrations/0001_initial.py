import django.db.models.deletion
import django.db.models.expressions
import uuid
from django.conf import settings
from django.db import migrations, models
from township_safety.migration_operations import CreateModels


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('organisation', '0001_initial'),
        ('register', '0001_initial'),
    ]

    operations = [CreateModels([
        migrations.CreateModel(
            name='DigestChannel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='记录号')),
                ('recorded_at', models.DateTimeField(auto_now_add=True, verbose_name='登记时间')),
                ('kind', models.CharField(choices=[('email', '电子邮件'), ('wecom', '企业微信群机器人'), ('dingtalk', '钉钉群机器人')], max_length=10, verbose_name='方式')),
                ('name', models.CharField(help_text='如：安全生产工作群', max_length=50, verbose_name='名称')),
                ('address', models.CharField(help_text='邮箱（几个用逗号隔开）；群机器人填它的 Webhook 地址，保存后不再显示', max_length=500, verbose_name='地址')),
                ('secret', models.CharField(blank=True, help_text='钉钉机器人选了“加签”的填，以SEC开头', max_length=200, verbose_name='加签密钥')),
                ('is_on', models.BooleanField(default=False, verbose_name='启用')),
                ('working_days_only', models.BooleanField(default=True, verbose_name='只在工作日发')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.office', verbose_name='单位')),
                ('recipient', models.ForeignKey(help_text='发的就是这个人在系统里看到的待办；账号停用后不再发', on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='按谁的待办发')),
            ],
            options={
                'verbose_name': '待办推送',
                'verbose_name_plural': '待办推送',
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('office', 'name'), name='digest_channel_once_per_name', violation_error_message='已有这个名称的推送，请换一个')],
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='记录号')),
                ('recorded_at', models.DateTimeField(auto_now_add=True, verbose_name='登记时间')),
                ('for_day', models.DateField(verbose_name='日期')),
                ('subject', models.CharField(max_length=200, verbose_name='标题')),
                ('text', models.TextField(verbose_name='内容')),
                ('state', models.CharField(choices=[('waiting', '待发'), ('sent', '已发出'), ('failed', '没有发出')], default='waiting', max_length=10, verbose_name='状态')),
                ('next_at', models.DateTimeField(blank=True, null=True, verbose_name='下次再试')),
                ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='发出时间')),
                ('asked_by', models.ForeignKey(blank=True, help_text='定时发出的没有', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='由谁发')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.office', verbose_name='单位')),
                ('channel', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='desk.digestchannel', verbose_name='推送')),
            ],
            options={
                'verbose_name': '推送记录',
                'verbose_name_plural': '推送记录',
                'ordering': ['-pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('asked_by__isnull', True)), fields=('channel', 'for_day'), name='delivery_once_a_day_by_schedule'), models.CheckConstraint(condition=models.Q(models.Q(('next_at__isnull', False), ('state', 'waiting')), models.Q(models.Q(('state', 'waiting'), _negated=True), ('next_at__isnull', True)), _connector='OR'), name='delivery_waits_for_its_hour')],
                'indexes': [models.Index(fields=['state', 'next_at'], name='delivery_by_hour')],
            },
        ),
        migrations.CreateModel(
            name='DeliveryAttempt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(auto_now_add=True, verbose_name='时间')),
                ('is_sent', models.BooleanField(default=False, verbose_name='发出')),
                ('words', models.CharField(blank=True, max_length=200, verbose_name='结果')),
                ('delivery', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attempts', to='desk.delivery', verbose_name='推送记录')),
            ],
            options={
                'verbose_name': '发送尝试',
                'verbose_name_plural': '发送尝试',
                'ordering': ['pk'],
            },
        ),
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
        migrations.CreateModel(
            name='ScoreSheet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='记录号')),
                ('recorded_at', models.DateTimeField(auto_now_add=True, verbose_name='登记时间')),
                ('who', models.CharField(choices=[('village', '村（居）'), ('station', '站所单位')], max_length=10, verbose_name='考核对象')),
                ('label', models.CharField(max_length=60, verbose_name='统计期')),
                ('first_day', models.DateField(verbose_name='起始日期')),
                ('last_day', models.DateField(verbose_name='截止日期')),
                ('weights', models.JSONField(verbose_name='权重')),
                ('published_on', models.DateField(verbose_name='公布日期')),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='撤回时间')),
                ('withdraw_reason', models.CharField(blank=True, max_length=200, verbose_name='撤回原因')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.office', verbose_name='单位')),
                ('published_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='公布人')),
                ('withdrawn_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='撤回人')),
            ],
            options={
                'verbose_name': '考核评分',
                'verbose_name_plural': '考核评分',
                'ordering': ['-first_day', '-pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('office', 'who', 'first_day'), name='scores_once_per_quarter', violation_error_message='这个季度的评分已经公布'), models.CheckConstraint(condition=models.Q(('last_day__gte', models.F('first_day'))), name='score_days_in_order', violation_error_message='截止日期不能早于起始日期'), models.CheckConstraint(condition=models.Q(models.Q(('withdraw_reason', ''), ('withdrawn_at__isnull', True)), models.Q(('withdrawn_at__isnull', False), models.Q(('withdraw_reason', ''), _negated=True)), _connector='OR'), name='scores_withdrawn_with_reason_or_not_at_all', violation_error_message='撤回须写明原因')],
            },
        ),
        migrations.CreateModel(
            name='Score',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100, verbose_name='名称')),
                ('rank', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='名次')),
                ('total', models.DecimalField(blank=True, decimal_places=1, max_digits=5, null=True, verbose_name='得分')),
                ('parts', models.JSONField(verbose_name='各项')),
                ('agency', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.agency', verbose_name='站所单位')),
                ('village', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.village', verbose_name='村（居）')),
                ('sheet', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='scores', to='desk.scoresheet', verbose_name='考核评分')),
            ],
            options={
                'verbose_name': '评分',
                'verbose_name_plural': '评分',
                'ordering': ['rank', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('village__isnull', True), ('agency__isnull', True), _connector='OR'), name='score_of_a_village_or_a_station')],
            },
        ),
        migrations.CreateModel(
            name='ScoreWeights',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='记录号')),
                ('recorded_at', models.DateTimeField(auto_now_add=True, verbose_name='登记时间')),
                ('who', models.CharField(choices=[('village', '村（居）'), ('station', '站所单位')], editable=False, max_length=10, verbose_name='考核对象')),
                ('letters', models.PositiveSmallIntegerField(default=15, verbose_name='责任书、承诺书签订')),
                ('inspections', models.PositiveSmallIntegerField(default=25, verbose_name='例行检查完成')),
                ('closure', models.PositiveSmallIntegerField(default=25, verbose_name='隐患整改')),
                ('overdue', models.PositiveSmallIntegerField(default=20, verbose_name='按期整改')),
                ('returns', models.PositiveSmallIntegerField(default=15, verbose_name='报送及时')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.office', verbose_name='单位')),
            ],
            options={
                'verbose_name': '考核权重',
                'verbose_name_plural': '考核权重',
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('office', 'who'), name='score_weights_once_per_kind'), models.CheckConstraint(condition=models.Q(('letters', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.Value(100), '-', models.F('inspections')), '-', models.F('closure')), '-', models.F('overdue')), '-', models.F('returns')))), name='score_weights_make_a_hundred', violation_error_message='五项权重加起来须是100分')],
            },
        ),
    ])]
