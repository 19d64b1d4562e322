"""What every number of the match-quality dashboard means: one table, shown in the page and in the documents."""

from pydantic import BaseModel

__all__ = ["DEFINITIONS", "Definition"]


class Definition(BaseModel):
    """One number.

    Attributes:
        id: Name in code, and of its anchor.
        zh: Chinese name.
        en: English name.
        meaning_zh: How it is counted.
        meaning_en: The same.
        formula: Over the columns of `source`.
        source: Tables of the counts of each day.
    """

    id: str
    zh: str
    en: str
    meaning_zh: str
    meaning_en: str
    formula: str
    source: str


def _d(id_: str, zh: str, en: str, meaning_zh: str, meaning_en: str, formula: str, source: str) -> Definition:
    return Definition(
        id=id_, zh=zh, en=en, meaning_zh=meaning_zh, meaning_en=meaning_en, formula=formula, source=source
    )  # fmt: skip


DEFINITIONS: tuple[Definition, ...] = (
    _d("shown", "展示 / 提出", "Shown / asked",
       "微课、问答：推荐列表里至少展示了一项的次数；一对一：学生提出的求助次数。按发生那天计。",
       "Lessons and answers: lists in which at least one item was shown. One-to-one: requests made. By that day.",
       "Σ shown", "match_days"),
    _d("opened", "打开 / 已邀请", "Opened / invited",
       "微课、问答：其中有一项被打开；一对一：至少向一位教师发出过邀请。",
       "Lessons and answers: an item of it was opened. One-to-one: at least one teacher was invited.",
       "Σ opened", "match_days"),
    _d("accepted", "接受", "Accepted",
       "微课：开始观看；问答：学生写下自己的尝试；一对一：有教师接受邀请。",
       "Lesson: watching began. Answer: the student wrote an attempt. One-to-one: a teacher accepted.",
       "Σ accepted", "match_days"),
    _d("completed", "完成", "Completed",
       "微课：看完；一对一：辅导正常结束。问答暂不记录。",
       "Lesson: finished. One-to-one: the session was ended as done. Not recorded for answers.",
       "Σ completed", "match_days"),
    _d("rated", "评价", "Rated",
       "完成以后学生给出评价的次数。微课评价为太简单、合适、太难；一对一满分 12 分。",
       "Completed ones that the student rated: a lesson as too easy, fitting or too hard; a session out of 12.",
       "Σ rated", "match_days"),
    _d("satisfaction", "满意度", "Satisfaction",
       "一对一：评价的平均分（满分 12）；微课：评价中“合适”的比例。没有评价的不计入。括号内为 95% 区间。",
       "One-to-one: mean rating out of 12. Lessons: share that fitted. Silence does not count. 95 % interval.",
       "Σ rating_sum / Σ rated", "match_days"),
    _d("matched", "匹配率", "Matched share",
       "求助中有教师接受的比例；其余学生放弃等待，或等到服务结束。",
       "Requests that a teacher accepted; the others gave up, or waited until closing time.",
       "Σ accepted / Σ shown", "match_days"),
    _d("wait", "等待时间", "Waiting time",
       "从提出求助到有教师接受，只含已匹配的求助，因此要和匹配率一起看。由固定区间的计数推算，误差不超过所在区间。",
       "From asking until a teacher accepts, of matched requests alone: read it beside the matched share. Told from "
       "counts in fixed bins, so exact to the bin.",
       "p50, p90 of Σ waited_0 … waited_16", "match_days"),
    _d("failed_invitations", "失败邀请", "Failed invitations",
       "没有促成这对师生辅导的邀请：拒绝、过期、取消都算。除以成功的邀请数，得到每次匹配的失败邀请。",
       "Invitations that did not end in that pair's session: declined, expired or cancelled; over those that did.",
       "(Σ sent − Σ accepted − Σ open) / Σ accepted", "invitation_days"),
    _d("demand", "需求", "Demand",
       "按半小时统计的求助次数。", "Requests by half hour.", "Σ asked", "demand_days"),
    _d("supply", "供给", "Supply",
       "本区（或全市）该学科教师在线等待邀请的小时数。跨区辅导时，外区教师也会帮助本区学生。",
       "Hours in which the district's (or city's) teachers of the subject were there to be asked. Teachers of other "
       "districts help too.",
       "Σ teacher_minutes / 60", "supply_days"),
    _d("load", "供需比", "Demand per teacher hour",
       "每一教师在线小时对应的求助次数；一位教师每小时大约能接三到四次。",
       "Requests for each hour of a teacher's presence; a teacher can take three or four an hour.",
       "Σ asked / (Σ teacher_minutes / 60)", "demand_days, supply_days"),
    _d("flow", "跨区流向", "Flow between districts",
       "已匹配的求助，从学生所在区到教师所在区。", "Matched requests, from the student's district to the teacher's.",
       "Σ accepted", "flow_days"),
    _d("exposure_gini", "邀请基尼系数", "Exposure Gini",
       "教师每在线小时收到邀请数的不均匀程度：0 为完全平均，接近 1 为集中在少数人。只含在线满半小时的教师。",
       "How unevenly invitations by hour on duty fall on teachers with half an hour or more: 0 even, towards 1 on few.",
       "Gini(Σ invited / Σ minutes_on_duty)", "teacher_days"),
    _d("uninvited", "未被邀请的教师", "Uninvited teachers",
       "在线满半小时却没有收到任何邀请的教师比例。",
       "Share of teachers with half an hour or more on duty who were never invited.",
       "#(Σ invited = 0) / #teachers", "teacher_days"),
    _d("new_teachers", "新教师邀请占比", "New teachers' share",
       "邀请中发给新教师（辅导不足 5 次）的比例。", "Share of invitations to teachers with fewer than five sessions.",
       "Σ invited_new / Σ invited", "teacher_days"),
    _d("suburban", "远郊学校学生匹配率", "Suburban students' matched share",
       "远郊学校学生的匹配率，与其他学生比较。", "Matched share of students of suburban schools, beside all others.",
       "Σ suburban_accepted / Σ suburban_shown", "match_days"),
    _d("expected_acceptance", "预期与实际接受率", "Expected and live acceptance",
       "模型发出邀请时预期的接受概率的平均值，与实际接受率（95% 区间）比较；已取消的邀请不说明问题，不计入。",
       "Mean chance of acceptance that the model told, beside the share accepted (95 % interval); cancelled ones "
       "tell nothing and do not count.",
       "Σ chance_sum / n, Σ accepted / n, n = Σ (accepted + declined + expired)", "invitation_days"),
    _d("small", "少于 5 名学生", "Fewer than five students",
       "不足 5 名学生的格子只显示“<5”，也不能查看单次匹配；若总数可见且只有一格被隐去，再隐去其余最小的一格。",
       "Cells of fewer than five students show “<5” and cannot be opened; where a total is shown and one part alone is "
       "withheld, the smallest other one is withheld too.",
       "#distinct students < 5", "student_days"),
    _d("simulated", "模拟数据", "Simulated data",
       "由模拟器生成，用来演示和检查页面，不是任何人的真实记录，从不与真实数据相加。",
       "Made by the simulator to show and check the page; nobody's record, and never added to real data.",
       "simulated = true", "all tables"),
)  # fmt: skip
"""Every number, in the order of the page."""
