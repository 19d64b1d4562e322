from pathlib import Path

from eval.graph_queries import evaluate_graph


def test_every_query_is_timed_beside_its_plain_call(tmp_path: Path):
    report = evaluate_graph(tmp_path, [], n=3, seed=0)
    assert report["points"] > 1000
    assert len(report["queries"]) == 8
    for sides in report["queries"].values():
        assert set(sides) == {"ours_ms", "plain_ms"}
        assert all(values["max"] >= values["p50"] >= 0 for values in sides.values())
