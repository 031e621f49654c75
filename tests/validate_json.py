#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Validates JSON files against a schema: validate_json.py [--closed] SCHEMA FILE...

--closed also refuses members that the schema does not name, so that nothing is written which the
documentation does not know. Exits 1 when a file is not valid, 77 when jsonschema is not installed.
"""
import json
import sys

try:
    import jsonschema
except ImportError:
    print("skipped: python3-jsonschema is not installed")
    sys.exit(77)


def close(schema):
    """Objects with named members take no others."""
    if isinstance(schema, dict):
        if "properties" in schema and schema.get("type") == "object":
            schema.setdefault("additionalProperties", False)
        for part in schema.values():
            close(part)
    elif isinstance(schema, list):
        for part in schema:
            close(part)


def refuse_constant(word):
    raise ValueError(f"{word} is not JSON")


def main(arguments):
    closed = arguments[:1] == ["--closed"]
    path, *files = arguments[closed:]
    with open(path, encoding="utf-8") as file:
        schema = json.load(file)
    if closed:
        close(schema)
    kind = jsonschema.validators.validator_for(schema)
    kind.check_schema(schema)
    validator = kind(schema)
    bad = 0
    for name in files:
        with open(name, encoding="utf-8") as file:
            try:
                document = json.load(file, parse_constant=refuse_constant)
            except ValueError as error:
                print(f"{name}: {error}")
                bad += 1
                continue
        for error in validator.iter_errors(document):
            place = "/".join(str(step) for step in error.absolute_path)
            print(f"{name}: {place}: {error.message[:300]}")
            bad += 1
    if not files:
        print("no files to validate")
        bad = 1
    return 1 if bad else 0


sys.exit(main(sys.argv[1:]))
