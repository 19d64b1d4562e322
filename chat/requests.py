"""What a student's message asks of the dialogue, by its words: commands that mean the same whatever the topic is."""

import re
from typing import Literal

__all__ = ["Request", "find_request"]

Request = Literal[
    "answer", "human", "hint", "stop", "plan", "change", "back", "too_easy", "fits", "too_hard", "finished",
    "similar", "example",
]  # fmt: skip
"""What is wanted. `answer`: the bare result, at once."""

_GIVE = "(给|告诉|发|说|报|透露|公布|写出|看看?|要|求|来|抄|念|交出|输出|显示|打印)"
_RESULT = "(答案|结果|得数|解答|正解|选项|过程和答案|解题过程|完整过程)"
_ANSWER = (
    rf"答案{_GIVE}(给|一下|出来)?(我|俺|下|呗|吧|出来)",
    rf"{_GIVE}(一下|下|个|出|我|给我|你的|这题的?|这道题的?|最终|最后|正确|标准|完整|全部|的)*{_RESULT}",
    r"答案(是|等于|为|呢|到底|究竟)(什么|啥|多少|几|哪个|选哪|选什么)?",
    r"(选|应该选|到底选|该选|是选)(哪个|哪一个|什么|啥|哪项|几)|(等于|得)(多少|几)(啊|呀|呢|吧)?[？?]?$",
    r"(不要|别|不用|少|懒得|跳过|省略|免了).{0,6}(提示|引导|讲解|过程|步骤|解释|废话|分析).{0,8}(答案|结果|选)",
    r"(只要|只想要|只需要|就要|我要).{0,4}(答案|结果|得数|选项)",
    r"(帮|替|给)我?(做|写|算|解|完成)(了|掉|完|一下|出来|好|这)|(做|算)出来给我|代(写|做)",
    r"(帮|替)我(把)?(作业|卷子|试卷|这题|这道题|题目)",
    r"(第一个|首)(字母|选项)是|是不是(选)?[A-Da-d][？?吗]|[A-Da-d](对|是对的|正确)(吗|不|么)|(排除|去掉|剩下)(哪|几)个?(选项|错误)",
    r"answer|solution|result|just tell me|which (one|option)",
)
_HINT = (
    r"提示|点拨|思路|没?(有)?头绪|(第一|下一|接下来|然后).{0,3}步|怎么(做|算|求|解|开始|下手|想|写)",
    r"从哪(里|儿)?(开始|下手|入手)|不知道怎么",
)
_CHANGE = (
    r"换(一?个|道|一道)?(话题|题目?|知识点|内容|科目|别的)|(学|问|聊|做)点?别的",
    r"不想(学|做|问)(这个|这道|了)",
)
_STOP = (
    r"^(不学了|不想学了|先到这|到这里?吧|再见|拜拜|下了|结束|退出)",
    r"^(休息(一下|会儿?)?|累了|明天再学?|先这样)",
)
_PATTERNS: dict[Request, re.Pattern[str]] = {
    "human": re.compile(r"(找|叫|要|请|联系|转|换)(个|一位|一个|一下|真|在线)*(老师|人工|教师)|人工服务|真人"),
    "answer": re.compile("|".join(_ANSWER), re.IGNORECASE),
    "stop": re.compile("|".join(_STOP)),
    "plan": re.compile(r"(学习)?(计划|进度|安排)(是|到哪|呢|怎么样|$)|还(有|剩)(多少|几)(步|题|道)|学到哪"),
    "change": re.compile("|".join(_CHANGE)),
    "back": re.compile(r"(回到|返回|退回|倒回)(上|前|刚才|之前|原来)|上一(步|题|个)|刚才(那|的)(个|道|题|问题|话题)"),
    "similar": re.compile(r"(类似|相似|同类|再来)(的)?(一?道|几道|题|例|练习)|举一反三|再(出|来|做)(一?道|几道)|变式"),
    "example": re.compile(r"(举|来|给)(个|一个|一道|我)?.{0,3}例(子|题)|有没有例"),
    "hint": re.compile("|".join(_HINT)),
    "too_hard": re.compile(r"(太|好|有点|有些|特别|非常|比较|很)(难|深|复杂|快)|偏难|(看|听)不(太)?懂|没(看|听)懂"),
    "too_easy": re.compile(r"(太|好|有点|很|比较)(简单|容易|浅|慢)|偏(易|简单)|早就?会"),
    "fits": re.compile(r"^(正好|刚好|合适|还行|还可以|可以|差不多|挺好|不错|适中|刚刚好)"),
    "finished": re.compile(
        r"(看|学|读|听)(完|过|好)(了|啦)?|(学|看|听)(会|懂|明白)了|^(懂|明白|会|知道|好|好的|完成)了?[。！!]?$"
    ),
}


def find_request(text: str) -> Request | None:
    """The first that the words ask for, in the order of importance; None: they speak of something else."""
    for request, pattern in _PATTERNS.items():
        if pattern.search(text):
            return request
    return None
