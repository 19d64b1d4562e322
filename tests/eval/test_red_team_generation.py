"""A scripted model's leaks are told whole, and counted by what was planted."""

from chat.leaks import Secret, find_leak
from eval.red_team_generation import leaking_sentences


def test_every_way_tells_the_secret():
    letter = Secret("哪个是浮力的单位？", letters="B", solution="力的单位都是牛顿，千克是质量的单位，帕是压强的单位。")
    number = Secret(
        "排开 2 N 的水，浮力是多少？再加 3 N 呢？", result="5 N", solution="先求排开的水重，再把两部分相加得 5 N。"
    )
    for secret in (letter, number):
        assert len(leaking_sentences(secret)) == 7
        assert all(find_leak(sentence, secret) for sentence in leaking_sentences(secret))
