/** The kinds of interpreters: CPython, or Deno itself. */
export type InterpreterKind = "python" | "script";

/** A request to an interpreter. Each request but `begin` is answered once, with its `id`. */
export type Request =
  | { readonly type: "begin"; readonly seed: number }
  | { readonly type: "run"; readonly id: number; readonly code: string }
  | { readonly type: "call"; readonly id: number; readonly name: string; readonly inputs: string }
  | { readonly type: "inspect"; readonly id: number; readonly code: string };

/** One of the two outputs of a program. */
export type OutputStream = "stdout" | "stderr";

/** A message from an interpreter. It runs hostile code, which may forge any of these. */
export type Reply =
  | { readonly type: "output"; readonly id: number; readonly stream: OutputStream; readonly text: string }
  | { readonly type: "flooded"; readonly id: number }
  | { readonly type: "exits"; readonly id: number; readonly exitCode: number }
  | { readonly type: "ran"; readonly id: number; readonly exitCode: number }
  | { readonly type: "called"; readonly id: number; readonly outputs: string }
  | { readonly type: "inspected"; readonly id: number; readonly parses: boolean; readonly found: readonly string[] };

/** The most characters that one step may print. */
export const MAX_OUTPUT_CHARS: number = 256 * 1024;
