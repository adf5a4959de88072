import { parseSpace } from "@openenv/client/transport";
import { InvalidOptionError } from "@openenv/core/errors";

/** The environment that a text names. */
export type TargetName =
  /** An environment of a registry. */
  | { readonly kind: "name"; readonly name: string; readonly version?: string }
  /** A running server. */
  | { readonly kind: "server"; readonly url: string }
  /** A Hugging Face Space, which is a running server too. */
  | { readonly kind: "space"; readonly id: string; readonly url: string }
  /** A module of the network. */
  | { readonly kind: "module"; readonly url: string }
  /** A module or the folder of a package, on this machine. */
  | { readonly kind: "path"; readonly path: string };

const SCRIPT = /\.[mc]?[jt]sx?$/;

/**
 * Tells what a text names: `coding`, `coding@0.1.0`, `user/space`, `https://host`, `https://host/environment.ts`,
 * `./folder`.
 *
 * @throws `InvalidOptionError` for a text that names nothing.
 */
export function parseTarget(text: string | URL): TargetName {
  const target = String(text).trim();
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(target)) return parseUrl(target);
  if (/^(\.{1,2}([\\/]|$)|[\\/]|[a-z]:[\\/])/i.test(target) || target.includes("\\")) {
    return { kind: "path", path: target };
  }
  if (/^(www\.)?huggingface\.co\//.test(target)) return spaceOf(target);
  if (/^[\w.-]+\/[\w.-]+$/.test(target)) return spaceOf(target);
  if (SCRIPT.test(target)) return { kind: "path", path: target };
  const named = /^([A-Za-z0-9][\w-]*)(?:@(\d[\w.+-]*))?$/.exec(target);
  if (named !== null) return { kind: "name", name: named[1]!, ...(named[2] && { version: named[2] }) };
  throw new InvalidOptionError(
    `Cannot find environment "${target.slice(0, 200)}": expected a name such as coding or coding@0.1.0, a Space ` +
      "user/space, a URL, or a path that begins with ./ or /",
    { option: "name" },
  );
}

function parseUrl(target: string): TargetName {
  const url = URL.parse(target);
  if (url?.protocol === "file:") return { kind: "path", path: url.href };
  if (url === null || !["http:", "https:", "ws:", "wss:"].includes(url.protocol)) {
    throw new InvalidOptionError(`Cannot find environment ${target.slice(0, 200)}: expected a URL with http or https`, {
      option: "name",
    });
  }
  if (/^(www\.)?huggingface\.co$/.test(url.hostname)) return spaceOf(url.pathname);
  if (SCRIPT.test(url.pathname)) return { kind: "module", url: url.href };
  return { kind: "server", url: target };
}

function spaceOf(target: string): TargetName {
  const { id, url } = parseSpace(target);
  return { kind: "space", id, url };
}

/** The form in which names are compared: `Coding-Env`, `coding_env` and `coding` are one. */
export function toShortName(name: string): string {
  return name.toLowerCase().replaceAll("-", "_").replace(/_env$/, "");
}
