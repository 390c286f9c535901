// NVIDIA's command line and Python, each person with a home folder of their own.

import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { installedPrograms } from '../../dev/nemo-platform/installed.mjs';
import { withoutSettings } from '../../dev/support/platform.mjs';
import { CLIENTS } from './releases.mjs';

/**
 * @typedef {object} Outcome
 * @property {number | null} exit
 * @property {string} stdout
 * @property {string} stderr
 */

/** A command line that runs many commands, one after another. */
export class Nemo {
  #peer;
  #server;
  #outcomes;

  /** @param {import('./platforms.mjs').Peer} peer */
  constructor(peer) {
    this.#peer = peer;
    const program = fileURLToPath(new URL('nemo_server.py', import.meta.url));
    const python = join(installedPrograms(peer.release), 'python');
    this.#server = spawn(python, [program, CLIENTS[peer.release].cli], {
      env: environment(homeOf(peer, 'nobody')),
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.#outcomes = createInterface({ input: this.#server.stdout })[Symbol.asyncIterator]();
  }

  /**
   * @param {string} person            whose home folder; created if it does not exist yet
   * @param {string[]} args
   * @param {Record<string, string>} [env]
   * @returns {Promise<Outcome>}
   */
  async run(person, args, env = {}) {
    const cwd = homeOf(this.#peer, person);
    const command = { args, cwd, env: { ...environment(cwd), ...env } };
    this.#server.stdin.write(`${JSON.stringify(command)}\n`);
    const { value, done } = await this.#outcomes.next();
    if (done) throw new Error('the command line has ended');
    return JSON.parse(value);
  }

  stop() {
    this.#server.stdin.end();
  }
}

/**
 * Starts a program of theirs by itself, to see what it writes while it runs.
 * @param {import('./platforms.mjs').Peer} peer
 * @param {string} person
 * @param {'nemo' | 'python'} program
 * @param {string[]} args
 * @param {{ env?: Record<string, string>, onOutput?: (stdout: string) => void }} [options]
 * @returns {Promise<Outcome>}
 */
export function start(peer, person, program, args, { env = {}, onOutput } = {}) {
  const cwd = homeOf(peer, person);
  const child = spawn(join(installedPrograms(peer.release), program), args, {
    cwd,
    env: { ...environment(cwd), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    stdout += text;
    onOutput?.(stdout);
  });
  child.stderr.setEncoding('utf8').on('data', (text) => (stderr += text));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exit) => resolve({ exit, stdout, stderr }));
  });
}

/**
 * @param {import('./platforms.mjs').Peer} peer
 * @param {string} person
 */
export function homeOf(peer, person) {
  const home = join(peer.home, person);
  mkdirSync(home, { recursive: true });
  return home;
}

/**
 * What a program of this person sees of the environment, and nothing of this shell's settings.
 * @param {string} home
 */
export function environment(home) {
  return {
    ...withoutSettings(process.env),
    HOME: home,
    XDG_CONFIG_HOME: join(home, '.config'),
    NO_COLOR: '1',
    // So that a terminal's width decides nothing.
    COLUMNS: '200',
    TERM: 'dumb',
    PYTHONUNBUFFERED: '1',
    // Tests talk to nobody else.
    NEMO_TELEMETRY_ENABLED: 'false',
  };
}
