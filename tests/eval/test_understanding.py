"""Accuracy on public questions, with the real encoder, the committed heads, and small sets written here."""

import gzip
import json
from pathlib import Path

import pytest

from eval.public_sets import PUBLIC_SETS
from eval.split import TEST_PART, head_text, split_part
from eval.understanding import evaluate_linking, evaluate_understanding, held_out

QUESTIONS = {
    "数学": ["已知二次函数的图象经过原点，求它的解析式", "解不等式组并在数轴上表示解集", "求证：四边形是平行四边形",
            "化简分式并求值", "用配方法解一元二次方程", "若两个三角形相似，求对应边的比"],
    "历史": ["简述商鞅变法的主要内容和影响", "鸦片战争后签订的条约有哪些危害", "辛亥革命的历史意义是什么",
            "唐太宗时期出现了怎样的治世局面", "第一次世界大战爆发的原因", "新文化运动的代表人物有哪些"],
    "政治": ["宪法规定公民的基本权利有哪些", "为什么要坚持依法治国", "我国的根本政治制度是什么",
            "怎样培育和践行社会主义核心价值观", "公民应当如何依法行使监督权", "人民代表大会制度的优越性"],
}  # fmt: skip
OPENINGS = ["", "请回答：", "本题满分十分：", "试题：", "例题：", "练习：", "思考：", "问：", "老师，", "补考题："]
LEARNED = {
    "subject": [("抛物线的顶点坐标怎么求", "数学"), ("洋务运动的目的", "历史")] * 20,
    "stage": [("抛物线的顶点坐标怎么求", "初中"), ("导数与单调性", "高中")] * 20,
}


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    path = folder / "gaokao_bench" / PUBLIC_SETS["gaokao_bench"].file
    path.parent.mkdir()
    rows = [
        {"question": f"{opening}{text}", "subject": subject, "stage": "高中"}
        for subject, texts in QUESTIONS.items() for text in texts for opening in OPENINGS
    ]  # fmt: skip
    rows += [
        {"question": f"用计算机处理表格的第{c}步", "subject": "信息技术", "stage": "高中"} for c in "一二三四五六七八"
    ]
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.write("\n".join(json.dumps(row, ensure_ascii=False) for row in rows))
    return folder


def test_only_the_part_kept_from_training_is_measured(data_dir: Path):
    for seed in range(3):
        rows = held_out("gaokao_bench", data_dir, ["数学", "历史", "道德与法治"], 100, 0, seed)
        assert rows
        assert {split_part(row.text, seed) for row in rows} == {TEST_PART}
        assert {row.subject for row in rows} <= {"数学", "历史", "道德与法治"}


def test_the_sample_is_bounded_and_of_its_seed(data_dir: Path):
    everything = held_out("gaokao_bench", data_dir, ["数学", "历史", "道德与法治"], 100, 1, 1)
    assert len(everything) > 2
    one = held_out("gaokao_bench", data_dir, ["数学", "历史", "道德与法治"], 2, 1, 1)
    assert one == held_out("gaokao_bench", data_dir, ["数学", "历史", "道德与法治"], 2, 1, 1)
    assert len(one) == 2


def test_heads_stand_beside_every_baseline(engine, data_dir: Path):
    profiler = engine.flow.profiler
    report = evaluate_understanding(profiler, {"subject": profiler.heads["subject"]}, LEARNED, data_dir, 50, 1, 1)
    assert set(report["sets"]) == {"gaokao_bench"}
    row = report["sets"]["gaokao_bench"]
    assert set(row["subject"]) == {"majority", "tfidf_svm", "zero_shot", "default", "research", "profile"}
    assert set(row["stage"]) == {"majority", "tfidf_svm", "default"}
    assert row["subject"]["research"] == row["subject"]["default"]
    for task in ("subject", "stage"):
        for share in row[task].values():
            assert 0 <= share["lo"] <= share["value"] <= share["hi"] <= 1
    assert row["stage"]["majority"]["value"] == 1
    assert row["subject"]["default"]["value"] > row["subject"]["majority"]["value"]


def test_no_set_no_figures(engine, tmp_path: Path):
    assert evaluate_understanding(engine.flow.profiler, {}, LEARNED, tmp_path)["sets"] == {}


def test_a_held_out_text_is_the_text_that_training_splits(data_dir: Path):
    assert all(row.text == head_text(row.text) for row in held_out("gaokao_bench", data_dir, ["数学"], 99, 0))


def test_linking_counts_hits_among_the_best(engine, graph):
    profiler = engine.flow.profiler
    point = next(iter(graph))
    report = evaluate_linking(
        profiler, [(point.definition, point.subject, [point.id]), (point.definition, point.subject, ["no.such.point"])]
    )
    assert report == {"n": 2, "r@1": 0.5, "r@3": 0.5, "r@5": 0.5}
