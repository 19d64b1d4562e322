import json

import pytest
from typer.testing import CliRunner

from eval.matching import POLICIES, evaluate_matching
from eval.simulator.config import DistrictConfig, SimulatorConfig
from recommender.matching.settings import MatchingSettings
from shuangshi.cli import app

TINY = SimulatorConfig(
    districts=(DistrictConfig(id="a", schools=2, students=500, teachers=80),
               DistrictConfig(id="b", schools=2, students=300, teachers=30, suburban=1)),
    history_weeks=1,
)  # fmt: skip


def test_policies_are_compared_on_the_same_regions(graph):
    report = evaluate_matching(graph, TINY, MatchingSettings(), [0, 1, 2])
    assert report["simulated"] is True
    assert report["seeds"] == [0, 1, 2]
    assert SimulatorConfig.model_validate(report["config"]) == TINY
    assert tuple(report["policies"]) == POLICIES
    for figures in report["policies"].values():
        assert figures["double_bookings"] == {"value": 0, "lo": 0, "hi": 0}
        assert all(row["lo"] <= row["value"] <= row["hi"] for row in figures.values())
    failed = {name: figures["failed_invitations_per_match"]["value"] for name, figures in report["policies"].items()}
    assert failed["ours"] < failed["rule"]
    assert report["ours_against_rule"]["failed_invitations_per_match"] == round(failed["ours"] / failed["rule"], 4)
    minus = report["ours_minus_rule"]["failed_invitations_per_match"]
    assert minus["value"] == pytest.approx(failed["ours"] - failed["rule"], abs=2e-4)
    assert minus["lo"] < minus["value"] < minus["hi"]


def test_the_command_takes_a_region_from_a_file(tmp_path, monkeypatch):
    monkeypatch.setenv("SHUANGSHI_HOME", str(tmp_path))
    file = tmp_path / "region.yaml"
    file.write_text(
        "districts: [{id: a, schools: 1, students: 200, teachers: 30}]\nhistory_weeks: 0\n", encoding="utf-8"
    )
    result = CliRunner().invoke(app, ["eval", "matching", "--config", str(file), "--seeds", "2", "--processes", "1",
                                      "--json"])  # fmt: skip
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["config"]["districts"][0]["teachers"] == 30


def test_a_wrong_region_is_refused_by_name(tmp_path, monkeypatch):
    monkeypatch.setenv("SHUANGSHI_HOME", str(tmp_path))
    file = tmp_path / "region.yaml"
    file.write_text("patience: 3\n", encoding="utf-8")
    result = CliRunner().invoke(app, ["eval", "matching", "--config", str(file)])
    assert result.exit_code == 2
    assert "patience" in result.output
