// The tools of script/bench: wrk for the load, /proc for the memory.

import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, readdirSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

const WRK_TIMEOUT_S = 60;

/**
 * Puts one address under load. Latencies are in milliseconds.
 * @param {object} options
 * @param {string} options.url
 * @param {Record<string, string>} options.headers
 * @param {number} options.connections
 * @param {number} options.seconds
 * @param {string} [options.script]  a Lua file that makes the requests
 * @returns {Promise<{ perSecond: number, p50: number, p99: number }>}
 */
export async function load({ url, headers, connections, seconds, script }) {
  if (new URL(url).hostname !== '127.0.0.1') throw new Error(`${url} is not on this machine`);
  const fields = Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`]);
  const { stdout } = await promisify(execFile)('wrk', [
    ...['-t', '1', '-c', `${connections}`, '-d', `${seconds}s`, '--latency'],
    ...['--timeout', `${WRK_TIMEOUT_S}s`, ...fields, ...(script ? ['-s', script] : []), url],
  ]);
  const value = (/** @type {RegExp} */ pattern) => stdout.match(pattern)?.[1];
  const failures = value(/Non-2xx or 3xx responses: (\d+)/) ?? value(/Socket errors: (.*)/);
  if (failures) throw new Error(`${url} failed under load: ${failures}\n${stdout}`);
  return {
    perSecond: Number(value(/Requests\/sec:\s+([\d.]+)/)),
    p50: milliseconds(value(/\s50%\s+(\S+)/)),
    p99: milliseconds(value(/\s99%\s+(\S+)/)),
  };
}

/**
 * Milliseconds from starting a program until it is ready.
 * @param {string} binary
 * @param {string} dataDir
 */
export async function startTime(binary, dataDir) {
  const before = performance.now();
  const child = spawn(binary, ['--port', '0', '--data-dir', dataDir], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  try {
    const [line] = await once(createInterface(child.stdout), 'line');
    const answer = await fetch(`${line.replace('listening on ', '')}/health/ready`);
    if (!answer.ok) throw new Error(`${binary} is not ready: ${answer.status}`);
    return performance.now() - before;
  } finally {
    child.kill();
    await once(child, 'exit');
  }
}

/**
 * wrk writes 812.00us, 3.05ms or 1.20s.
 * @param {string | undefined} text
 */
function milliseconds(text) {
  const [, number, unit] = text?.match(/^([\d.]+)(us|ms|s)$/) ?? [];
  if (!unit) throw new Error(`wrk wrote a time that can't be read: ${text}`);
  const factor = { us: 0.001, ms: 1, s: 1000 }[unit];
  return Number(number) * (factor ?? NaN);
}

/**
 * Memory of a process and all its children, in megabytes; shared memory counts once.
 * @param {number | undefined} pid  `undefined` once it has ended
 */
export function memoryOf(pid) {
  if (pid === undefined) return 0;
  const kilobytes = family(pid).map((id) =>
    Number(/^Pss:\s+(\d+)/m.exec(fileOfProcess(id, 'smaps_rollup'))?.[1] ?? 0),
  );
  return kilobytes.reduce((sum, size) => sum + size, 0) / 1000;
}

/**
 * Samples the memory four times per second, until asked for the maximum.
 * @param {number | undefined} pid
 */
export function watchMemory(pid) {
  let highest = memoryOf(pid);
  const timer = setInterval(() => (highest = Math.max(highest, memoryOf(pid))), 250);
  return {
    highest() {
      clearInterval(timer);
      return highest;
    },
  };
}

/**
 * Empty once the process has ended.
 * @param {number} id
 * @param {string} name
 */
function fileOfProcess(id, name) {
  try {
    return readFileSync(`/proc/${id}/${name}`, 'utf8');
  } catch {
    return '';
  }
}

/**
 * A process and all below it.
 * @param {number} pid
 */
function family(pid) {
  const ids = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
  const parents = new Map(
    ids.map((id) => [id, Number(/\) \S (\d+)/.exec(fileOfProcess(id, 'stat'))?.[1])]),
  );
  const found = [pid];
  for (const id of found) {
    for (const [child, parent] of parents) if (parent === id) found.push(child);
  }
  return found;
}
