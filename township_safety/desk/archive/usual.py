"""The folders that an archive of a year usually has, and from which ledger each is filled."""

# Name, where it is filled from (a register, or one of the keys of contents.py), box.
USUAL: tuple[tuple[str, str, int], ...] = (
    ("组织机构、人员", "staff", 1),
    ("领导职务", "leader_posts", 1),
    ("领导包保", "leader_charges", 1),
    ("制度文件", "policies", 1),
    ("年度工作要点", "plan_items", 1),
    ("会议记录", "meetings", 1),
    ("责任书、承诺书", "letters", 1),
    ("检查执法", "operations", 2),
    ("隐患台账", "hazards", 2),
    ("整改通知书", "notices", 2),
    ("整改复查", "rechecks", 2),
    ("专项行动", "campaigns", 3),
    ("宣传", "publicity", 3),
    ("培训", "trainings", 3),
    ("演练", "drills", 3),
    ("经费", "funds", 3),
    ("值班", "rosters", 3),
    ("事故", "accidents", 3),
    ("报告、报表", "reports", 4),
    ("上级文件、其他材料", "", 4),
)
