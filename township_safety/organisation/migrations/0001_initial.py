import django.contrib.auth.validators
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import simple_history.models
import township_safety.organisation.models.files
import township_safety.organisation.models.people
import uuid
from django.conf import settings
from django.db import migrations, models
from township_safety.migration_operations import CreateModels


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [CreateModels([
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('username', models.CharField(error_messages={'unique': 'A user with that username already exists.'}, help_text='Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.', max_length=150, unique=True, validators=[django.contrib.auth.validators.UnicodeUsernameValidator()], verbose_name='username')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='email address')),
                ('is_staff', models.BooleanField(default=False, help_text='Designates whether the user can log into this admin site.', verbose_name='staff status')),
                ('is_active', models.BooleanField(default=True, help_text='Designates whether this user should be treated as active. Unselect this instead of deleting accounts.', verbose_name='active')),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='date joined')),
                ('full_name', models.CharField(max_length=50, verbose_name='姓名')),
                ('phone', models.CharField(blank=True, max_length=20, verbose_name='电话')),
                ('must_change_password', models.BooleanField(default=False, verbose_name='下次登录须改密码')),
                ('disabled_on', models.DateField(blank=True, help_text='从这一天起不能登录，原来登记的记录不变', null=True, verbose_name='停用日期')),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
            ],
            options={
                'verbose_name': '账号',
                'verbose_name_plural': '账号',
                'ordering': ['pk'],
            },
            managers=[
                ('objects', township_safety.organisation.models.people.UserManager()),
            ],
        ),
        migrations.CreateModel(
            name='Office',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(help_text='如：青山乡', max_length=50, unique=True, verbose_name='名称')),
                ('level', models.CharField(choices=[('village', '村（社区）'), ('xiang', '乡'), ('zhen', '镇'), ('street', '街道'), ('county', '县（区）'), ('city', '市')], default='xiang', max_length=10, verbose_name='级别')),
                ('government_name', models.CharField(blank=True, help_text='报告落款用的全称，如：青山乡人民政府', max_length=100, verbose_name='落款单位')),
                ('safety_office_name', models.CharField(blank=True, help_text='如：乡安办', max_length=50, verbose_name='安全办名称')),
                ('reports_to', models.CharField(blank=True, help_text='月报告报送的单位，如：区政府安委会办公室', max_length=100, verbose_name='主送单位')),
                ('village_word', models.CharField(default='村（居）', help_text='报告中对村、社区的统称', max_length=20, verbose_name='村级称呼')),
                ('document_word', models.CharField(blank=True, help_text='通知书文号的机关代字，如：青安', max_length=20, verbose_name='文书代字')),
                ('started_on', models.DateField(blank=True, help_text='从这一天起用本系统登记；此前各月的数据在“启用前数据”中补录', null=True, verbose_name='启用日期')),
                ('level_within_days', models.PositiveSmallIntegerField(default=7, help_text='检查日期起几天内定责任层级；过了还没有定的，列入待办“待会商分级”', verbose_name='会商分级期限（天）')),
                ('same_person_may_verify', models.BooleanField(default=False, help_text='一般应由另一人复查；人手不足的单位可以打开', verbose_name='允许登记人本人复查')),
                ('reply_within', models.PositiveSmallIntegerField(default=10, help_text='上报、移送、抄告后几个工作日内应有回复；过了就提示催办', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(30)], verbose_name='上报移送的回复期限（工作日）')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='organisation.office', verbose_name='上级机构')),
            ],
            options={
                'verbose_name': '单位',
                'verbose_name_plural': '单位',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='HistoricalVillage',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('uid', models.UUIDField(db_index=True, default=uuid.uuid4, editable=False, verbose_name='记录号')),
                ('recorded_at', models.DateTimeField(blank=True, editable=False, verbose_name='登记时间')),
                ('voided_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='作废时间')),
                ('void_reason', models.CharField(blank=True, editable=False, max_length=200, verbose_name='作废原因')),
                ('active_from', models.DateField(blank=True, help_text='一直就有的不填', null=True, verbose_name='起始日期')),
                ('active_to', models.DateField(blank=True, help_text='存在的最后一天；现在还有的不填', null=True, verbose_name='终止日期')),
                ('name', models.CharField(max_length=50, verbose_name='名称')),
                ('kind', models.CharField(choices=[('village', '村'), ('neighbourhood', '居'), ('community', '社区')], default='village', max_length=20, verbose_name='类别')),
                ('area_code', models.CharField(blank=True, help_text='统计用区划代码12位，可不填', max_length=12, verbose_name='区划代码')),
                ('responsible_person', models.CharField(blank=True, max_length=50, verbose_name='包村干部')),
                ('order', models.PositiveSmallIntegerField(default=0, verbose_name='排序')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('recorded_by', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='登记人')),
                ('voided_by', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='作废人')),
                ('office', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='organisation.office', verbose_name='单位')),
            ],
            options={
                'verbose_name': 'historical 村（居）',
                'verbose_name_plural': 'historical 村（居）',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='StoredFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='记录号')),
                ('recorded_at', models.DateTimeField(auto_now_add=True, verbose_name='登记时间')),
                ('sha256', models.CharField(db_index=True, max_length=64, verbose_name='校验码')),
                ('name', models.CharField(max_length=200, verbose_name='文件名')),
                ('content_type', models.CharField(max_length=100, verbose_name='类型')),
                ('size', models.PositiveIntegerField(verbose_name='大小')),
                ('file', models.FileField(max_length=200, upload_to=township_safety.organisation.models.files._path, verbose_name='文件')),
                ('thumbnail', models.FileField(blank=True, max_length=200, upload_to=township_safety.organisation.models.files._thumbnail_path, verbose_name='缩略图')),
                ('taken_at', models.DateTimeField(blank=True, null=True, verbose_name='拍摄时间')),
                ('claimed', models.BooleanField(default=False, verbose_name='已使用')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='上传人')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.office', verbose_name='单位')),
            ],
            options={
                'verbose_name': '文件',
                'verbose_name_plural': '文件',
                'ordering': ['-pk'],
                'indexes': [models.Index(condition=models.Q(('claimed', False)), fields=['recorded_at'], name='unclaimed_files_by_age')],
            },
        ),
        migrations.CreateModel(
            name='LeaderOpinion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='记录号')),
                ('recorded_at', models.DateTimeField(auto_now_add=True, verbose_name='登记时间')),
                ('matter', models.CharField(choices=[('extend', '延期整改'), ('list', '挂牌督办'), ('unlist', '解除挂牌'), ('void', '误录作废'), ('level', '分级变更'), ('notice', '签发文书'), ('report', '签发报告')], max_length=20, verbose_name='事项')),
                ('post', models.CharField(choices=[('leader', '主要领导'), ('deputy', '分管领导'), ('clerk', '安办工作人员'), ('village', '村（社区）安全员'), ('station', '站所联络员'), ('viewer', '上级查看'), ('auditor', '审计'), ('admin', '系统管理员')], max_length=20, verbose_name='职务')),
                ('decided_on', models.DateField(verbose_name='签批日期')),
                ('way', models.CharField(choices=[('paper', '纸质签批'), ('oral', '口头'), ('meeting', '会议'), ('system', '系统')], max_length=10, verbose_name='签批方式')),
                ('words', models.CharField(max_length=300, verbose_name='意见原文')),
                ('must_confirm', models.BooleanField(default=False, verbose_name='领导须在系统内确认')),
                ('confirmed_at', models.DateTimeField(blank=True, null=True, verbose_name='确认时间')),
                ('objected_at', models.DateTimeField(blank=True, null=True, verbose_name='提出不属实的时间')),
                ('objection', models.CharField(blank=True, max_length=300, verbose_name='不属实的说明')),
                ('settled_at', models.DateTimeField(blank=True, null=True, verbose_name='核实时间')),
                ('settlement', models.CharField(blank=True, max_length=300, verbose_name='核实情况')),
                ('confirmed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='确认人')),
                ('leader', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='签批领导')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='经办人')),
                ('settled_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='核实人')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.office', verbose_name='单位')),
                ('scan', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.storedfile', verbose_name='签批件')),
            ],
            options={
                'verbose_name': '领导意见',
                'verbose_name_plural': '领导意见',
                'ordering': ['-decided_on', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at__isnull', True), ('confirmed_by__isnull', True)), models.Q(('confirmed_at__isnull', False), ('confirmed_by', models.F('leader'))), _connector='OR'), name='opinion_confirmed_by_its_leader_or_not_at_all'), models.CheckConstraint(condition=models.Q(models.Q(('objected_at__isnull', True), ('objection', '')), models.Q(('confirmed_at__isnull', True), ('objected_at__isnull', False), models.Q(('objection', ''), _negated=True)), _connector='OR'), name='opinion_objected_with_words_or_not_at_all'), models.CheckConstraint(condition=models.Q(models.Q(('settled_at__isnull', True), ('settled_by__isnull', True), ('settlement', '')), models.Q(('objected_at__isnull', False), ('settled_at__isnull', False), ('settled_by__isnull', False), models.Q(('settlement', ''), _negated=True)), _connector='OR'), name='opinion_settled_after_objection_or_not_at_all')],
                'indexes': [models.Index(condition=models.Q(('scan__isnull', True), ('way', 'paper')), fields=['office'], name='opinions_without_scan'), models.Index(condition=models.Q(('confirmed_at__isnull', True), ('must_confirm', True)), fields=['leader'], name='opinions_to_confirm'), models.Index(condition=models.Q(('objected_at__isnull', False), ('settled_at__isnull', True)), fields=['office'], name='opinions_disputed')],
            },
        ),
        migrations.CreateModel(
            name='Village',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='记录号')),
                ('recorded_at', models.DateTimeField(auto_now_add=True, verbose_name='登记时间')),
                ('voided_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='作废时间')),
                ('void_reason', models.CharField(blank=True, editable=False, max_length=200, verbose_name='作废原因')),
                ('active_from', models.DateField(blank=True, help_text='一直就有的不填', null=True, verbose_name='起始日期')),
                ('active_to', models.DateField(blank=True, help_text='存在的最后一天；现在还有的不填', null=True, verbose_name='终止日期')),
                ('name', models.CharField(max_length=50, verbose_name='名称')),
                ('kind', models.CharField(choices=[('village', '村'), ('neighbourhood', '居'), ('community', '社区')], default='village', max_length=20, verbose_name='类别')),
                ('area_code', models.CharField(blank=True, help_text='统计用区划代码12位，可不填', max_length=12, verbose_name='区划代码')),
                ('responsible_person', models.CharField(blank=True, max_length=50, verbose_name='包村干部')),
                ('order', models.PositiveSmallIntegerField(default=0, verbose_name='排序')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.office', verbose_name='单位')),
                ('recorded_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='登记人')),
                ('voided_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='作废人')),
            ],
            options={
                'verbose_name': '村（居）',
                'verbose_name_plural': '村（居）',
                'ordering': ['order', 'pk'],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('void_reason', ''), ('voided_at__isnull', True)), models.Q(('voided_at__isnull', False), models.Q(('void_reason', ''), _negated=True)), _connector='OR'), name='organisation_village_voided_with_reason_or_not_at_all', violation_error_message='误录作废须写明原因'), models.CheckConstraint(condition=models.Q(('active_from__isnull', True), ('active_to__isnull', True), ('active_to__gte', models.F('active_from')), _connector='OR'), name='organisation_village_span_in_order', violation_error_message='终止日期不能早于起始日期'), models.UniqueConstraint(condition=models.Q(('voided_at__isnull', True)), fields=('office', 'name'), name='village_name_once_per_office', violation_error_message='本单位已有同名的村（居）')],
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('leader', '主要领导'), ('deputy', '分管领导'), ('clerk', '安办工作人员'), ('village', '村（社区）安全员'), ('station', '站所联络员'), ('viewer', '上级查看'), ('auditor', '审计'), ('admin', '系统管理员')], max_length=20, verbose_name='角色')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to=settings.AUTH_USER_MODEL, verbose_name='账号')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='organisation.office', verbose_name='单位')),
                ('villages', models.ManyToManyField(blank=True, help_text='只对村（社区）安全员有用：只能看到和登记这些村的数据', to='organisation.village', verbose_name='负责的村（社区）')),
            ],
            options={
                'verbose_name': '任职',
                'verbose_name_plural': '任职',
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('user', 'office', 'role'), name='membership_once_per_office_and_role')],
            },
        ),
        migrations.CreateModel(
            name='NumberSequence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40, verbose_name='种类')),
                ('year', models.PositiveSmallIntegerField(verbose_name='年份')),
                ('last', models.PositiveIntegerField(default=0, help_text='启用本系统前已用的最后一个号；下一个从它后面接着编', verbose_name='已用到的号')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.office', verbose_name='单位')),
            ],
            options={
                'verbose_name': '编号',
                'verbose_name_plural': '编号',
                'ordering': ['office', 'kind', 'year'],
                'constraints': [models.UniqueConstraint(fields=('office', 'kind', 'year'), name='one_sequence_per_office_kind_and_year')],
            },
        ),
        migrations.CreateModel(
            name='Handover',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='记录号')),
                ('recorded_at', models.DateTimeField(auto_now_add=True, verbose_name='登记时间')),
                ('on', models.DateField(verbose_name='交接日期')),
                ('supervisor', models.CharField(max_length=50, verbose_name='监交人')),
                ('moved', models.PositiveIntegerField(default=0, verbose_name='转交的隐患')),
                ('is_account_ended', models.BooleanField(default=True, verbose_name='移交人账号停用')),
                ('counts', models.JSONField(default=list, verbose_name='各项数量')),
                ('document', models.JSONField(default=dict, verbose_name='交接清单')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='办理人')),
                ('leaver', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='移交人')),
                ('successor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='接交人')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.office', verbose_name='单位')),
            ],
            options={
                'verbose_name': '工作交接',
                'verbose_name_plural': '工作交接',
                'ordering': ['-on', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('leaver', models.F('successor')), _negated=True), name='handover_between_two_people', violation_error_message='移交人和接交人不能是同一个人')],
            },
        ),
        migrations.CreateModel(
            name='AuditEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(auto_now_add=True, db_index=True, verbose_name='时间')),
                ('action', models.CharField(max_length=40, verbose_name='操作')),
                ('target_type', models.CharField(blank=True, max_length=60, verbose_name='对象类别')),
                ('target_id', models.CharField(blank=True, max_length=40, verbose_name='对象')),
                ('summary', models.CharField(blank=True, max_length=300, verbose_name='摘要')),
                ('changes', models.JSONField(blank=True, default=dict, verbose_name='内容')),
                ('request_id', models.CharField(blank=True, max_length=20, verbose_name='请求号')),
                ('address', models.GenericIPAddressField(null=True, verbose_name='地址')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='操作人')),
                ('office', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.office', verbose_name='单位')),
            ],
            options={
                'verbose_name': '操作日志',
                'verbose_name_plural': '操作日志',
                'ordering': ['-pk'],
                'indexes': [models.Index(fields=['target_type', 'target_id'], name='audit_by_target')],
            },
        ),
        migrations.CreateModel(
            name='OpinionRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('matter', models.CharField(choices=[('extend', '延期整改'), ('list', '挂牌督办'), ('unlist', '解除挂牌'), ('void', '误录作废'), ('level', '分级变更'), ('notice', '签发文书'), ('report', '签发报告')], max_length=20, verbose_name='事项')),
                ('demand', models.CharField(choices=[('never', '不要求'), ('major', '重大隐患要求'), ('always', '要求')], default='never', max_length=10, verbose_name='领导意见')),
                ('must_confirm', models.BooleanField(default=False, verbose_name='领导须在系统内确认')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='opinion_rules', to='organisation.office', verbose_name='单位')),
            ],
            options={
                'verbose_name': '领导意见设置',
                'verbose_name_plural': '领导意见设置',
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('office', 'matter'), name='opinion_rule_once_per_office_and_matter')],
            },
        ),
    ])]
