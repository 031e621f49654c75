# SPDX-License-Identifier: Apache-2.0
"""Groups records by their second tag; prints a JSON object."""
import json
import sys

with open(sys.argv[1], encoding="utf-8") as file:
    records = json.load(file)
groups = {}
for record in records:
    groups.setdefault(record["tags"][1], []).append(record["score"])
print(json.dumps({"records": len(records), "groups": {name: bool(scores) for name, scores in groups.items()}}))
