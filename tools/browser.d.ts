// What TypeScript's declarations of browsers don't have.

/** Trusted Types, as far as boot.js uses them; not in every browser. */
declare var trustedTypes:
  | {
      createPolicy(name: string, rules: { createHTML: (html: string) => string | null }): unknown;
    }
  | undefined;
