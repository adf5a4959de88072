/** How many cases a property test tries: 100, and 2,000 where `CI` is `true`. Needs no permission. */
export const CASE_COUNT: number = isCi() ? 2000 : 100;

function isCi(): boolean {
  const { state } = Deno.permissions.querySync({ name: "env", variable: "CI" });
  return state === "granted" && Deno.env.get("CI") === "true";
}
