from eval.matching_sensitivity import RANGES, evaluate_sensitivity
from eval.simulator.config import DistrictConfig, SimulatorConfig
from recommender.matching.settings import MatchingSettings

SMALL = SimulatorConfig(districts=(DistrictConfig(id="a", schools=1, students=150, teachers=25),), history_weeks=0)


def test_each_assumption_has_a_range_around_its_default():
    defaults = SimulatorConfig()
    for name, (low, high) in RANGES.items():
        assert low < getattr(defaults, name) < high, name


def test_both_ends_of_an_assumption_are_simulated(graph, monkeypatch):
    monkeypatch.setattr("eval.matching_sensitivity.RANGES", {"on_duty_share": (0.1, 1.0)})
    report = evaluate_sensitivity(graph, SMALL, MatchingSettings(), [0, 1])
    scarce, plenty = (report["assumptions"]["on_duty_share"][end] for end in ("low", "high"))
    assert scarce["policies"]["rule"]["matched_share"] < plenty["policies"]["rule"]["matched_share"]
    for row in (scarce, plenty, report["as_configured"]):
        failed = {name: figures["failed_invitations_per_match"] for name, figures in row["policies"].items()}
        matched = {name: figures["matched_share"] for name, figures in row["policies"].items()}
        order = failed["oracle"] < failed["ours"] < failed["rule"] and matched["ours"] >= matched["rule"]
        assert row["order_holds"] is order
