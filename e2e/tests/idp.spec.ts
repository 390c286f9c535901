// The identity provider's own pages, in the browser: they are part of what people see.

import { expect, expectNoAxeFindings, test } from '../fixtures/test';

test.use({ idpOptions: { autoConsent: false } });

function authorizationUrl(issuer: string, studioUrl: string, clientId: string): string {
  const url = new URL(`${issuer}/auth`);
  url.search = new URLSearchParams({
    client_id: clientId,
    redirect_uri: `${studioUrl}auth/success`,
    response_type: 'code',
    scope: 'openid profile email platform:read',
    state: 'a-state',
    code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    code_challenge_method: 'S256',
  }).toString();
  return url.href;
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`sign-in, consent and sign-out pages are accessible (${colorScheme})`, async ({
    page,
    idp,
    platform,
  }) => {
    await page.emulateMedia({ colorScheme });
    await page.goto(authorizationUrl(idp.issuer, platform.studioUrl, idp.clientId));
    await expect(page.getByText('For development only')).toBeVisible();
    await expectNoAxeFindings(page);

    await page.getByRole('button', { name: 'alice@example.com' }).click();
    await expect(page.getByRole('heading', { name: 'Allow NMP Studio?' })).toBeVisible();
    await expectNoAxeFindings(page);

    await page.goto(`${idp.issuer}/session/end`);
    await expect(page.getByText('You are signed in as Alice Archer')).toBeVisible();
    await expectNoAxeFindings(page);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await expect(page.getByRole('heading', { name: 'Signed out' })).toBeVisible();
    await expectNoAxeFindings(page);

    await page.goto(`${idp.issuer}/device`);
    await page.getByLabel('Code').fill('nonsense');
    await page.getByRole('button', { name: 'Continue' }).click();
    await expect(page.getByText('There is no such code')).toBeVisible();
    await expectNoAxeFindings(page);
  });
}
