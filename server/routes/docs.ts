import { type PageFile, respondWithFile, respondWithPage } from "../http/page_files.ts";
import page from "../openapi/docs_page/page.html" with { type: "text" };

const SCRIPT = "text/javascript; charset=utf-8";

/** The files that the page loads, by name. They are read at the first request, since some are large. */
const ASSETS = {
  "page.js": { type: SCRIPT, load: () => import("../openapi/docs_page/page.js", { with: { type: "text" } }) },
  "swagger-ui-bundle.js": {
    type: SCRIPT,
    load: () => import("swagger-ui-dist/swagger-ui-bundle.js", { with: { type: "text" } }),
  },
  "swagger-ui.css": {
    type: "text/css; charset=utf-8",
    load: () => import("swagger-ui-dist/swagger-ui.css", { with: { type: "text" } }),
  },
} as const;

/** The name of a file that the page loads. */
export type AssetName = keyof typeof ASSETS;

/** The names of the files that the page loads. */
export const ASSET_NAMES = Object.keys(ASSETS) as readonly AssetName[];

const files: Map<AssetName, PageFile> = new Map();

/** Answers `GET /docs`: a page that shows the interface and lets you try it. */
export function docs(): Response {
  return respondWithPage(page);
}

/** Answers `GET /docs/<name>`: a file that the page loads. */
export async function docsAsset(request: Request, name: AssetName): Promise<Response> {
  const { type, load } = ASSETS[name];
  const file = files.get(name) ?? { body: (await load()).default, contentType: type };
  files.set(name, file);
  return await respondWithFile(request, file);
}
