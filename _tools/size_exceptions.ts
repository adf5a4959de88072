/**
 * What may be larger than the limits of `lint/size.ts`, each with the reason.
 *
 * A key is a file (`core/errors.ts`) or a function in it (`core/errors.ts#toWireError`).
 */
export const SIZE_EXCEPTIONS: Readonly<Record<string, string>> = {};
