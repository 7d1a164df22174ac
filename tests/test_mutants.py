"""What `make mutants` changes: every kind of change once, by hand."""

import tomllib
from pathlib import Path

import pytest

from tests.mutants.operators import mutants_of

MODULE = '''"""Three."""
@cache(3)
def f(a: int = 3):
    def g():
        h(a)
        raise a
    return g
class K:
    def m(self):
        for _ in self:
            break
        return None
'''


@pytest.mark.parametrize(
    ("code", "changed"),
    [
        ("a < b", ["a <= b"]),
        ("a is not b", ["a is b"]),
        ("a + b @ c", ["a - b @ c", "a + b * c"]),
        ("a and b", ["a or b"]),
        ("not a", ["a"]),
        ("a[3:]", ["a[:]", "a[4:]", "a[2:]"]),
        ("0.5", ["0.25", "1.0"]),
        ("True", ["False"]),
        ("np.minimum(a, out=b)", ["np.maximum(a, out=b)", "np.minimum(a)"]),
        ("zip(a, b, strict=True)", []),
        ("'3'", []),
    ],
)
def test_an_expression(tmp_path, code, changed):
    path = tmp_path / "module.py"
    path.write_text(f"x: 3 = {code}\n")
    assert sorted(m.key for m in mutants_of(path)) == sorted(f": x: 3 = {c}" for c in changed)


def test_statements_by_the_functions_they_are_in(tmp_path):
    path = tmp_path / "module.py"
    path.write_text(MODULE)
    assert [(m.line, m.key) for m in mutants_of(path)] == [
        (3, "f: def f(a: int=4):"),
        (3, "f: def f(a: int=2):"),
        (5, "f.<locals>.g: pass, not h(a)"),
        (6, "f.<locals>.g: pass, not raise a"),
        (7, "f: return None, not return g"),
        (11, "K.m: continue, not break"),
    ]


def test_a_mutant_is_the_module_with_one_change_however_often_the_place_is_there(tmp_path):
    path = tmp_path / "module.py"
    path.write_text("a = 3\na = 3\n")
    mutants = mutants_of(path)
    assert [m.key for m in mutants] == [": a = 4", ": a = 2", ": a = 4 #2", ": a = 2 #2"]
    names = {}
    exec(compile(mutants[3].apply(), str(path), "exec"), names)
    assert names["a"] == 2


def test_what_is_excused_is_there():
    root = Path(__file__).parents[1]
    heart = tomllib.loads((root / "tests/mutants/heart.toml").read_text(encoding="utf-8"))
    for tests in heart["tests"].values():
        assert all((root / test.partition("::")[0]).exists() for test in tests)
    for module, reasons in heart["equivalent"].items():
        assert reasons.keys() <= {mutant.key for mutant in mutants_of(root / module)}, module
