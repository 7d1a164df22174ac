"""Text that others wrote becomes a frozen record, or one InputError that says what is wrong with it.

The record is a plain dataclass.  Its annotations say what may stand in the text: types are strict (no "3" for
3, no 1 for true), unknown fields are refused, and bounds are those of `annotated_types` and `Must`.

pydantic does the checking: unlike msgspec it refuses unknown fields of plain dataclasses and gives its errors
as data.  It is loaded at the first text that is read.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from types import GenericAlias
from typing import Annotated, Any, Generic, Literal, TypeVar

from annotated_types import Interval

from leap_core.errors import TOO_DEEP, InputError, reason

R = TypeVar("R")
Number = Annotated[int, Interval(ge=-(2**53), le=2**53)] | float  # a whole number stays one where it is exact
_FORMS = {"JSON": "a JSON object", "YAML": "YAML, names with values"}


@dataclass(frozen=True)
class Must:
    """Metadata of an annotation: the value should `be` something, which `test` tells."""

    be: str
    test: Callable[[Any], bool]

    def __get_pydantic_core_schema__(self, source: Any, handler: Callable[[Any], Any]) -> Any:
        """How pydantic asks."""
        from pydantic_core import PydanticCustomError, core_schema

        def check(value: Any) -> Any:
            if not self.test(value):
                raise PydanticCustomError("must", "Input should be {be}", {"be": self.be})
            return value

        return core_schema.no_info_after_validator_function(check, handler(source))


def one_of(options: Iterable[str]) -> Must:
    """One of these words."""
    options = tuple(options)
    return Must(f"one of {', '.join(options)}", options.__contains__)


@dataclass(frozen=True)
class OfKind:
    """Metadata of an annotation: one of the `known` records, that which its field `kind` names."""

    known: Mapping[str, type]

    def __get_pydantic_core_schema__(self, source: Any, handler: Callable[[Any], Any]) -> Any:
        """How pydantic asks."""
        from pydantic_core import PydanticCustomError, core_schema

        def read(value: Any) -> Any:
            kind = value.get("kind") if isinstance(value, dict) else None
            if not isinstance(kind, str) or kind not in self.known:
                kinds = ", ".join(sorted(self.known))
                raise PydanticCustomError("must", "Input should be of kind {kinds}", {"kinds": kinds})
            return _validate(self.known[kind], json.dumps({k: v for k, v in value.items() if k != "kind"}))

        return core_schema.no_info_plain_validator_function(read)


class InYaml:
    """What a record is that is kept as YAML, which a `Schema` of that form reads again."""

    def to_yaml(self: Any) -> str:
        """Every field, in order."""
        import yaml

        plain = json.loads(json.dumps(asdict(self)))  # tuples as lists, which YAML writes without a tag
        return yaml.safe_dump(plain, sort_keys=False, allow_unicode=True, width=100)


UNIQUE = Must("without anything twice", lambda things: len(set(things)) == len(things))


@dataclass(frozen=True)
class Schema(Generic[R]):
    """Reads `what` ("a recipe"), a `record`, from files and addresses; every error ends in `remedy`."""

    record: type[R]
    what: str
    remedy: str
    most: int = 1_000_000  # characters
    form: Literal["JSON", "YAML"] = "JSON"

    def read(self, path: str | os.PathLike[str]) -> R:
        """The record of a file.  Raises InputError where it cannot be read or holds none."""
        return self.fit(self.load(self.text(path), path), path)

    def parse(self, text: str, source: str | os.PathLike[str]) -> R:
        """The record of a text.  Raises InputError, naming `source` and the field, where it holds none."""
        return self.fit(self.load(text, source), source)

    def read_format(self, path: str | os.PathLike[str], newest: int) -> tuple[dict[str, Any], int]:
        """The values of a file, unchecked, and its format version.  Raises InputError on a newer one."""
        values = self.load(self.text(path), path)
        version = values.pop("format", None)
        if type(version) is not int or version < 1:
            found = json.dumps(version)[:80]
            expected = f"expected the format of {self.what} as a whole number from 1, found {found}"
            raise InputError(path, expected, self.remedy)
        if version > newest:
            expected = f"its format is {version}, this version reads up to {newest}"
            raise InputError(path, expected, "Update LEAP Lens.")
        return values, version

    def text(self, path: str | os.PathLike[str]) -> str:
        """A file's text, cut where it is too long anyway.  Raises InputError where it cannot be read."""
        try:
            with Path(path).open(encoding="utf-8") as file:
                return file.read(self.most + 1)
        except (OSError, ValueError) as error:
            raise InputError(
                path, f"expected {self.what} that can be read ({reason(error)})", self.remedy
            ) from error

    def load(self, text: str, source: str | os.PathLike[str]) -> dict[str, Any]:
        """The names and values of a text, unchecked.  Raises InputError where it has none."""
        if len(text) > self.most:
            expected = f"expected {self.what} of at most {self.most:,} characters, found more"
            raise InputError(source, expected, self.remedy)
        try:
            values = json.loads(text, object_pairs_hook=once) if self.form == "JSON" else _from_yaml(text)
        except (ValueError, TypeError, RecursionError) as error:
            raise self._no_text(source, f", found {text[:80]!r} ({reason(error)})") from error
        if not isinstance(values, dict):
            raise self._no_text(source, f", found {text[:80]!r}")
        return values

    def fit(self, values: dict[str, Any], source: str | os.PathLike[str]) -> R:
        """The record of loaded values.  Raises InputError, naming the field, where they are none."""
        from pydantic import ValidationError

        try:  # by way of JSON, whose lists may be tuples and whose objects records, strict as the types are
            text = json.dumps(values, ensure_ascii=False)
            return _validate(self.record, text)
        except ValidationError as error:
            raise self._no_record(error.errors(), json.loads(text), source) from error
        except (ValueError, TypeError, RecursionError) as error:  # half a surrogate pair; a date of YAML
            raise self._no_text(source, f" ({reason(error)})") from error

    def _no_text(self, source: str | os.PathLike[str], found: str) -> InputError:
        return InputError(source, f"expected {self.what} as {_FORMS[self.form]}{found}", self.remedy)

    def _no_record(
        self, errors: list[Any], values: dict[str, Any], source: str | os.PathLike[str]
    ) -> InputError:
        kind = errors[0]["type"]
        if kind == "json_invalid":  # it is valid: all that pydantic can say is that it has a bound of depth
            return self._no_text(source, f" ({TOO_DEEP})")
        place, found = _find(errors[0]["loc"], values)
        if kind == "missing":
            expected = f"expected {_name((*place, errors[0]['loc'][-1]))} in {self.what}"
        elif kind == "unexpected_keyword_argument":
            expected = f"{self.what} has no {_name(place)!r}"
        else:  # of a union, what each of its members says
            said = [e["msg"] for e in errors if _find(e["loc"], values)[0] == place]
            should = " or ".join(
                dict.fromkeys(re.sub(r"^\w+ should | after validation", "", m) for m in said)
            )
            found = json.dumps(found, ensure_ascii=False)[:80]
            expected = f"{_name(place)} cannot be {found}: it should {should}"
        return InputError(source, expected, self.remedy)


