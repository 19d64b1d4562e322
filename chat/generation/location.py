"""Whether a model's server stands where pupils' words may go."""

import ipaddress
from collections.abc import Sequence
from urllib.parse import urlsplit

__all__ = ["ONSHORE_HOSTS", "is_onshore"]

ONSHORE_HOSTS = (
    "dashscope.aliyuncs.com", "api.deepseek.com", "ark.cn-beijing.volces.com", "open.bigmodel.cn", "api.moonshot.cn",
    "qianfan.baidubce.com", "api.hunyuan.cloud.tencent.com", "api.siliconflow.cn", "api.minimaxi.com",
)  # fmt: skip
"""Published endpoints of providers in mainland China. Several sell the same models from abroad under other names."""

_LOCAL_ENDINGS = (".local", ".internal", ".lan", ".localhost")


def is_onshore(api_base: str, known: Sequence[str] = ONSHORE_HOSTS) -> bool:
    """Whether the server is one's own or known to be in mainland China.

    A provider's name says nothing of where its server stands, so the address alone decides; without one the provider's
    own default would be used, which may be anywhere.

    Args:
        api_base: URL of the server.
        known: Hosts known to be in the country; their subdomains count.
    """
    host = (urlsplit(api_base).hostname or "").lower()
    if not host:
        return False
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        own = "." not in host or host.endswith(_LOCAL_ENDINGS)
        return own or any(host == name or host.endswith(f".{name}") for name in known)
    return address.is_private or address.is_loopback
