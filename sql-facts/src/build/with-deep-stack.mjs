// SPDX-License-Identifier: Apache-2.0
// Runs the script named first with a stack for recursion thousands deep.
import {Worker} from 'node:worker_threads';

const [script, ...argv] = process.argv.slice(2);
const worker = new Worker(new URL(script, import.meta.url), {argv, resourceLimits: {stackSizeMb: 200}});
worker.on('error', error => {
  console.error(error);
  process.exitCode = 1;
});
