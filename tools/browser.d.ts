// What TypeScript's declarations of browsers don't have.

/** Trusted Types, as far as boot.js uses them; not in every browser. */
declare var trustedTypes:
  | {
      createPolicy(name: string, rules: { createHTML: (html: string) => string | null }): unknown;
    }
  | undefined;

/** Files of Studio that boot.js has asked for, by their addresses; runtime.js takes them. */
declare var studioFiles: Map<string, Promise<Response>> | undefined;

/** The Network Information API, as far as boot.js uses it; not in every browser. */
interface Navigator {
  readonly connection?: { readonly saveData?: boolean };
}
