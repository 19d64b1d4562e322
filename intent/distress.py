"""Plain words of self-harm, found by rule: a learned head may miss a short sentence, and this one must not be missed.

The rule only adds to what the intent head sees. Words about texts, history, physics or games are left to the head.
"""

import re

from intent.profile import QuestionProfile

__all__ = ["says_distress", "speaks_of_self_harm"]

_SELF_HARM = re.compile(
    r"不想活|活不下去|不想(再)?(醒|醒来|睁眼)|活着(好累|太累|没意思|没有?意义|干嘛|干什么|不如死)|活得(好|太)?累"
    r"|(?<![到得])想死(?!你|记|机|磕)|去死(算了|好了|掉算了)|死了(算了|就好|就解脱|一了百了|会不会有人)|不如死|生不如死|死掉算了"
    r"|(想|要|准备|打算)(要|去)?(自杀|轻生|跳楼|跳河|跳江|上吊|割腕|自残|寻死|了结自己|伤害自己|结束(自己|我|这一切|生命))"
    r"|(想|要|准备|打算|已经|站在).{0,8}(跳下去|跳下来)|(我|想).{0,6}(自杀|轻生|割腕|自残)|用?刀.{0,4}(划|割)(自己|手腕|胳膊|手臂)"
    r"|(吃|吞|喝)(了|下|完)?[^，。,]{0,6}(安眠药|老鼠药|农药|百草枯)|安眠药.{0,6}(吃|吞).{0,6}(多少|几片|会死)"
    r"|结束(自己|我)的(生命|一生)|(没有?|没)明天了|(数|攒)(着|了)?.{0,4}药片|(写|留)(好|下)?(了)?遗书|怎么死(才)?(不疼|最快|没有痛苦)|没有我.{0,6}(更好|会好|轻松)"
    r"|(圆规|刀片?|剪刀|针|笔尖|玻璃|烟头|打火机).{0,4}[扎划割刺戳烫](了|着|过)?(自己|手腕|胳膊|手臂|大腿)"
    r"|(如果|要是|假如|万一)(明天|以后|哪天|有一天)?我(真的|突然|就|再也)?(不在了|消失了)"
    r"|(?i:^(wo ?)?((hao|zhen) ?)?xiang ?si ?(le|a)?$|(?<![a-z0-9])(?<!\d )kms(?![a-z]))"
)
_ABOUT_SOMETHING_ELSE = re.compile(
    r"《[^》]+》|课文|文中|文章|小说|诗|作者|主人公|鲁迅|屈原|祥林嫂|孔乙己|项羽|崇祯|希特勒|历史|实验|标签|农药残留"
    r"|自由落体|自由下落|坠落|初速度|质量为|高度为|m/s|米高|克/|下列|选择题|填空|翻译|造句|是什么意思|游戏|副本|吃鸡|王者|角色|动漫|宣传|手抄报|板报|素材"
)


def speaks_of_self_harm(text: str) -> bool:
    """Whether the text, in plain Unicode, says in plain words that somebody wants to die or to hurt themselves."""
    return bool(_SELF_HARM.search(text)) and not _ABOUT_SOMETHING_ELSE.search(text)


def says_distress(profile: QuestionProfile) -> bool:
    """Whether the profile is that of a student in distress."""
    return profile.intent.sub == "distress"
