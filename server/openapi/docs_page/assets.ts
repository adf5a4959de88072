import pageScript from "./page.js" with { type: "text" };

/** A file that the page `/docs` loads. */
export interface Asset {
  /** Its media type. */
  readonly type: string;
  /** Its text. */
  readonly text: string;
  /** What names this text among others, as the header `ETag` has it. */
  readonly etag: string;
}

const SCRIPT = "text/javascript; charset=utf-8";

/** The files that the page loads, by name. Those of the npm package are large, and are read when first asked for. */
const SOURCES = {
  "page.js": { type: SCRIPT, load: () => Promise.resolve(pageScript) },
  "swagger-ui-bundle.js": { type: SCRIPT, load: loadBundle },
  "swagger-ui.css": { type: "text/css; charset=utf-8", load: loadStyles },
} as const;

/** The name of a file that the page loads. */
export type AssetName = keyof typeof SOURCES;

/** The names of the files that the page loads. */
export const ASSET_NAMES = Object.keys(SOURCES) as readonly AssetName[];

const loaded = new Map<AssetName, Promise<Asset>>();

/** Reads a file that the page loads; once it is read it stays in memory. */
export function loadAsset(name: AssetName): Promise<Asset> {
  let asset = loaded.get(name);
  if (asset === undefined) {
    asset = readAsset(name);
    loaded.set(name, asset);
    asset.catch(() => loaded.delete(name));
  }
  return asset;
}

async function readAsset(name: AssetName): Promise<Asset> {
  const { type, load } = SOURCES[name];
  const text = await load();
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return { type, text, etag: `"${new Uint8Array(digest).toHex().slice(0, 32)}"` };
}

async function loadBundle(): Promise<string> {
  return (await import("swagger-ui-dist/swagger-ui-bundle.js", { with: { type: "text" } })).default;
}

async function loadStyles(): Promise<string> {
  return (await import("swagger-ui-dist/swagger-ui.css", { with: { type: "text" } })).default;
}
