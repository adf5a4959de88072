/**
 * The suite that every provider passes, of this package and of others.
 *
 * @module
 */
export { type ConformanceCase, providerCases, type ProviderSubject } from "./provider_cases.ts";
