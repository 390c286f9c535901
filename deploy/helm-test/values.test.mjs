// What each value does.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from 'yaml';
import { notes, one, refusal, render } from './helm.mjs';

/** @param {import('./helm.mjs').Manifest[]} manifests */
function podOf(manifests) {
  return one(manifests, 'Deployment').spec.template.spec;
}

/**
 * @param {import('./helm.mjs').Manifest[]} manifests
 * @returns {Record<string, any>}
 */
function variables(manifests) {
  const { env } = podOf(manifests).containers[0];
  return Object.fromEntries(env.map((/** @type {any} */ v) => [v.name, v.value ?? v.valueFrom]));
}

/** @param {import('./helm.mjs').Manifest[]} manifests */
function settings(manifests) {
  return parse(one(manifests, 'ConfigMap').data['platform.yaml']);
}

/** @param {import('./helm.mjs').Manifest[]} manifests */
function kinds(manifests) {
  return manifests.map(({ kind }) => kind).toSorted();
}

test('the least: one pod on SQLite, which ends before its successor starts', () => {
  const manifests = render('oidc');
  assert.deepEqual(kinds(manifests), [
    ...['ConfigMap', 'Deployment', 'PersistentVolumeClaim', 'Pod', 'Service', 'ServiceAccount'],
  ]);
  const { spec } = one(manifests, 'Deployment');
  assert.deepEqual([spec.replicas, spec.strategy.type], [1, 'Recreate']);
  assert.equal(settings(manifests).auth.enabled, true);
  assert.equal(settings(manifests).service.host, '0.0.0.0');
  assert.equal(settings(manifests).server, undefined);
  const claim = one(manifests, 'PersistentVolumeClaim').metadata;
  assert.equal(claim.annotations['helm.sh/resource-policy'], 'keep');
  const [check] = podOf(manifests).initContainers;
  assert.deepEqual(check.args, ['--check-config']);
  assert.deepEqual(check.env, podOf(manifests).containers[0].env);
});

test("the settings of NeMo Platform's chart are taken as they are, and win", () => {
  const file = settings(render('nemo-platform-values'));
  assert.equal(file.auth.policy_data_refresh_interval, 5);
  assert.equal(file.studio.telemetry_enabled, true);
  assert.equal(file.studio.static_files_path, '/usr/local/share/nmp-platform/studio');
  const other = settings(render('oidc', 'platformConfig.service.log_format=text'));
  assert.equal(other.service.log_format, 'text');
});

test('changed settings restart the pods', () => {
  const checksum = (/** @type {string[]} */ ...more) => {
    const { template } = one(render('oidc', ...more), 'Deployment').spec;
    return template.metadata.annotations['checksum/config'];
  };
  assert.equal(checksum(), checksum());
  assert.notEqual(checksum(), checksum('platformConfig.auth.admin_email=b@example.com'));
  const nginx = (/** @type {string[]} */ ...more) => {
    const { template } = one(render('studio', ...more), 'Deployment').spec;
    return template.metadata.annotations['checksum/config'];
  };
  assert.notEqual(nginx(), nginx('studio.maxBodySize=1g'));
});

test('PostgreSQL by its address: any number of pods, replaced one by one', () => {
  const manifests = render('postgres');
  const { spec } = one(manifests, 'Deployment');
  assert.deepEqual([spec.replicas, spec.strategy.rollingUpdate.maxUnavailable], [3, 0]);
  assert.deepEqual(variables(manifests).DATABASE_URL, {
    secretKeyRef: { name: 'nmp-database', key: 'DATABASE_URL' },
  });
  assert.ok(!kinds(manifests).includes('PersistentVolumeClaim'));
  assert.equal(one(manifests, 'PodDisruptionBudget').spec.maxUnavailable, 1);
});

test('PostgreSQL by its parts', () => {
  const manifests = render('postgres-parts');
  const found = variables(manifests);
  assert.equal(found.DATABASE_HOST, 'db.example.com');
  assert.equal(found.DATABASE_PORT, '5432');
  assert.deepEqual(found.DATABASE_PASSWORD, {
    secretKeyRef: { name: 'db-password', key: 'pw' },
  });
  assert.equal(found.PGSSLMODE, 'verify-full');
  assert.equal(found.PGSSLROOTCERT, '/etc/nmp-platform/database/ca.crt');
});

test('without sign-in the cluster is served only if that is meant', () => {
  const manifests = render('auth-off');
  assert.equal(variables(manifests).NMP_INSECURE_LISTEN, 'true');
  assert.ok(settings(manifests).server.allowed_hosts.includes('team-nmp-studio.nmp.svc'));
  assert.match(refusal('auth-off', 'insecureListen=false'), /nobody has to sign in/);
  assert.match(refusal('unsigned', 'insecureListen=false'), /unsigned tokens/);
  assert.equal(variables(render('oidc')).NMP_INSECURE_LISTEN, undefined);
});

