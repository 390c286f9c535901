// What is true of every fault, and how each outcome looks.

import type { Page } from '@playwright/test';

import type { Fault } from '../../rogue-idp/faults/index.mjs';
import { accountButton, expect, historyOf, signOut, stored, title, type Stage } from './fixture';

const FAILED = "Signing in didn't work";

/** The access tokens that API calls carried, each with its call. */
async function bearers({ traffic }: Stage): Promise<string[]> {
  const headers = traffic.apiCalls().map(async (request) => {
    const { authorization = '' } = await request.allHeaders();
    return authorization.replace(/^Bearer /, '');
  });
  return Promise.all(headers);
}

/** Signed in as the only person that there is, on the page with this heading. */
export async function expectSignedIn(
  stage: Stage,
  heading = 'Workspaces',
  page = stage.page,
): Promise<void> {
  await expect(title(page, heading)).toBeVisible();
  const { name } = stage.rogue.person;
  await expect(page.getByRole('button', { name: `Account: ${name}` })).toBeVisible();
  await expect(page.getByRole('main').getByText('Loading')).toHaveCount(0);
  expect(stage.traffic.apiCalls().length, 'API calls').toBeGreaterThan(0);
}

/** Out here and at the provider. Here comes first: the way there and back takes a moment more. */
export async function expectSignOut({ page }: Stage): Promise<void> {
  await signOut(page);
  await page.waitForURL(/\/studio\/(\?.*)?$/);
  await expect(title(page, 'Signed out')).toBeVisible();
}

/** The error page of a sign-in: it names the fault, shows no secret, and it stays. */
export async function expectRefused(stage: Stage, fault: Fault): Promise<void> {
  const { page, rogue, traffic } = stage;
  const { code } = fault.outcome;
  await expect(title(page, FAILED)).toBeVisible({ timeout: fault.slow ? 25_000 : undefined });
  await expect(page.getByRole('alert')).toContainText(saysOf(fault));
  await expect(page.getByRole('img')).toHaveCount(0);
  await page.getByText('Details', { exact: true }).click();
  await expect(page.getByRole('alert').locator('pre')).toContainText(`code: ${code}`);
  await expectNothingKept(page);

  const seen = { idp: rogue.asked.length, requests: traffic.requests.length };
  // Whatever could be waiting to go on by itself would have done so by then.
  await page.clock.fastForward('05:00');
  await expect(title(page, FAILED)).toBeVisible();
  expect(rogue.asked.length, 'nothing more to the provider').toBe(seen.idp);
  expect(traffic.requests.length, 'nothing more to anyone').toBe(seen.requests);
}

/** What the page must say of it. */
export function saysOf({ id, outcome }: Fault): RegExp {
  if (!outcome.says) throw new Error(`the row ${id} doesn't have what the page says`);
  return outcome.says;
}

const STEPS = ['metadata', 'redirect', 'token answer', 'keys'];

/** Studio stops where the fault is, and the API never hears of the sign-in. */
export async function expectStopped(stage: Stage, fault: Fault): Promise<void> {
  const { rogue, traffic } = stage;
  const last = STEPS.indexOf(fault.outcome.after ?? '');
  expect(last, 'a step of the flow').toBeGreaterThanOrEqual(0);
  expect(rogue.askedFor('authorization').length > 0, 'sent to the provider').toBe(last >= 1);
  expect(rogue.grants('authorization_code').length, 'token requests').toBe(last >= 2 ? 1 : 0);
  expect(rogue.askedFor('keys').length > 0, 'keys fetched').toBe(last >= 3);
  expect(traffic.apiCalls().map((request) => request.url())).toEqual([]);
}

async function expectNothingKept(page: Page): Promise<void> {
  await expect(accountButton(page)).toBeHidden();
  const { session, local } = await stored(page);
  expect([...session, ...local]).not.toContain('nmp-studio.session');
  const values = await page.evaluate(() =>
    JSON.stringify([sessionStorage, localStorage].map(Object.entries)),
  );
  expect(values, 'tokens in storage').not.toMatch(/access_token|id_token|eyJ[\w-]+\./);
}

/** At the end of every scenario. */
export async function expectNoHarm(stage: Stage, fault: Fault): Promise<void> {
  const { context, rogue } = stage;
  expect(rogue.complaints, 'what the provider found wrong').toEqual([]);
  if (Object.keys(fault.switch).length > 0) {
    expect(rogue.committed, 'the fault was committed').toBeGreaterThan(0);
  }
  for (const [endpoint, times] of Object.entries(fault.outcome.asked)) {
    expect(rogue.askedFor(endpoint).length, `requests for ${endpoint}`).toBe(times);
  }

  for (const token of await bearers(stage)) {
    expect(rogue.secrets.has(token), 'the token of an API call is one of the provider').toBe(true);
    expect(rogue.tainted.has(token), 'a refused token was used').toBe(false);
  }

  for (const page of context.pages()) {
    const shown = [await page.content(), page.url(), ...(await historyOf(page))].join('\n');
    const secrets = [...rogue.secrets].filter((secret) => shown.includes(secret));
    expect(secrets, 'secrets in the page or the history').toEqual([]);
  }
}
