import { Child, type ChildOptions, describeEnd } from "@openenv/sandbox";
import type { HostPort } from "./host_port.ts";

/** Starts a process with the declared permissions and limits, which can be killed at any time. */
export function startProcess(options: Omit<ChildOptions, "entry">): HostPort {
  const child = Child.start({ ...options, entry: new URL("./host_child.ts", import.meta.url) });
  const port: HostPort = {
    onMessage: undefined,
    isKillable: true,
    ended: child.ended.then((end) => {
      const { stdout, stderr } = child.takeOutput();
      const printed = (stderr || stdout).trim();
      return `its process ${describeEnd(end)}${printed === "" ? "" : `: ${printed.slice(-2000)}`}`;
    }),
    send: (message) => child.send(message),
    kill: (by) => child.kill(by),
    close: () => child.close(),
  };
  child.onMessage = (message) => port.onMessage?.(message);
  return port;
}