test('Ingress, HTTPRoute and Route lead to all but /metrics', () => {
  const [rule] = one(render('ingress'), 'Ingress').spec.rules;
  const ingress = rule.http.paths.map((/** @type {any} */ { path }) => path);
  const [route] = one(render('http-route'), 'HTTPRoute').spec.rules;
  const gateway = route.matches.map((/** @type {any} */ match) => match.path.value);
  for (const paths of [ingress, gateway]) {
    assert.deepEqual(paths.slice(0, 3), ['/studio', '/apis', '/health']);
    assert.ok(!paths.includes('/metrics'));
  }
  // A prefix of / would lead to everything.
  const root = rule.http.paths.find((/** @type {any} */ { path }) => path === '/');
  assert.equal(root.pathType, 'Exact');
  const routes = render('openshift').filter(({ kind }) => kind === 'Route');
  const paths = routes.map(({ spec }) => spec.path);
  assert.deepEqual(paths.slice(0, 3), ['/studio', '/apis', '/health']);
  assert.ok(!paths.includes('/') && !paths.includes('/metrics'));
  assert.match(refusal('ingress', 'host='), /public name in host/);
});

test('its own TLS reaches probes, Service and monitor', () => {
  const manifests = render('own-tls');
  assert.equal(podOf(manifests).containers[0].readinessProbe.httpGet.scheme, 'HTTPS');
  assert.equal(one(manifests, 'Service').spec.ports[0].name, 'https');
  assert.equal(one(manifests, 'ServiceMonitor').spec.endpoints[0].scheme, 'https');
  const key = '/etc/nmp-platform/tls/tls.key';
  assert.equal(variables(manifests).NMP_SERVER_TLS__KEY, key);
});

test('a gateway proves itself with a secret from a file', () => {
  const manifests = render('gateway');
  const file = '/etc/nmp-platform/gateway/secret';
  assert.equal(variables(manifests).NMP_AUTH_TRUSTED_GATEWAY_SECRET_FILE, file);
  const { volumes } = podOf(manifests);
  const volume = volumes.find((/** @type {any} */ { name }) => name === 'gateway');
  assert.deepEqual(volume.secret.items, [{ key: 'secret', path: 'secret' }]);
});

test('an autoscaler decides on the number of pods', () => {
  const manifests = render('autoscaling');
  assert.equal(one(manifests, 'Deployment').spec.replicas, undefined);
  assert.equal(one(manifests, 'HorizontalPodAutoscaler').spec.maxReplicas, 8);
  assert.equal(one(manifests, 'ServiceMonitor').metadata.labels.release, 'prometheus');
  const [nodes, zones] = podOf(manifests).topologySpreadConstraints;
  assert.deepEqual(
    [nodes.topologyKey, zones.topologyKey],
    ['kubernetes.io/hostname', 'topology.kubernetes.io/zone'],
  );
});

test('the network is closed but for what is needed', () => {
  const { ingress, egress, policyTypes } = one(render('network-policy'), 'NetworkPolicy').spec;
  assert.deepEqual(policyTypes, ['Ingress', 'Egress']);
  // The ingress controller, Prometheus, and the pod of helm test.
  assert.equal(ingress[0].from.length, 3);
  const ports = egress.flatMap((/** @type {any} */ rule) =>
    rule.ports.map((/** @type {any} */ { port }) => port),
  );
  assert.deepEqual(ports, [53, 53, 443, 5432]);
  assert.deepEqual(egress[2].to, [{ ipBlock: { cidr: '10.1.2.3/32' } }]);
  const [, upstream] = one(render('studio-full'), 'NetworkPolicy').spec.egress;
  assert.equal(upstream.ports[0].port, 8443);
  assert.match(refusal('postgres', 'networkPolicy.enabled=true'), /networkPolicy.from/);
});

test('volumes, images and accounts that are already there', () => {
  const manifests = render('existing');
  assert.ok(!kinds(manifests).includes('PersistentVolumeClaim'));
  assert.ok(!kinds(manifests).includes('ServiceAccount'));
  const pod = podOf(manifests);
  assert.equal(pod.serviceAccountName, 'existing');
  assert.match(pod.containers[0].image, /^registry\.example\.com\/nmp-platform@sha256:0+$/);
  assert.deepEqual(pod.imagePullSecrets, [{ name: 'registry' }]);
});

test('what else a pod may need', () => {
  const manifests = render('extras');
  const pod = podOf(manifests);
  assert.equal(one(manifests, 'Deployment').metadata.name, 'access');
  assert.equal(pod.initContainers, undefined);
  assert.equal(variables(manifests).NMP_AUTH_DIALECT, 'helix');
  assert.equal(pod.topologySpreadConstraints[0].topologyKey, 'rack');
  assert.equal(pod.containers[0].lifecycle.preStop.sleep.seconds, 15);
  assert.equal(one(manifests, 'Service').spec.ports[0].port, 8443);
});

