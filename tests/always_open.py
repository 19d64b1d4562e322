"""Tests run at any hour: neither tutoring nor AI 智能学 closes for them."""

ALWAYS_OPEN = {
    "SHUANGSHI_CHAT_FROM": "00:00", "SHUANGSHI_CHAT_TO": "23:59:59.999999",
    "SHUANGSHI_OPEN_WEEKDAYS": "1,2,3,4,5,6,7", "SHUANGSHI_OPEN_FROM": "00:00",
    "SHUANGSHI_OPEN_TO": "23:59:59.999999",
}  # fmt: skip
