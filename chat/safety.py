"""Why a message is not served: by rule before anything else looks at it, then by what the engine understood.

Rules can be read, tested and argued about, and what they find is sure; the learned danger of a profile finds what is
said in other words. Words of lessons (鸦片战争, 生殖, 炸药的配方 in history) are no danger: what is looked for is the
wish to do, buy or see.
"""

import re
import unicodedata
from typing import Literal

from chat.actions import Declined
from intent import QuestionProfile
from intent.distress import speaks_of_self_harm

__all__ = ["Danger", "find_danger", "mask_personal"]

Danger = Declined | Literal["distress"]

_SURE_OF_DISTRESS = 0.5
_INJECTION = (
    r"(忽略|无视|忘记|忘掉|不要理会|跳过|覆盖|取消|绕过|解除|关闭)"
    r"(你|掉|以上|上面|之前|前面|所有|全部|一切|系统|的|这些|任何|当前)*"
    r"(指令|规则|提示词?|设定|限制|要求|约束|安全|策略|政策|内容)",
    r"(系统|初始|隐藏|内部|原始|完整)(的)?(提示词?|指令|设定|prompt)",
    r"(提示词|system prompt|prompt)(是|发|给|打印|输出|重复)",
    r"(你)?(现在|从现在起|接下来|以后)?(是|扮演|变成|假装(你)?是|模拟|充当|当)(一个|一名|我的?|个)?.{0,8}"
    r"(没有限制|不受限|无限制|DAN|越狱|黑客|开发者|管理员|校长|妈妈|爸爸|奶奶|猫娘|答案机|搜题|答题机器|作业机"
    r"|坏老师|另一个AI|ChatGPT|超级用户)",
    r"(开发者|管理员|调试|上帝|DAN|越狱|root|debug|developer|admin)\s*(模式|权限|身份|mode)|jailbreak|越狱|sudo",
    r"ignore (all|any|the|previous|above)|disregard|system prompt|you are now|pretend|act as",
    r"<\|?(im_start|system)|\[/?(system|inst)\]|(role|角色)\s*[:：=]\s*(system|assistant|admin|系统)",
    r"(调用|执行|运行)(工具|函数|命令|代码|sql)|drop table|tool_call|function_call",
    r"(把|将)(我的?|学生|掌握度|成绩|积分|等级)(的)?(掌握度|成绩|积分|等级|水平)?(改|设|调|标记)(成|为|到)",
)
_PRIVACY = (
    r"(?<!\d)1[3-9]\d{9}(?!\d)|(?<!\d)\d{17}[\dXx](?!\d)|[\w.+-]+@[\w-]+\.[a-z]{2,}",
    r"(我家|家庭|我的家|我)(住|住在|住址|地址)(是|在|:|：)?.{2,}(路|街|号|小区|栋|单元|村|室)",
    r"(我的?)(身份证|银行卡|密码|手机号|微信号?|QQ号?)(是|:|：)",
    r"(告诉|给|发|查|要|知道).{0,12}(老师|同学|学生|他|她|别人|班长|校长|家长).{0,6}"
    r"(电话|手机|微信|QQ|住址|地址|照片|身份证|成绩|密码|学号|生日)",
    r"(老师|同学|小?[A-Z\u4e00-\u9fff]{1,3}(同学|老师))的(电话|手机号?|微信号?|QQ号?|家庭?住址|家在哪|身份证|密码|成绩单?|排名|照片)",
    r"(其他|别的|所有|全部)(的)?(学生|同学|用户)的?(信息|资料|数据|成绩|聊天|名单|记录)|(数据库|后台)(里|中)?(的)?(名单|数据|信息)",
)
_UNSUITABLE = (
    r"色情|黄(片|色网站|色小说|图)|成人(网站|视频|电影)|裸(照|聊|体视频)|约炮|一夜情|做爱|性爱(视频|姿势)|援交",
    r"a片|porn|sex (video|chat)|nude",
    r"(怎么|如何|哪里|哪儿|怎样|教我|想)(才)?(能|可以)?"
    r"(买|搞|弄|制作|做|自制|合成|提炼|吸|抽|玩|赌|下注|贷|种)(到|点|些|一?个|一?把)?.{0,6}"
    r"(毒品|冰毒|大麻|摇头丸|枪|子弹|炸弹|炸药|雷管|燃烧瓶|管制刀具|迷药|假证|香烟|电子烟|烟|酒|彩票|网贷|赌博|赌|k粉|笑气)",
    r"(怎么|如何|教我|想|要|打算|准备)(去)?(打|揍|杀|捅|报复|整|弄死|砍|毒死|欺负|吓唬|网暴|人肉)"
    r"(死|伤|残|一顿)?(他|她|它|同学|老师|人|某人|爸|妈|别人)",
    r"(翻墙|破解|盗|黑进|入侵|攻击).{0,8}(网站|账号|系统|密码|WiFi|wifi|学校|教务)|外挂|刷单|代练",
    r"黄段子|荤段子|(骂|脏话|鬼故事吓).{0,4}(几句|一个|给我|他|她|老师)|傻[逼b]|操你|滚蛋|去你妈|fuck|bitch",
)
_CHEATING = (
    r"(正在|现在|马上|刚开始)(考试|测验|月考|期中|期末|中考|高考)|考(着|到一半)(呢|了)?.{0,8}(答案|帮|怎么)|考场上|(监考|老师)没(看|发现)",
    r"(作弊|替考|小抄|代考|偷看|泄(题|露)|押题答案|提前(知道|拿到|看).{0,6}(试卷|答案|考题))",
)
_RULES: dict[Declined, re.Pattern[str]] = {
    "injection": re.compile("|".join(_INJECTION), re.IGNORECASE),
    "privacy": re.compile("|".join(_PRIVACY), re.IGNORECASE),
    "unsuitable": re.compile("|".join(_UNSUITABLE), re.IGNORECASE),
    "cheating": re.compile("|".join(_CHEATING)),
}
_PERSONAL = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)|(?<!\d)\d{17}[\dXx](?!\d)|[\w.+-]+@[\w-]+\.[a-zA-Z]{2,}")


def find_danger(text: str, profile: QuestionProfile | None = None) -> Danger | None:
    """Why a message needs another answer than tutoring; None: it does not. Distress comes before everything."""
    plain = re.sub(r"[\s\u200b-\u200f]+", "", unicodedata.normalize("NFKC", text))
    if speaks_of_self_harm(plain):
        return "distress"
    if profile and profile.intent.sub == "distress" and profile.intent.confidence >= _SURE_OF_DISTRESS:
        return "distress"
    spaced = unicodedata.normalize("NFKC", text)
    for danger, pattern in _RULES.items():
        if pattern.search(plain) or pattern.search(spaced):
            return danger
    return profile.danger.name if profile and profile.danger else None


def mask_personal(text: str) -> str:
    """The text with telephone numbers, identity numbers and addresses of mail covered: they are not kept."""
    return _PERSONAL.sub("＊＊＊", text)
