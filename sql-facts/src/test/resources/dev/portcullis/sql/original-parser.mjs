// SPDX-License-Identifier: Apache-2.0
// Parses each command of the JSON array on stdin with the parser as npm brings it, and writes what it says as an array.
import fs from 'node:fs';
import path from 'node:path';
import {createRequire} from 'node:module';

const parser = createRequire(path.resolve('package.json'))('libpg-query');
await parser.loadModule();
const said = JSON.parse(fs.readFileSync(0, 'utf8')).map(sql => {
  try {
    return parser.parseSync(sql);
  } catch (error) {
    return error.message;
  }
});
fs.writeFileSync(1, JSON.stringify(said));
