"""Versions, promotion behind gates, rollback: whatever happens, exactly one version serves."""

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.registry import CARD_FILE, SHIPPED, GateResult, ModelRegistry, RegistryError


def put_version(folder: Path, **card: object) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "model.safetensors").write_bytes(b"weights")
    (folder / CARD_FILE).write_text(json.dumps(card), encoding="utf-8")
    return folder


@pytest.fixture
def registry(tmp_path: Path) -> ModelRegistry:
    shipped = put_version(tmp_path / "package" / "subject", seed=0)
    registry = ModelRegistry(tmp_path / "models", {"subject": shipped})
    for name in ("one", "two"):
        put_version(registry.make_folder("subject", name), seed=1)
    return registry


def gate(serving: float | None, candidate: float) -> GateResult:
    return GateResult(gate="accuracy on held-out cjeval", serving=serving, candidate=candidate)


def test_the_shipped_version_serves_first(registry: ModelRegistry):
    assert registry.serving("subject").name == SHIPPED
    assert [(v.name, v.serves) for v in registry.versions("subject")] == [
        (SHIPPED, True), ("one", False), ("two", False),
    ]  # fmt: skip
    assert registry.serving("subject").read_card() == {"seed": 0}
    assert registry.stamp() == ""


def test_a_better_version_is_promoted_and_another_registry_sees_it(registry: ModelRegistry):
    before = registry.stamp()
    registry.promote("subject", "one", [gate(0.9, 0.91), gate(None, 0.1), gate(0.8, 0.8)])
    assert registry.serving("subject").name == "one"
    assert registry.stamp() != before
    again = ModelRegistry(registry.folder, {})
    assert again.serving("subject").name == "one"
    assert again.history("subject")[0].gates[0].candidate == 0.91


def test_a_version_that_is_worse_at_any_gate_stays_out_and_each_such_gate_is_named(registry: ModelRegistry):
    worse = GateResult(gate="calibration", serving=0.97, candidate=0.96)
    with pytest.raises(RegistryError) as caught:
        registry.promote("subject", "one", [gate(0.9, 0.95), worse, gate(0.9, 0.8999)])
    assert "calibration: 0.9600 < 0.9700" in str(caught.value)
    assert "accuracy on held-out cjeval: 0.8999 < 0.9000" in str(caught.value)
    assert registry.serving("subject").name == SHIPPED
    assert registry.history() == []


def test_rollback_goes_back_step_by_step(registry: ModelRegistry):
    registry.promote("subject", "one", [])
    registry.promote("subject", "two", [])
    assert registry.rollback("subject").version == "one"
    assert registry.serving("subject").name == "one"
    assert registry.rollback("subject").version == SHIPPED
    with pytest.raises(RegistryError, match="nothing to roll back"):
        registry.rollback("subject")
    assert [row.action for row in registry.history()] == ["promote", "promote", "rollback", "rollback"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(st.lists(st.sampled_from(["one", "two", SHIPPED, "back"]), max_size=12))
def test_rollback_undoes_promotions_like_a_stack(tmp_path_factory: pytest.TempPathFactory, steps: list[str]):
    tmp = tmp_path_factory.mktemp("registry")
    registry = ModelRegistry(tmp / "models", {"subject": put_version(tmp / "shipped")})
    for name in ("one", "two"):
        put_version(registry.make_folder("subject", name))
    stack = [SHIPPED]
    for step in steps:
        if step == "back" and len(stack) > 1:
            registry.rollback("subject")
            stack.pop()
        elif step != "back" and step != stack[-1]:
            registry.promote("subject", step, [])
            stack.append(step)
        assert registry.serving("subject").name == stack[-1]
        assert sum(version.serves for version in registry.versions("subject")) == 1


def test_what_serves_or_came_with_the_package_cannot_be_removed(registry: ModelRegistry):
    registry.promote("subject", "one", [])
    for name in ("one", SHIPPED):
        with pytest.raises(RegistryError, match="stays"):
            registry.remove("subject", name)
    registry.remove("subject", "two")
    assert [version.name for version in registry.versions("subject")] == [SHIPPED, "one"]


@pytest.mark.parametrize("name", ["", "..", "a/b", SHIPPED, ".hidden", "新版本"])
def test_a_name_must_fit_a_folder(registry: ModelRegistry, name: str):
    with pytest.raises(RegistryError, match="cannot name a version"):
        registry.make_folder("subject", name)


def test_a_training_that_has_not_ended_is_no_version_and_may_be_taken_up_again(registry: ModelRegistry):
    folder = registry.make_folder("subject", "three")
    (folder / "model.safetensors").write_bytes(b"half")
    assert "three" not in [version.name for version in registry.versions("subject")]
    assert registry.make_folder("subject", "three") == folder
    put_version(folder)
    with pytest.raises(RegistryError, match="already"):
        registry.make_folder("subject", "three")


def test_unknown_names_are_answered_with_the_known_ones(registry: ModelRegistry):
    with pytest.raises(RegistryError, match="shipped, one, two"):
        registry.get_version("subject", "nine")
    with pytest.raises(RegistryError, match="subject"):
        registry.versions("mood")
    with pytest.raises(RegistryError, match="serves already"):
        registry.promote("subject", SHIPPED, [])


def test_a_damaged_file_is_named_with_its_line(registry: ModelRegistry):
    registry.promote("subject", "one", [])
    log = registry.folder / "promotions.jsonl"
    log.write_text(log.read_text() + "{half\n")
    with pytest.raises(RegistryError, match=r"promotions\.jsonl:2"):
        registry.serving("subject")
    card = registry.folder / "subject" / "two" / CARD_FILE
    card.write_text("{half")
    log.unlink()
    with pytest.raises(RegistryError, match=r"card\.json"):
        registry.get_version("subject", "two").read_card()
