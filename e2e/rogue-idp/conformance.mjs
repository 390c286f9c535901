// The OpenID Foundation's tests of relying parties (openid-certification/conformance-suite, August
// 2026): the certification plans Basic, Config and RP-Initiated Logout, the refresh plan, and the
// comprehensive plan. A module is a row of the table of faults, or stands here with the reason why
// it can't be one.

const P = 'oidcc-client-test';

/** Every module, as the suite names it. */
export const MODULES = [
  // Basic
  P,
  `${P}-scope-userinfo-claims`,
  `${P}-nonce-invalid`,
  `${P}-invalid-iss`,
  `${P}-missing-sub`,
  `${P}-invalid-aud`,
  `${P}-missing-aud`,
  `${P}-missing-iat`,
  `${P}-kid-absent-single-jwks`,
  `${P}-kid-absent-multiple-jwks`,
  `${P}-idtoken-sig-rs256`,
  `${P}-idtoken-sig-none`,
  `${P}-invalid-sig-rs256`,
  `${P}-userinfo-invalid-sub`,
  `${P}-client-secret-basic`,
  `${P}-ignores-unparseable-key-in-jwks`,
  // Config
  `${P}-discovery-openid-config`,
  `${P}-discovery-jwks-uri-keys`,
  `${P}-discovery-issuer-mismatch`,
  `${P}-signing-key-rotation-just-before-signing`,
  `${P}-signing-key-rotation`,
  // Refresh
  `${P}-refresh-token`,
  `${P}-refresh-token-invalid-issuer`,
  `${P}-refresh-token-invalid-sub`,
  `${P}-refresh-token-invalid-aud`,
  `${P}-refresh-token-invalid-azp`,
  // Comprehensive
  `${P}-invalid-sig-es256`,
  `${P}-invalid-sig-hs256`,
  `${P}-invalid-athash`,
  `${P}-missing-athash`,
  `${P}-nonce-unless-code-flow`,
  `${P}-invalid-chash`,
  `${P}-missing-chash`,
  `${P}-aggregated-claims`,
  `${P}-distributed-claims`,
  `${P}-discovery-webfinger-acct`,
  `${P}-discovery-webfinger-url`,
  `${P}-dynamic-registration`,
  `${P}-request-uri-signed-none`,
  `${P}-request-uri-signed-rs256`,
  `${P}-userinfo-signed`,
  `${P}-userinfo-bearer-body`,
  `${P}-userinfo-bearer-header`,
  `${P}-mtls-endpoint-aliases`,
  `${P}-form-post-error`,
  `${P}-3rd-party-init-login`,
  // Logout
  `${P}-rp-init-logout`,
  `${P}-rp-init-logout-no-state`,
  `${P}-rp-init-logout-other-state`,
  `${P}-rp-init-logout-session`,
  `${P}-session-management`,
  `${P}-rp-frontchannel-rpinitlogout`,
  `${P}-rp-frontchannel-opinitlogout`,
  `${P}-rp-backchannel-rpinitlogout`,
  `${P}-rp-backchannel-rpinitlogout-alg-none`,
  `${P}-rp-backchannel-rpinitlogout-wrong-alg`,
  `${P}-rp-backchannel-rpinitlogout-wrong-aud`,
  `${P}-rp-backchannel-rpinitlogout-wrong-iss`,
  `${P}-rp-backchannel-rpinitlogout-wrong-event`,
  `${P}-rp-backchannel-rpinitlogout-no-event`,
  `${P}-rp-backchannel-rpinitlogout-with-nonce`,
];

/** Modules whose case has a row of another name, because it differs in the code flow. */
/** @type {Partial<Record<string, string>>} */
export const COVERED_AS = {
  [`${P}-invalid-athash`]: 'at-hash-wrong',
  [`${P}-missing-athash`]: 'at-hash-absent',
};

const USERINFO =
  'Studio never calls the userinfo endpoint: what it shows comes from the tokens. Every row checks ' +
  'that it did not.';
const OTHER_FLOWS = 'implicit and hybrid flow only; Studio knows the code flow alone';
const BACKCHANNEL =
  'a page in a browser can receive no request from the provider; applies to a backend-for-frontend';
const SESSION_IFRAME =
  'polls an iframe of the provider, which browsers that partition storage break; it would be a ' +
  'source of loops';

/** Module → why it does not apply to a public client in a browser, or to Studio. */
/** @type {Partial<Record<string, string>>} */
export const NOT_APPLICABLE = {
  [`${P}-userinfo-invalid-sub`]: USERINFO,
  [`${P}-userinfo-signed`]: USERINFO,
  [`${P}-userinfo-bearer-body`]: USERINFO,
  [`${P}-userinfo-bearer-header`]: USERINFO,
  [`${P}-client-secret-basic`]: 'a browser can keep no secret (RFC 10017, 6.3.3.1)',
  [`${P}-nonce-unless-code-flow`]: OTHER_FLOWS,
  [`${P}-invalid-chash`]: OTHER_FLOWS,
  [`${P}-missing-chash`]: OTHER_FLOWS,
  [`${P}-form-post-error`]: 'static files can receive no POST; Studio asks for the query mode',
  [`${P}-aggregated-claims`]: 'Studio uses no claims of third parties',
  [`${P}-distributed-claims`]: 'Studio uses no claims of third parties',
  [`${P}-discovery-webfinger-acct`]: 'the issuer is configured, never derived from an address',
  [`${P}-discovery-webfinger-url`]: 'the issuer is configured, never derived from an address',
  [`${P}-dynamic-registration`]: 'the people who run the platform register the client',
  [`${P}-request-uri-signed-none`]: 'Studio has no key to sign a request with',
  [`${P}-request-uri-signed-rs256`]: 'Studio has no key to sign a request with',
  [`${P}-mtls-endpoint-aliases`]: 'a browser app has no client certificate of its own',
  [`${P}-3rd-party-init-login`]:
    'optional; any page of Studio starts a sign-in by itself, and there is one issuer',
  [`${P}-rp-init-logout-session`]: SESSION_IFRAME,
  [`${P}-session-management`]: SESSION_IFRAME,
  [`${P}-rp-frontchannel-rpinitlogout`]:
    'a page in a frame; Studio denies being framed, and partitioned storage hides the session',
  [`${P}-rp-frontchannel-opinitlogout`]:
    'a page in a frame; Studio denies being framed, and partitioned storage hides the session',
  ...Object.fromEntries(
    MODULES.filter((id) => id.includes('-backchannel-')).map((id) => [id, BACKCHANNEL]),
  ),
};
