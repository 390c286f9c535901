// Every value file in cases/ passes Helm's strict check and Kubernetes' schemas, and makes pods that
// the restricted Pod Security Standard lets in.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cases, lint, one, render, validate } from './helm.mjs';

test('Helm finds nothing wrong', () => {
  assert.ok(cases().length >= 15);
  for (const { name, file } of cases()) {
    const { ok, text } = lint(file);
    assert.ok(ok && !text.includes('[WARNING]'), `${name}: ${text}`);
  }
});

test('Kubernetes accepts all of it', () => {
  const all = cases().flatMap(({ name }) => render(name));
  const { ok, checked, text } = validate(all);
  assert.ok(ok, text);
  assert.ok(checked > 60, `${checked}`);
});

test('a manifest that is not valid is found', () => {
  const deployment = one(render('oidc'), 'Deployment');
  deployment.spec.replica = 1;
  assert.ok(!validate([deployment]).ok);
});

test('names are unique, and the namespace is left to Helm', () => {
  for (const { name } of cases()) {
    const manifests = render(name);
    const names = manifests.map(({ kind, metadata }) => `${kind}/${metadata.name}`);
    assert.equal(new Set(names).size, names.length, name);
    for (const { metadata } of manifests) assert.equal(metadata.namespace, undefined, name);
  }
});

test('pods are restricted', () => {
  for (const { name } of cases()) {
    for (const { pod, what } of pods(name)) {
      assert.equal(pod.automountServiceAccountToken, false, what);
      assert.equal(pod.enableServiceLinks, false, what);
      assert.equal(pod.securityContext.runAsNonRoot, true, what);
      assert.equal(pod.securityContext.seccompProfile.type, 'RuntimeDefault', what);
      assert.equal(pod.securityContext.runAsUser, name === 'openshift' ? undefined : 65532, what);
      assert.ok(pod.volumes?.every((/** @type {any} */ v) => v.hostPath === undefined) ?? true);
      for (const container of [...(pod.initContainers ?? []), ...pod.containers]) {
        assert.deepEqual(
          container.securityContext,
          {
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ['ALL'] },
          },
          `${what} ${container.name}`,
        );
        assert.ok(container.resources.requests && container.resources.limits.memory, what);
      }
    }
  }
});

test('a pod has a signal to stop only after its traffic, and time for it', () => {
  for (const { name } of cases()) {
    const pod = one(render(name), 'Deployment').spec.template.spec;
    const { seconds } = pod.containers[0].lifecycle.preStop.sleep;
    assert.ok(pod.terminationGracePeriodSeconds >= seconds + 10 + 5, name);
    for (const probe of ['livenessProbe', 'readinessProbe', 'startupProbe']) {
      assert.ok(pod.containers[0][probe].httpGet.path, `${name} ${probe}`);
    }
  }
});

test('no secret is in a manifest', () => {
  for (const { name } of cases()) {
    for (const { kind } of render(name)) assert.notEqual(kind, 'Secret', name);
    for (const { pod, what } of pods(name)) {
      for (const { env = [] } of pod.containers) {
        for (const { name: variable, value } of env) {
          const isSecret = /PASSWORD|DATABASE_URL|_SECRET$/.test(variable);
          assert.ok(!isSecret || value === undefined, `${what} ${variable}`);
        }
      }
    }
  }
});

/** @param {string} name */
function pods(name) {
  return render(name).flatMap((manifest) => {
    const what = `${name} ${manifest.kind} ${manifest.metadata.name}`;
    if (manifest.kind === 'Deployment') return [{ pod: manifest.spec.template.spec, what }];
    return manifest.kind === 'Pod' ? [{ pod: manifest.spec, what }] : [];
  });
}
