"""`shuangshi train`: what it leaves, how it is configured, how it goes on after an interruption."""

import json
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from eval.corpus import AUTHORED, Corpus, LabelledText
from eval.near_duplicates import group_near_duplicates
from shuangshi.cli import app
from tests.training.made_up import WORDS, HashingEncoder, sentences
from training.config import HeadConfig, PointsConfig, default_config, read_config, write_config

LEFT = {"model.safetensors", "card.json", "README.md", "config.yaml", "report.html", "calibration.png", "confusion.png",
        "coverage.png", "learning-curve.png", "strength.png"}  # fmt: skip


def make_corpus(count: int = 150) -> Corpus:
    texts, labels = sentences(list(WORDS), count)
    made = [
        LabelledText(text, "cjeval" if i % 7 == 0 else AUTHORED, str(i), "question", subject=label)
        for i, (text, label) in enumerate(zip(texts, labels, strict=True))
    ]
    return Corpus(made, group_near_duplicates([text.plain for text in made]))


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    corpus = make_corpus()
    monkeypatch.setenv("SHUANGSHI_HOME", str(tmp_path))
    monkeypatch.setattr("shuangshi.cli.set_up_logging", lambda *_: None)
    monkeypatch.setattr("shuangshi.models.open_corpus", lambda *_: corpus)
    monkeypatch.setattr("shuangshi.models.open_query_encoder", lambda *_: HashingEncoder())


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["train", *map(str, arguments)])


def test_a_training_leaves_a_version_with_card_pictures_and_page(tmp_path: Path):
    done = run("subject", "--version", "one", "--json")
    assert done.exit_code == 0, done.output
    card = json.loads(done.stdout)
    folder = tmp_path / "models" / "subject" / "one"
    assert {path.name for path in folder.iterdir()} == LEFT
    assert card["command"] == "shuangshi train subject"
    assert card["sources"].keys() == {AUTHORED}, "research-only sets take part when asked for"
    assert card["licences"] == {AUTHORED: "Apache-2.0"}
    assert set(card["metrics"]) >= {"head", "majority", "tfidf_svm"}
    assert card["metrics"]["head"]["accuracy"]["value"] > 0.8
    assert sum(card["sizes"].values()) > 300
    assert json.loads((folder / "card.json").read_text(encoding="utf-8"))["weights_sha256"] == card["weights_sha256"]
    assert "| authored | Apache-2.0 |" in (folder / "README.md").read_text(encoding="utf-8")
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert page.count("data:image/png;base64,") == 5
    assert "http" not in page.replace("https://www.w3.org", "")


def test_research_only_sets_take_part_when_asked_for():
    card = json.loads(run("subject", "--research", "--version", "r", "--json").stdout)
    assert card["sources"].keys() == {AUTHORED, "cjeval"}
    assert card["licences"]["cjeval"] == "research only"
    assert card["command"] == "shuangshi train subject --research"


def test_a_version_without_a_name_is_named_after_day_and_content(tmp_path: Path):
    first = json.loads(run("subject", "--json").stdout)["version"]
    again = run("subject")
    assert again.exit_code == 2
    assert f"already has a version '{first}'" in " ".join(again.stderr.split())


def test_another_configuration_does_not_take_up_an_interrupted_training(tmp_path: Path):
    folder = tmp_path / "models" / "subject" / "half"
    folder.mkdir(parents=True)
    (folder / "run.json").write_text('{"identity": "another"}')
    done = run("subject", "--version", "half")
    assert done.exit_code == 2
    assert "another configuration or other data" in " ".join(done.stderr.split())


def test_a_configuration_file_is_used_and_options_go_before_it(tmp_path: Path):
    config = default_config("subject", strengths=(1.0,), curve=(), augmented=0)
    write_config(config, tmp_path / "config.yaml")
    done = run("subject", "--config", tmp_path / "config.yaml", "--seed", "7", "--version", "c", "--json")
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["strength"] == 1.0
    kept = read_config(tmp_path / "models" / "subject" / "c" / "config.yaml")
    assert kept == config.model_copy(update={"seed": 7})


CONFIGS = [
    default_config("subject"), default_config("distress", seed=3), default_config("difficulty", curve=(0.3,)),
    PointsConfig(epochs=2),
]  # fmt: skip


@pytest.mark.parametrize("config", CONFIGS, ids=lambda config: config.task)
def test_configurations_round_trip(tmp_path: Path, config: HeadConfig | PointsConfig):
    write_config(config, tmp_path / "config.yaml")
    assert read_config(tmp_path / "config.yaml") == config


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("task: subject\nseeed: 1\n", "seeed"), ("task: subject\ndense_scale: 0\nstrengths: []\n", "strengths"),
        ("task: mood\n", "mood"), ("{half", "not YAML"), ("task: stage\n", "configures stage, not subject"),
    ],
)  # fmt: skip
def test_a_configuration_that_cannot_be_used_is_refused_by_name(tmp_path: Path, content: str, said: str):
    (tmp_path / "bad.yaml").write_text(content, encoding="utf-8")
    done = run("subject", "--config", tmp_path / "bad.yaml")
    assert done.exit_code == 2
    assert said in done.stderr
    assert run("subject", "--config", tmp_path / "none.yaml").exit_code == 2


def test_a_task_without_texts_says_so():
    done = run("ability", "--version", "none")
    assert done.exit_code == 2
    assert "no labelled texts" in " ".join(done.stderr.split())
