// Runs the pods of a Deployment as a cluster would, as far as that goes without one: the containers of the image as
// its user, in its files alone, with the variables, files and secrets that the manifests say.

import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { CHROOT } from '../../dev/support/image.mjs';
import { freePort, HOST } from '../../dev/support/ports.mjs';
import { serverProcess } from '../../dev/support/server-process.mjs';

const START_TIMEOUT_MS = 60_000;
const INIT_TIMEOUT_MS = 60_000;

/**
 * @typedef {import('../../deploy/helm-test/helm.mjs').Manifest} Manifest
 * @typedef {{ name: string, args?: string[], env?: any[], volumeMounts?: any[], readinessProbe?: any }} Container
 */

/**
 * @typedef {object} Cluster  what pods find around them
 * @property {import('../../dev/support/image.mjs').Image} image
 * @property {Manifest[]} manifests
 * @property {Record<string, Record<string, string>>} secrets  by name and key
 * @property {string} folder
 */

/** An init container has refused: the rollout stops here, and the old pods stay. */
export class InitFailed extends Error {}

/**
 * Starts a pod and waits until it is ready. All pods are on this machine, so that each gets a port of its own, by a
 * variable, in place of an address of its own.
 * @param {Cluster} cluster
 * @param {string} name  of the pod
 */
export async function startPod(cluster, name) {
  const deployment = cluster.manifests.find(({ kind }) => kind === 'Deployment');
  if (!deployment) throw new Error('there is no Deployment');
  const { spec } = deployment.spec.template;
  const user = `${spec.securityContext.runAsUser}:${spec.securityContext.runAsGroup}`;
  const root = join(cluster.folder, name);
  cpSync(cluster.image.root, root, { recursive: true, verbatimSymlinks: true });
  const port = await freePort();

  const command = (/** @type {Container} */ container) => {
    for (const mount of container.volumeMounts ?? []) putFile(cluster, spec.volumes, root, mount);
    const { environment, entrypoint } = cluster.image;
    return {
      args: [`--userspec=${user}`, root, ...entrypoint, ...(container.args ?? [])],
      env: {
        ...environment,
        ...variables(cluster, container.env ?? []),
        NMP_SERVICE_PORT: `${port}`,
      },
    };
  };

  for (const container of spec.initContainers ?? []) {
    const { args, env } = command(container);
    const options = { env, encoding: /** @type {const} */ ('utf8'), timeout: INIT_TIMEOUT_MS };
    const { status, stdout, stderr } = spawnSync(CHROOT, args, options);
    if (status !== 0) throw new InitFailed(`${container.name}: ${stdout}${stderr}`);
  }

  const [container] = spec.containers;
  const { args, env } = command(container);
  const { path, httpHeaders = [] } = container.readinessProbe.httpGet;
  const headers = Object.fromEntries(
    httpHeaders.map((/** @type {{ name: string, value: string }} */ { name, value }) => [
      name,
      value,
    ]),
  );
  const server = serverProcess({
    name: `pod ${name}`,
    command: CHROOT,
    args,
    env,
    logFile: join(cluster.folder, `${name}.log`),
    isReady: async () => (await fetch(`http://${HOST}:${port}${path}`, { headers })).ok,
    startTimeoutMs: START_TIMEOUT_MS,
  });
  await server.start();
  return { port, stop: server.stop };
}

/**
 * @param {Cluster} cluster
 * @param {any[]} volumes
 * @param {string} root
 * @param {{ name: string, mountPath: string, subPath?: string }} mount
 */
function putFile(cluster, volumes, root, { name, mountPath, subPath }) {
  const volume = volumes.find((one) => one.name === name);
  if (!volume?.configMap || !subPath) return;
  const map = cluster.manifests.find(
    ({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === volume.configMap.name,
  );
  const file = join(root, mountPath);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, map?.data[subPath]);
}

/**
 * @param {Cluster} cluster
 * @param {{ name: string, value?: string, valueFrom?: any }[]} entries
 */
function variables(cluster, entries) {
  return Object.fromEntries(
    entries.map(({ name, value, valueFrom }) => {
      if (value !== undefined) return [name, value];
      const { name: secret, key } = valueFrom.secretKeyRef;
      return [name, cluster.secrets[secret][key]];
    }),
  );
}
