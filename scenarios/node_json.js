// SPDX-License-Identifier: Apache-2.0
// Groups records by their second tag; prints a JSON object.
'use strict';
const records = JSON.parse(require('fs').readFileSync(process.argv[2], 'utf8'));
const groups = {};
for (const record of records) (groups[record.tags[1]] ??= []).push(record.score);
console.log(JSON.stringify({records: records.length, groups: Object.keys(groups).length}));
