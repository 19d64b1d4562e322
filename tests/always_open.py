"""Tests run at any hour: AI 智能学 does not close for them."""

ALWAYS_OPEN = {"SHUANGSHI_CHAT_FROM": "00:00", "SHUANGSHI_CHAT_TO": "23:59:59.999999"}
