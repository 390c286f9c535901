// What the platform sends along with Studio. That nothing violates the policy is checked in every
// test (fixtures/guard.ts).

import { expect, test } from '../fixtures/test';

test('pages have a strict policy that names the identity provider', async ({ platform, idp }) => {
  for (const path of ['', 'workspaces', 'workspaces/a_b.c+d@e/members?x=1']) {
    const answer = await fetch(platform.studioUrl + path, { headers: { Accept: 'text/html' } });
    expect(answer.status, path).toBe(200);
    const policy = new Map(
      (answer.headers.get('content-security-policy') ?? '').split(';').map((directive) => {
        const [name, ...sources] = directive.trim().split(' ');
        return [name, sources] as const;
      }),
    );
    expect(policy.get('default-src')).toEqual(["'none'"]);
    expect(policy.get('script-src')).toContain("'wasm-unsafe-eval'");
    for (const sources of policy.values()) {
      expect(sources).not.toContain("'unsafe-inline'");
      expect(sources).not.toContain("'unsafe-eval'");
      expect(sources).not.toContain('*');
    }
    expect(policy.get('connect-src')).toEqual(["'self'", idp.issuer]);
    expect(policy.get('frame-ancestors')).toEqual(["'none'"]);
    expect(policy.get('form-action')).toEqual(["'none'"]);

    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
    expect(answer.headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(answer.headers.get('permissions-policy')).toContain('camera=()');
    expect(answer.headers.get('cache-control')).toBe('no-cache');
  }
});

test(
  'files are compressed, cached for good and never HTML when they are gone',
  { tag: '@webassembly' },
  async ({ platform, page }) => {
    const files: string[] = [];
    page.on('response', (response) => {
      const url = response.url();
      if (url.startsWith(platform.origin) && /\.(wasm|js|css)$/.test(url)) files.push(url);
    });
    await page.goto('');
    await expect.poll(() => files.some((url) => url.endsWith('.wasm'))).toBe(true);
    for (const file of files) {
      const answer = await fetch(file, { headers: { 'Accept-Encoding': 'br' } });
      expect(answer.headers.get('content-encoding'), file).toBe('br');
      expect(answer.headers.get('cache-control'), file).toContain('immutable');
      expect(answer.headers.get('x-content-type-options'), file).toBe('nosniff');
    }
    const gone = await fetch(`${platform.studioUrl}studio-0000.js`, { headers: { Accept: '*/*' } });
    expect(gone.status).toBe(404);
    expect(gone.headers.get('content-type')).not.toContain('html');
  },
);

test('the policy holds: scripts from text and requests elsewhere are blocked', async ({
  page,
  guard,
}) => {
  guard.allow(/Content.Security.Policy|TrustedScript|request to another host/i);
  await page.goto('auth/success?code=x&state=y');
  await expect(page.getByRole('button', { name: 'Try again' })).toBeVisible();
  const outcome = await page.evaluate(async () => {
    try {
      const script = document.createElement('script');
      script.textContent = 'window.ranInline = true';
      document.body.append(script);
    } catch {
      // Trusted Types stop it even earlier.
    }
    const answer = await fetch('https://example.com/').then(
      () => 'sent',
      () => 'blocked',
    );
    return { inline: 'ranInline' in window, answer };
  });
  expect(outcome).toEqual({ inline: false, answer: 'blocked' });
});