test('Studio alone has no settings of a platform', () => {
  const manifests = render('studio');
  assert.deepEqual(kinds(manifests), [
    ...['ConfigMap', 'Deployment', 'Pod', 'Service', 'ServiceAccount'],
  ]);
  assert.deepEqual(Object.keys(one(manifests, 'ConfigMap').data), ['nginx.conf']);
  const [copy, check] = podOf(manifests).initContainers;
  assert.deepEqual(copy.args, ['copy-studio', '/srv/www/studio']);
  assert.ok(check.command.includes('-t'));
});

test('what could not work is refused, with what to do', () => {
  /** @type {[string, string[], RegExp][]} */
  const refused = [
    ['oidc', ['replicaCount=2'], /more than one replica needs PostgreSQL/],
    [
      'oidc',
      ['autoscaling.enabled=true', 'autoscaling.maxReplicas=3'],
      /more than one replica needs PostgreSQL/,
    ],
    ['oidc', ['platformConfig.auth.oidc.audience='], /audience is not set/],
    [
      'oidc',
      ['platformConfig.platform.database_url=postgres://a:b@c/d'],
      /ConfigMap is not secret/,
    ],
    ['postgres', ['database.host=db'], /two databases/],
    ['postgres-parts', ['database.passwordSecret.name='], /passwordSecret/],
    ['autoscaling', ['autoscaling.maxReplicas=1'], /maxReplicas is smaller/],
    ['http-route', ['httpRoute.parentRefs=null'], /parentRefs/],
    ['extras', ['preStopSeconds=60'], /terminationGracePeriodSeconds/],
    ['studio', ['studio.upstream='], /studio.upstream/],
    ['studio', ['studio.forwardHeaders={X-NMP-Principal-Id}'], /takes it for an identity/],
    ['studio', ['studio.forwardHeaders={x-nhx-scopes}'], /takes it for an identity/],
    ['studio', ['gateway.secretRef.name=x'], /gateway is of mode: platform/],
    ['studio', ['tls.secretName=x'], /tls is of mode: platform/],
    ['studio', ['serviceMonitor.enabled=true'], /serviceMonitor is of mode: platform/],
  ];
  for (const [name, settings, problem] of refused)
    assert.match(refusal(name, ...settings), problem);
});

test('mistyped names and values are refused', () => {
  for (const wrong of [
    'replicaCoun=1',
    'database.urlSecret.nam=x',
    'networkPolicy.form=null',
    'studio.upsteam=http://x',
    'mode=Platform',
    'studio.upstream=nemo-platform-api:8080',
    'studio.identityProviderOrigins={https://idp.example.com/; script-src *}',
    'studio.forwardHeaders={X-A; include /etc/passwd}',
    'studio.maxBodySize=1m; include x',
    'image.digest=sha256:1',
    'host=https://nmp.example.com',
    'platformConfig.auth.enabled=yes',
    'service.port=0',
  ]) {
    assert.match(refusal('oidc', wrong), /schema/, wrong);
  }
});

test('the notes have the redirect URIs, and warn', () => {
  const good = notes('ingress', 'database.urlSecret.name=x');
  assert.match(good, /https:\/\/nmp\.example\.com\/studio\/auth\/success\n/);
  assert.match(good, /post-logout redirect URI {2}https:\/\/nmp\.example\.com\/studio\/\n/);
  assert.ok(!good.includes('WARNING'), good);
  /** @type {[string, string[], RegExp][]} */
  const warned = [
    ['oidc', [], /WARNING: the data are in SQLite/],
    ['auth-off', [], /WARNING: authentication is off/],
    ['auth-off', [], /WARNING: host is empty/],
    ['unsigned', [], /WARNING: unsigned tokens/],
    ['oidc', ['platformConfig.auth.admin_email='], /WARNING: .*admin_email/],
    [
      'oidc',
      ['platformConfig.auth.oidc.audience=', 'platformConfig.auth.oidc.allow_any_audience=true'],
      /WARNING: .*audience is not set/,
    ],
    ['oidc', ['platformConfig.auth.trusted_gateways={10.0.0.0/8}'], /WARNING: .*trusted_gateways/],
    ['postgres-parts', ['database.sslMode=require'], /WARNING: database\.sslMode/],
    ['studio-full', [], /WARNING: studio\.identityProviderOrigins is empty/],
  ];
  for (const [name, settings, text] of warned) assert.match(notes(name, ...settings), text);
  // ID tokens are for the client, so nothing has to say for whom.
  const idTokens = ['audience=', 'bearer_token=id_token'];
  const clients = idTokens.map((setting) => `platformConfig.auth.oidc.${setting}`);
  assert.doesNotMatch(notes('oidc', ...clients), /audience/);
});
