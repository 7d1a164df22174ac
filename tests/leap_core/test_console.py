"""Tables that are printed."""

import re

from leap_core.console import print_rows


def test_no_name_of_a_run_is_cut_off(capsys):
    name = f"/{'far/' * 30}leap"
    print_rows("F1", [{"run": name, **{f"segment audio {n}": 1.0 for n in range(14)}}], as_json=False)
    assert "".join(re.findall(r"^│ (\S+)", capsys.readouterr().out, re.MULTILINE)) == name
