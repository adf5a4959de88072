import type { Finding } from "../../findings/check.ts";
import { fail, pass } from "../../findings/findings.ts";
import type { PackageImage } from "./image.ts";

/** The folders of the operating system, whose files are the base image's business. */
const SYSTEM = /^\/(?:bin|boot|dev|etc|lib\w*|proc|run|sbin|sys|usr\/(?!local\/)|var\/(?:lib|log|cache)\/)/;

/** What an image should not have, by the last part of a path. */
const UNWANTED: readonly (readonly [what: string, pattern: RegExp])[] = [
  ["a credential", /^(?:\.env(?:\..*)?|\.netrc|\.npmrc|\.pypirc|\.git-credentials|id_(?:rsa|dsa|ecdsa|ed25519))$/i],
  ["a credential", /\.(?:pem|key|p12|pfx|jks|keystore)$|^(?:credentials?|secrets?)(?:\.[a-z]+)?$|_secrets?\.[a-z]+$/i],
  ["a cache", /^(?:\.git|\.cache|\.npm|\.venv|node_modules|__pycache__|coverage)$|_cache_v\d+(?:-shm|-wal)?$/],
];

/** Programs that build and install, wherever they are. */
const TOOLS = /\/s?bin\/(?:gcc|g\+\+|cc|make|cmake|rustc|cargo|go|git|npm|yarn|pnpm|pip3?|curl|wget|ssh)$/;
const SECRET_VARIABLE = /(?:TOKEN|SECRET|PASSWORD|PASSWD|API_?KEY|PRIVATE_KEY|CREDENTIALS?)(?:=|_)/i;
const PRIVATE_KEY = /-----BEGIN [A-Z ]*PRIVATE KEY-----/;
/** The largest file of the package that is searched for a private key, in bytes. */
const MAX_SEARCHED_BYTES = 64 * 1024;
const MAX_SHOWN = 10;

/** Checks that an image has nothing that should not be in it, and can be run by any user. */
export async function checkHygiene(image: PackageImage): Promise<Finding> {
  const { config: { User = "", Env, Volumes } } = image;
  const evidence = [
    ...(/^(?:|0|root)(?::|$)/.test(User) ? ["it runs as root"] : []),
    ...(Env ?? []).filter((variable) => SECRET_VARIABLE.test(variable) && !variable.endsWith("="))
      .map((variable) => `the variable ${variable.split("=")[0]} looks like a credential`),
    ...Object.keys(Volumes ?? {}).map((path) => `it declares the volume ${path}`),
    ...findUnwanted(image),
    ...await findPrivateKeys(image),
  ];
  if (evidence.length === 0) return pass({ files: image.files.length });
  const shown = evidence.slice(0, MAX_SHOWN);
  return fail({
    expected: "no credentials, caches and tools, and files that any user can read",
    seen: shown,
    evidence: shown,
    remediation: "Leave them out of the folder of the build, and give build tools a stage of their own",
  });
}

function findUnwanted({ files, folder }: PackageImage): string[] {
  return files.flatMap(({ path, attributes, mode }) => {
    if (TOOLS.test(path)) return [`${path} is a tool for building or fetching`];
    if (SYSTEM.test(path) || path.startsWith("/deno-dir/npm/")) return []; // the files of packages have any names
    const name = path.slice(path.lastIndexOf("/") + 1);
    const [what] = UNWANTED.find(([, pattern]) => pattern.test(name)) ?? [];
    if (what !== undefined) return [`${path} is ${what}`];
    if (!path.startsWith(`${folder}/`)) return [];
    const isFolder = attributes.startsWith("folder");
    const readable = isFolder ? 0o005 : 0o004;
    if (!attributes.startsWith("link") && (mode & readable) !== readable) return [`${path} cannot be read by any user`];
    return [];
  });
}

async function findPrivateKeys(image: PackageImage): Promise<string[]> {
  const found: string[] = [];
  for (const { path, attributes } of image.files) {
    if (!attributes.startsWith("file") || !path.startsWith(`${image.folder}/`)) continue;
    const bytes = await image.read(path.slice(image.folder.length + 1));
    if (bytes === undefined || bytes.length > MAX_SEARCHED_BYTES) continue;
    if (PRIVATE_KEY.test(new TextDecoder().decode(bytes))) found.push(`${path} has a private key`);
  }
  return found;
}
