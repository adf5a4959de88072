// Runs in a worker: while an environment blocks the server's own thread, signals are heard here only.
let signals = 0;
let heardAt = -Infinity;

async function end() {
  try {
    Deno.kill(Deno.pid, "SIGKILL");
  } catch {
    // The process may not send signals.
    (await import("node:process")).abort();
  }
}

function hear() {
  const isSame = performance.now() - heardAt < 200; // as in serve.ts
  heardAt = performance.now();
  if (isSame) return;
  // At the second one the server's own thread exits, unless it is blocked.
  if (++signals === 2) setTimeout(end, 500);
}

Deno.addSignalListener("SIGINT", hear);
if (Deno.build.os !== "windows") Deno.addSignalListener("SIGTERM", hear);