def _validate(record: type[R], text: str) -> R:
    """The record of an object in JSON.  Raises pydantic's ValidationError."""
    return _adapter(record).validate_json(f"[{text}]".encode())[0]


@cache
def _adapter(record: type) -> Any:
    from pydantic import ConfigDict, TypeAdapter

    strict = ConfigDict(strict=True, extra="forbid", allow_inf_nan=False)
    records: Any = GenericAlias(list, (record,))  # a list hands its config on to plain records
    return TypeAdapter(records, config=strict)


def _find(loc: Iterable[str | int], values: Any) -> tuple[tuple[str | int, ...], Any]:
    """The steps of `loc` that lead somewhere, and what is there: pydantic also names lists and unions."""
    place = []
    for step in loc:
        with suppress(LookupError, TypeError):
            values = values[step]
            place.append(step)
    return tuple(place), values


def _name(place: Iterable[str | int]) -> str:
    steps = (f"[{step}]" if isinstance(step, int) else f".{step[:80]}" for step in place)
    return "".join(steps).removeprefix(".")


def once(pairs: Iterable[tuple[Any, Any]]) -> dict[Any, Any]:
    """An object of JSON or YAML.  Raises ValueError where a name is there twice: the first would be lost."""
    values = {}
    for name, value in pairs:
        if name in values:
            raise ValueError(f"{str(name)[:80]!r} is there twice in one object")
        values[name] = value
    return values


def _from_yaml(text: str) -> Any:
    import yaml

    class Loader(yaml.SafeLoader):
        """Without anchors, which may make much of little, and without names twice."""

        def compose_node(self, parent: Any, index: Any) -> Any:
            if self.check_event(yaml.AliasEvent):
                raise ValueError("an alias (*) is not known here")
            return super().compose_node(parent, index)

        def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
            return once(self.construct_pairs(node, deep))

    try:
        return yaml.load(text, Loader)
    except yaml.YAMLError as error:
        raise ValueError(str(error)) from error
