// A server in a process of its own: started, waited for, stopped, its log kept.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

const STOP_TIMEOUT_MS = 10_000;

/**
 * @typedef {object} ServerCommand
 * @property {string} name                 how errors call it
 * @property {string} command
 * @property {string[]} args
 * @property {NodeJS.ProcessEnv} env
 * @property {string} [cwd]
 * @property {string} logFile              what it writes is appended here
 * @property {() => Promise<boolean>} isReady  asked again and again; may fail while it starts
 * @property {number} startTimeoutMs
 */

/** @param {ServerCommand} server */
export function serverProcess(server) {
  const { name, command, args, env, cwd, logFile, isReady, startTimeoutMs } = server;
  /** @type {import('node:child_process').ChildProcess | undefined} */
  let child;

  async function start() {
    const log = openSync(logFile, 'a');
    child = spawn(command, args, { cwd, env, stdio: ['ignore', log, log] });
    closeSync(log);
    const problem = await whatPreventsStart(child);
    if (!problem) return;
    await stop();
    const end = readFileSync(logFile, 'utf8').trim().split('\n').slice(-15).join('\n');
    throw new Error(`${name} did not start: ${problem}\n${end}`);
  }

  /** @param {import('node:child_process').ChildProcess} started */
  async function whatPreventsStart(started) {
    /** @type {string[]} */
    const problems = [];
    started.once('error', (error) => problems.push(error.message));
    started.once('exit', (code, signal) =>
      problems.push(`it ended with ${signal ?? `exit code ${code}`}`),
    );
    const deadline = Date.now() + startTimeoutMs;
    while (problems.length === 0) {
      if (await isReady().catch(() => false)) return undefined;
      if (Date.now() > deadline) return `no answer in ${startTimeoutMs / 1000} s`;
      await delay(50);
    }
    return problems[0];
  }

  async function stop() {
    const running = child;
    child = undefined;
    if (!running?.pid || running.exitCode !== null || running.signalCode !== null) return;
    const exited = once(running, 'exit');
    running.kill('SIGTERM');
    const late = setTimeout(() => running.kill('SIGKILL'), STOP_TIMEOUT_MS);
    await exited;
    clearTimeout(late);
  }

  /** Same command, whatever it had kept on disk. */
  async function restart() {
    await stop();
    await start();
  }

  /** Resolves when the process has ended, by itself or not. */
  async function exited() {
    if (child && child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  }

  return {
    start,
    stop,
    restart,
    exited,
    log: () => readFileSync(logFile, 'utf8'),
    pid: () => child?.pid,
  };
}
