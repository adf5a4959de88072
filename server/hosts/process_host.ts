import { Child, type ChildEnd, type ChildOptions, describeEnd } from "@openenv/sandbox";
import type { HostPort } from "./host_port.ts";

/** Options of {@linkcode startProcess}. */
export interface ProcessOptions extends Omit<ChildOptions, "entry"> {
  /** The entry, which serves a `HostEndpoint`. Default: one that does nothing else. */
  readonly entry?: URL;
  /** Called when the process has ended, with the reason, and with a text that goes on after "its process". */
  readonly onEnd?: (end: ChildEnd, text: string) => void;
}

const HOST_CHILD = new URL("./host_child.ts", import.meta.url);

/** Starts a process with the declared permissions and limits, which can be killed at any time. */
export function startProcess({ entry = HOST_CHILD, onEnd, ...options }: ProcessOptions): HostPort {
  const child = Child.start({ ...options, entry });
  const port: HostPort = {
    onMessage: undefined,
    isKillable: true,
    ended: child.ended.then((end) => {
      const { stdout, stderr } = child.takeOutput();
      const printed = (stderr || stdout).trim();
      const text = `${describeEnd(end)}${printed === "" ? "" : `: ${printed.slice(-2000)}`}`;
      onEnd?.(end, text);
      return `its process ${text}`;
    }),
    get pid() {
      return child.pid;
    },
    send: (message) => child.send(message),
    kill: (by) => child.kill(by),
    close: () => child.close(),
  };
  child.onMessage = (message) => port.onMessage?.(message);
  return port;
}
