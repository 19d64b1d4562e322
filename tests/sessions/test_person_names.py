"""Before teachers of other schools a student has no more than a family name."""

import pytest

from sessions.person_names import student_name


@pytest.mark.parametrize(("name", "shown"), [
    ("陈一诺", "陈同学"), ("欧阳修", "欧阳同学"), ("欧阳", "欧同学"), ("李四", "李同学"), ("", "同学"), (None, "同学"),
])  # fmt: skip
def test_the_family_name_alone(name: str | None, shown: str):
    assert student_name(name) == shown
