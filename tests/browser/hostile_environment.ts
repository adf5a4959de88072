import { type AnyImplementation, defineEnvironment } from "@openenv/core";
import { z } from "zod";

const Node: z.ZodType = z.object({
  name: z.string(),
  get children() {
    return z.array(Node).optional();
  },
});

const SCRIPT = '<script>globalThis.ran = "script"</script><img src=x onerror="globalThis.ran = \'image\'">';

const SVG = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10" onload="parent.ran = 'svg'">
  <script>globalThis.ran = "svg"</script><rect width="10" height="10" fill="teal"/></svg>`;

/** What the environment shows after each kind of step. */
const OBSERVATIONS: Readonly<Record<string, unknown>> = {
  script: { html: SCRIPT, [SCRIPT]: "a key", url: "javascript:globalThis.ran='url'" },
  long: { text: "x".repeat(5_000_000) },
  keys: Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`key_${index}`, index])),
  directions: {
    arabic: "مرحبا بالعالم",
    override: "abc\u202Etxt.exe",
    ansi: "\u001b[1;31mred\u001b[0m plain",
    bell: "\u0007",
  },
  deep: deepen(40),
  records: [{ id: 1, name: "a" }, { id: 2, name: "b" }],
};

function deepen(depth: number): unknown {
  return depth === 0 ? "the bottom" : { inside: deepen(depth - 1) };
}

/** An environment whose observations and schemas are as bad as they may be. */
const hostile: AnyImplementation = defineEnvironment({
  name: "hostile_env",
  description: SCRIPT,
  action: z.object({
    kind: z.enum(Object.keys(OBSERVATIONS) as [string, ...string[]]),
    note: z.string().max(5).optional(),
    tree: Node.optional(),
    place: z.union([z.object({ x: z.number().min(0).max(9) }), z.object({ label: z.string() }), z.null()]).optional(),
    level: z.enum(["low", "high"]).nullable().optional(),
    ...Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`field_${index}`, z.string().optional()])),
  }),
  observation: z.record(z.string(), z.any()),
}).implement(() => ({
  reset: () => ({ observation: { text: SCRIPT } }),
  step: ({ kind, ...rest }: { kind: string }) => ({
    observation: { answer: OBSERVATIONS[kind], rest },
    reward: 1,
    info: { note: SCRIPT },
  }),
  render: () => ({ svg: SVG, text: `\u001b[32m${SCRIPT}` }),
}));

export default hostile;
