// What the provider makes at each step, and what a fault may make of it.

import type { IncomingHttpHeaders } from 'node:http';

import type { Outcome } from './faults/outcomes.mjs';
import type { Key } from './keys.mjs';
import type { Provider } from './provider.mjs';

/** An object of JSON, with any members. */
export type Json = Record<string, unknown>;

/** Claims of a token, as an honest provider makes them. */
export type Claims = Json & {
  iss: string;
  aud: string;
  sub: string;
  iat: number;
  exp: number;
};

export type Metadata = Json & {
  issuer: string;
  authorization_endpoint: string;
  token_endpoint: string;
  jwks_uri: string;
  end_session_endpoint: string;
};

export type Tokens = Json & {
  access_token: string;
  token_type: string;
  expires_in: number;
  id_token: string;
  refresh_token: string;
  scope: string;
};

export interface Answer {
  status?: number;
  type?: string;
  body?: string;
  location?: string;
  /** `true` by default. */
  cors?: boolean;
  /** `true`: no answer at all. */
  never?: boolean;
  /** `true`: the connection ends without an answer. */
  drop?: boolean;
}

/** A request of a browser. */
export interface Asked {
  endpoint: string;
  url: URL;
  form: URLSearchParams;
  headers: IncomingHttpHeaders;
}

/** Parameters that go back to Studio. */
export type Parameters = URLSearchParams & { inFragment?: boolean };

/** What an honest provider makes, what a faulty one makes of it, and what else that one sees. */
type Step<Honest, Faulty, Details extends unknown[] = []> = [Honest, Faulty, Details];

/** The steps at which something can go wrong. */
export interface Steps {
  metadata: Step<Metadata, Json>;
  metadataAnswer: Step<Answer, Answer>;
  keySet: Step<{ keys: Key['publicJwk'][] }, { keys: unknown[] }>;
  keySetAnswer: Step<Answer, Answer>;
  callback: Step<Parameters, Parameters>;
  claims: Step<Claims, Json>;
  header: Step<Json, Json>;
  key: Step<Key, Key>;
  idToken: Step<string, string, [claims: Json]>;
  accessTokenKey: Step<Key, Key>;
  tokens: Step<Tokens, Json>;
  tokenAnswer: Step<Answer, Answer>;
  refreshClaims: Step<Claims & { auth_time: number }, Json>;
  refreshIdToken: Step<string, string, [claims: Json]>;
  refreshTokens: Step<Tokens, Json>;
  refreshAnswer: Step<Answer, Answer>;
  endSession: Step<URLSearchParams, URLSearchParams>;
  accessClaims: Step<Claims, Json>;
  revocation: Step<Answer, Answer>;
}

/** The provider, and which time it is that it comes to this step, from 1. */
export interface Context {
  idp: Provider;
  time: number;
}

/** What is done wrong: the same value back means that nothing is, this time. */
export type Switch = {
  [Name in keyof Steps]?: (
    value: Steps[Name][0],
    context: Context,
    ...details: Steps[Name][2]
  ) => Steps[Name][1] | Promise<Steps[Name][1]>;
};

/** What the provider has to know to do wrong. */
export interface Wrong {
  switch: Switch;
  outcome?: Partial<Outcome>;
  /** People wait at the provider until all are there. */
  holds?: boolean;
}

/** One row of the table. */
export interface Fault extends Wrong {
  /** The module of the OpenID Foundation's suite, if there is one. */
  id: string;
  /** What says so. */
  clause: string;
  /** What the provider does. */
  does: string;
  /** What the person does; a key of e2e/tests/oidc/scenarios. */
  scenario: string;
  outcome: Outcome;
  /** Studio's patience has to run out. */
  slow?: boolean;
  /** What Chromium itself writes about it. */
  console?: RegExp;
}
