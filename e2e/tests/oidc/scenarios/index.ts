// What a person does while the provider misbehaves.

import type { Fault } from '../../../rogue-idp/faults/index.mjs';
import type { Stage } from '../fixture';
import { callbackAgain } from './callback-again';
import { claims } from './claims';
import { noRefreshToken, refresh } from './refresh';
import { secondSignIn } from './second-sign-in';
import { severalTabs } from './several-tabs';
import { signIn } from './sign-in';
import { signOutAtTheProvider } from './sign-out';

export const scenarios: Record<string, (stage: Stage, fault: Fault) => Promise<void>> = {
  'sign-in': signIn,
  'callback again': callbackAgain,
  'several tabs': severalTabs,
  'second sign-in': secondSignIn,
  claims,
  refresh,
  'no refresh token': noRefreshToken,
  'sign-out': signOutAtTheProvider,
};
