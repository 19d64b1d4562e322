"""Where pupils' words may go."""

import pytest

from chat.generation.location import is_onshore


@pytest.mark.parametrize(
    ("address", "onshore"),
    [
        ("http://127.0.0.1:11434/v1", True), ("http://localhost:8000/v1", True), ("http://[::1]:8080", True),
        ("http://10.2.3.4/v1", True), ("http://llm.lan/v1", True), ("https://api.deepseek.com/v1", True),
        ("https://dashscope.aliyuncs.com/compatible-mode/v1", True),
        ("https://dashscope-intl.aliyuncs.com/compatible-mode/v1", False), ("https://api.openai.com/v1", False),
        ("https://api.deepseek.com.example.org/v1", False), ("https://8.8.8.8/v1", False), ("", False),
    ],
)  # fmt: skip
def test_only_the_address_decides(address: str, onshore: bool):
    assert is_onshore(address) is onshore


def test_hosts_are_added_by_setting():
    assert is_onshore("https://llm.school.edu.cn/v1", ("school.edu.cn",))
